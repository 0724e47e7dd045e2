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
    sayAbout(call, answer);
  },
};

export const compositionCommand: Command = {
  usage: '[DATE]',
  summary: 'The constituents as of DATE (YYYY-MM-DD), of today where none is given.',
  run: async (call) => {
    const [date = todayInNewYork(new Date())] = requiredWords(call, ...(call.words.length === 0 ? [] : ['DATE']));
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
    sayAbout(call, answer);
  },
};

export const changesCommand: Command = {
  usage: 'START END',
  summary: 'Who entered, who left and who was renamed from START to END (YYYY-MM-DD).',
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
    const rows = sessions.flatMap(({ date, entered, exited, renamed }) => [
      ...entered.map((line) => [date, 'entered', line.ticker, line.rank, line.previous_rank, null, null]),
      ...exited.map((line) => [date, 'exited', line.ticker, line.rank, line.previous_rank, line.reason, null]),
      ...renamed.map((line) => [date, 'renamed', line.ticker, null, null, null, line.new_ticker]),
    ]);
    call.terminal.out(table(['date', 'change', 'ticker', 'rank', 'previous rank', 'reason', 'new ticker'], rows));
    sayAbout(call, answer);
  },
};

interface Remarks {
  readonly gaps?: readonly { readonly date: string; readonly status: string; readonly reasons: readonly string[] }[];
  readonly data_source?: string;
}

/** What a table does not show: sessions that are not published, and that prices are not real. */
function sayAbout(call: CommandCall, answer: Remarks | undefined): void {
  for (const { date, status, reasons } of answer?.gaps ?? [])
    call.terminal.say(`${date} is ${status}: ${reasons.join('; ')}\n`);
  if (answer?.data_source !== undefined) call.terminal.say(`From a ${answer.data_source}.\n`);
}

/** The latest day that may be asked for: the gateway goes by the days of the exchange. */
export function todayInNewYork(now: Date): string {
  return now.toLocaleDateString('en-CA', { timeZone: 'America/New_York' });
}

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}

export function printJson(call: CommandCall, answer: unknown): void {
  call.terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
}
