import { answerOf } from '../index-client.js';
import { requiredWords } from './command-call.js';
import type { Command, CommandCall } from './command-call.js';
import { table } from './terminal.js';

const LEVEL_DIGITS = 2;
const PERCENT_DIGITS = 3;

export const performanceCommand: Command = {
  usage: 'START END',
  summary: 'Returns and levels of the sessions from START to END (YYYY-MM-DD).',
  run: async (call) => {
    const [start_date = '', end_date = ''] = requiredWords(call, 'START', 'END');
    const rows = [];
    let answer;
    for (let cursor: string | null | undefined; cursor !== null; cursor = answer.next_cursor) {
      const query = { start_date, end_date, ...(cursor === undefined ? {} : { cursor }) };
      answer = await answerOf(call.client.GET('/index-performance', { params: { query }, signal: call.signal }));
      rows.push(...answer.data);
    }
    if (call.json) return printJson(call, { ...answer, data: rows, next_cursor: undefined });
    call.terminal.out(
      table(
        ['date', 'daily %', 'cumulative %', 'level', 'constituents'],
        rows.map((row) => [
          row.date,
          rounded(row.daily_return, PERCENT_DIGITS),
          rounded(row.cumulative_return, PERCENT_DIGITS),
          rounded(row.level, LEVEL_DIGITS),
          row.constituents,
        ]),
      ),
    );
    for (const gap of answer?.gaps ?? [])
      call.terminal.say(`${gap.date} is ${gap.status}: ${gap.reasons.join('; ')}\n`);
  },
};

export const compositionCommand: Command = {
  usage: '[DATE]',
  summary: 'The constituents as of DATE (YYYY-MM-DD), of today where none is given.',
  run: async (call) => {
    const [date = new Date().toISOString().slice(0, 10)] = call.words;
    const answer = await answerOf(
      call.client.GET('/index-composition', { params: { query: { date } }, signal: call.signal }),
    );
    if (call.json) return printJson(call, answer);
    call.terminal.out(
      table(
        ['rank', 'ticker', 'name', 'sector', 'weight %', 'close', 'market cap'],
        answer.data.map((row) => [
          row.rank,
          row.ticker,
          row.name,
          row.sector,
          rounded(row.weight * 100, PERCENT_DIGITS),
          row.close,
          row.market_cap,
        ]),
      ),
    );
    call.terminal.say(`Session ${answer.date}, effective from ${answer.effective_from}.\n`);
  },
};

export const changesCommand: Command = {
  usage: 'START END',
  summary: 'Who entered and who left from START to END (YYYY-MM-DD).',
  run: async (call) => {
    const [start_date = '', end_date = ''] = requiredWords(call, 'START', 'END');
    const sessions = [];
    let answer;
    for (let cursor: string | null | undefined; cursor !== null; cursor = answer.next_cursor) {
      const query = { start_date, end_date, ...(cursor === undefined ? {} : { cursor }) };
      answer = await answerOf(call.client.GET('/composition-changes', { params: { query }, signal: call.signal }));
      sessions.push(...answer.data);
    }
    if (call.json) return printJson(call, { ...answer, data: sessions, next_cursor: undefined });
    const rows = sessions.flatMap(({ date, entered, exited }) => [
      ...entered.map((line) => [date, 'entered', line.ticker, line.rank, line.previous_rank, null]),
      ...exited.map((line) => [date, 'exited', line.ticker, line.rank, line.previous_rank, line.reason]),
    ]);
    call.terminal.out(table(['date', 'change', 'ticker', 'rank', 'previous rank', 'reason'], rows));
  },
};

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}

export function printJson(call: CommandCall, answer: unknown): void {
  call.terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
}
