import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { advanceIndex, emptyState, type IndexState, type SessionOutcome } from './advance-index.js';
import { sessionsBetween } from './calendar.js';
import { openVerdict, type LineReference } from './eligibility.js';
import { defaultIndex, type IndexDefinition } from './index-definition.js';
import { chainLevels, type ChainLink } from './level-chain.js';
import type { PriceRow } from './line-state.js';
import { sessionPerformance } from './session-performance.js';
import type { CorporateAction } from './session-return.js';

/** Real prices and the numbers that an independent program made of them. Read where they are; in CI their absence is a failure. */
const shared = new URL('../../../../shared/', import.meta.url);
const available = existsSync(new URL('golden/README.md', shared));
const whenAvailable = available || process.env['CI'] !== undefined ? describe : describe.skip;

function table(path: string): Record<string, string>[] {
  const bytes = readFileSync(new URL(path, shared));
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trimEnd().split('\n');
  const names = (lines[0] as string).split(',');
  return lines.slice(1).map((line) => {
    const values = line.includes('"') ? splitQuoted(line) : line.split(',');
    return Object.fromEntries(names.map((name, column) => [name, values[column] ?? '']));
  });
}

function splitQuoted(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1] ?? match[2] ?? '');
}

const numberOrNull = (text: string | undefined): number | null =>
  text === undefined || text === '' ? null : Number(text);

interface Run {
  readonly outcomes: Extract<SessionOutcome, { status: 'published' }>[];
  readonly gaps: string[];
  readonly links: ChainLink[];
}

function run(definition: IndexDefinition, options: { splits: boolean; dividends: boolean; issuers: boolean }): Run {
  const bySession = new Map<string, PriceRow[]>();
  for (const row of table('data/prices.csv.gz')) {
    const rows = bySession.get(row['date'] as string) ?? [];
    rows.push({
      ticker: row['ticker'] as string,
      close: numberOrNull(row['close']),
      marketCap: numberOrNull(row['market_cap']),
      eligible: null,
      issuer: null,
      delistingReturn: null,
    });
    bySession.set(row['date'] as string, rows);
  }
  const actions: CorporateAction[] = [];
  if (options.splits) {
    for (const row of table('data/splits.csv')) {
      actions.push({
        ticker: row['ticker'] as string,
        exDate: row['ex_date'] as string,
        kind: 'split',
        value: Number(row['factor']),
      });
    }
  }
  if (options.dividends) {
    for (const row of table('data/dividends.csv')) {
      actions.push({
        ticker: row['ticker'] as string,
        exDate: row['ex_date'] as string,
        kind: 'dividend',
        value: Number(row['amount']),
      });
    }
  }
  const references = new Map<string, LineReference>();
  if (options.issuers) {
    for (const row of table('data/stocks_extra.csv')) {
      references.set(row['ticker'] as string, {
        issuer: row['issuer'] || null,
        type: null,
        exchange: null,
        listedOn: null,
        delistedOn: null,
      });
    }
  }
  const sessions = sessionsBetween('2021-01-29', '2023-12-29');
  let state: IndexState = emptyState();
  const result: Run = { outcomes: [], gaps: [], links: [] };
  for (const session of sessions) {
    const last = state.history.at(-1) ?? null;
    const between = actions.filter(
      (action) => action.exDate <= session && (last === null || action.exDate > last.session),
    );
    const rows = bySession.get(session) ?? [];
    const market = { session, rows, delistings: [], actions: between, renames: [], verdict: openVerdict };
    const step = advanceIndex(definition, state, market, references);
    state = step.state;
    if (step.outcome.status !== 'published') {
      result.gaps.push(session);
      continue;
    }
    result.outcomes.push(step.outcome);
    result.links.push(
      sessionPerformance({
        session,
        target: step.outcome.constituents,
        holding:
          last === null
            ? null
            : {
                kind: definition.return,
                held: last.constituents,
                rows: new Map(rows.map((row) => [row.ticker, row])),
                actions: between,
                renamed: new Map(),
              },
      }),
    );
  }
  return result;
}

const close = (actual: number, expected: number, relative: number): boolean =>
  Math.abs(actual - expected) <= relative * Math.max(Math.abs(actual), Math.abs(expected));

function compare(name: string, definition: IndexDefinition, result: Run): void {
  const levels = chainLevels(null, result.links, definition);
  const performance = table(`golden/${name}.performance.csv`);
  expect(levels.map((level) => level.session)).toEqual(performance.map((row) => row['date']));
  levels.forEach((level, position) => {
    const row = performance[position] as Record<string, string>;
    const differs = [
      close(level.level, Number(row['level']), 1e-12) ? null : `level ${level.level} not ${row['level']}`,
      Math.abs((level.dailyReturn ?? 0) - Number(row['daily_return'])) <= 1e-11
        ? null
        : `return ${level.dailyReturn} not ${row['daily_return']}`,
      Math.abs((level.turnover ?? 0) - Number(row['turnover_one_way'])) <= 1e-12
        ? null
        : `turnover ${level.turnover} not ${row['turnover_one_way']}`,
    ].filter((difference) => difference !== null);
    if (differs.length > 0) throw new Error(`${level.session}: ${differs.join(', ')}`);
  });
  const compositions = new Map<string, string[]>();
  for (const row of table(`golden/${name}.compositions.csv.gz`)) {
    const members = compositions.get(row['date'] as string) ?? [];
    members.push(`${row['rank']} ${row['ticker']} ${Number(row['weight']).toFixed(11)}`);
    compositions.set(row['date'] as string, members);
  }
  for (const outcome of result.outcomes) {
    const ours = outcome.constituents.map((line) => `${line.rank ?? ''} ${line.ticker} ${line.weight.toFixed(11)}`);
    const theirs = compositions.get(outcome.session) ?? [];
    if (ours.join() !== theirs.join())
      throw new Error(
        outcome.session +
          ours
            .filter((x) => !theirs.includes(x))
            .slice(0, 4)
            .join() +
          ' vs ' +
          theirs
            .filter((x) => !ours.includes(x))
            .slice(0, 4)
            .join(),
      );
  }
  const changes = result.outcomes.flatMap((outcome) => [
    ...(outcome.change?.entered ?? []).map(
      (line) => `${outcome.session} entered ${line.ticker} ${line.rank ?? ''} ${line.previous_rank ?? ''} `,
    ),
    ...(outcome.change?.exited ?? []).map(
      (line) =>
        `${outcome.session} exited ${line.ticker} ${line.rank ?? ''} ${line.previous_rank ?? ''} ${line.reason}`,
    ),
  ]);
  expect(changes).toEqual(
    table(`golden/${name}.changes.csv`).map(
      (row) =>
        `${row['date']} ${row['action']} ${row['ticker']} ${row['rank']} ${row['previous_rank']} ${row['reason']}`,
    ),
  );
}

whenAvailable('golden numbers on real prices', () => {
  const line: IndexDefinition = { ...defaultIndex, share_classes: 'line' };

  it.each([
    ['line-daily', line, { splits: true, dividends: false, issuers: false }],
    ['line-daily', defaultIndex, { splits: true, dividends: false, issuers: false }],
    ['line-daily-no-splits', line, { splits: false, dividends: false, issuers: false }],
    ['company-daily', defaultIndex, { splits: true, dividends: false, issuers: true }],
    ['line-monthly', { ...line, schedule: 'monthly' as const }, { splits: true, dividends: false, issuers: false }],
    [
      'company-quarterly-lag1-buffer10-total-return',
      { ...defaultIndex, schedule: 'quarterly' as const, lag: 1, buffer: 10, return: 'total' as const },
      { splits: true, dividends: true, issuers: true },
    ],
  ])('%s', (name, definition, options) => {
    const result = run(definition, options);
    expect(result.gaps).toEqual(['2022-12-21', '2022-12-28']);
    compare(name, definition, result);
  });
});
