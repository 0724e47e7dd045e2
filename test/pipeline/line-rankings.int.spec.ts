import fc from 'fast-check';
import { defaultIndex, type IndexDefinition } from '#domain/index-definition';
import type { PriceRow } from '#domain/line-state';
import type { RankedLine } from '#domain/ranking';
import { simulateIndex } from '#domain/simulate-index';
import { compensatedSum } from '#domain/summation';
import { definitionArbitrary, marketArbitrary } from '../../libs/domain/test/market.arbitrary.js';
import { historyOf, type Market } from '../../libs/domain/test/run-index.js';
import { addUpContributions } from '#services/query-gateway/src/lines/add-up-contributions';
import { knownMarket } from '#services/query-gateway/src/lines/carried-caps';
import { explainLine } from '#services/query-gateway/src/lines/explain-line';
import { sessionsUpTo, visitSessions, type KeptIndex } from '#services/query-gateway/src/lines/ranked-sessions';
import { watchLines } from '#services/query-gateway/src/lines/watch-lines';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';
import { IndexPump } from './index-pump.js';

/**
 * What the gateway ranks by looking at few rows must be what one pass of the rules over the whole market ranks: with share classes,
 * buffers, lags and filters, through renames, delistings, rows without a cap and lines without a row.
 */

let database: PgliteDatabase;
let pump: IndexPump;
beforeAll(async () => {
  database = await openPgliteDatabase({ directory: null });
  await migrate(database);
  await database.query(`select ensure_stock_price_partitions('2023-01-01', '2024-12-31')`);
  pump = new IndexPump(database);
});
afterAll(() => database.close());

interface Renaming {
  readonly line: number;
  readonly day: number;
  /** Whether the rows come under the new name from that day on. */
  readonly moved: boolean;
  readonly newTicker: string;
}

const renaming: fc.Arbitrary<Renaming> = fc.record({
  ...{ line: fc.nat(6), day: fc.integer({ min: 1, max: 31 }), moved: fc.constantFrom(true, true, false) },
  newTicker: fc.constantFrom('NA', 'NB', 'B.A'),
});

/** The market with one line called otherwise from a day on. */
function renamed(market: Market, renamings: readonly Renaming[]): Market {
  let current = market;
  for (const { line, day, moved, newTicker } of renamings) {
    const ticker = [...current.references.keys()][line];
    const effectiveOn = [...current.rows.keys()][day];
    if (ticker === undefined || effectiveOn === undefined || ticker === newTicker) continue;
    if (current.renames.some((known) => known.ticker === ticker && known.effectiveOn === effectiveOn)) continue;
    const named = (session: string, rows: readonly PriceRow[]): readonly PriceRow[] => {
      if (!moved || session < effectiveOn || rows.some((row) => row.ticker === newTicker)) return rows;
      return rows.map((row) => (row.ticker === ticker ? { ...row, ticker: newTicker } : row));
    };
    const renames = [...current.renames, { ticker, effectiveOn, newTicker }];
    renames.sort((a, b) => (`${a.effectiveOn} ${a.ticker}` < `${b.effectiveOn} ${b.ticker}` ? -1 : 1));
    current = {
      ...current,
      renames,
      rows: new Map([...current.rows].map(([session, rows]) => [session, named(session, rows)])),
    };
  }
  return current;
}

async function store(market: Market, definition: IndexDefinition): Promise<void> {
  await database.executeScript(
    `truncate stock_prices, corporate_actions, stocks, listings, ticker_changes, ingestion_sessions`,
  );
  await pump.startOver(definition);
  const rows = [...market.rows].flatMap(([session, said]) => said.map((row) => ({ session, ...row })));
  await database.execute(
    `insert into stock_prices (date, ticker, close, market_cap, eligible, issuer, delisting_return, source, revision)
     select r.session, r.ticker, r.close, r."marketCap", r.eligible, r.issuer, r."delistingReturn", 'test', 1
     from jsonb_to_recordset($1::jsonb) as r(session date, ticker text, close float8, "marketCap" float8, eligible boolean,
       issuer text, "delistingReturn" float8)`,
    [JSON.stringify(rows)],
  );
  await database.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision)
     select p.date, count(*), false, 1 from stock_prices p group by p.date`,
  );
  for (const [ticker, said] of market.references) {
    await database.execute(
      `insert into stocks (ticker, issuer, type, sector, exchange, source) values ($1, $2, $3, $4, $5, 'test')`,
      [ticker, said.issuer, said.type, said.sector ?? null, said.exchange],
    );
  }
  for (const { ticker, exDate, kind, value } of market.actions) {
    await database.execute(
      `insert into corporate_actions (ticker, ex_date, kind, value, source, revision) values ($1, $2, $3, $4, 'test', 1)`,
      [ticker, exDate, kind, value],
    );
  }
  for (const { ticker, effectiveOn, newTicker } of market.renames) {
    await database.execute(
      `insert into ticker_changes (ticker, effective_on, new_ticker, source, revision) values ($1, $2, $3, 'test', 1)`,
      [ticker, effectiveOn, newTicker],
    );
  }
}

interface Ranked {
  readonly session: string;
  readonly lines: readonly RankedLine[];
  readonly members: readonly string[];
}

/** Every published session, by one pass over the whole market. */
function rankedByRules(market: Market, definition: IndexDefinition): Ranked[] {
  const ranked: Ranked[] = [];
  for (const { outcome, state } of simulateIndex(definition, historyOf(market))) {
    const last = state.history.at(-1);
    if (outcome.status !== 'published' || last === undefined) continue;
    const members = last.constituents.map(({ ticker }) => ticker);
    ranked.push({ session: outcome.session, lines: last.ranking.lines, members });
  }
  return ranked;
}

async function expectRankings(index: KeptIndex, expected: readonly Ranked[], dice: number): Promise<void> {
  for (const at of [expected.length - 1, dice % expected.length]) {
    const { session, lines } = expected[at] as Ranked;
    const market = await knownMarket(database, session);
    const sessions = await sessionsUpTo(database, index.id, session, 3);
    const floors = new Map(
      expected
        .slice(Math.max(0, at - 2), at + 1)
        .map((ranked) => [ranked.session, ranked.lines[dice % Math.max(1, ranked.lines.length)]?.marketCap ?? 0]),
    );
    const seen = new Map<string, readonly RankedLine[]>();
    const question = { market, sessions, floors, tickers: [] };
    await visitSessions(database, index, question, ({ session: visited, ranking }) => {
      if (ranking !== null) seen.set(visited, ranking.lines);
    });
    expect(seen.get(session)).toEqual(lines.filter(({ marketCap }) => marketCap >= (floors.get(session) as number)));
    for (const [visited, floor] of floors) {
      const full = expected.find((ranked) => ranked.session === visited)?.lines ?? [];
      expect(seen.get(visited)).toEqual(full.filter(({ marketCap }) => marketCap >= floor));
    }
  }
}

async function expectAnswers(index: KeptIndex, expected: readonly Ranked[], market: Market): Promise<void> {
  const { session, lines, members } = expected.at(-1) as Ranked;
  const { size, buffer } = index.definition;
  const within = 2;
  const watched = await watchLines(database, { index, session }, within);
  const around = lines.filter(({ rank }) => rank >= size - buffer - within && rank <= size + buffer + within);
  expect(watched.data.map(({ ticker, rank, is_member: isMember }) => ({ ticker, rank, isMember }))).toEqual(
    around.map(({ ticker, rank }) => ({ ticker, rank, isMember: members.includes(ticker) })),
  );
  if (market.renames.length > 0) return;
  const before = expected.at(-6);
  for (const { ticker, rank, rank_change_5: climbed } of watched.data) {
    const line = lines[rank - 1] as RankedLine;
    const then =
      before?.lines.find((other) => other.ticker === ticker) ??
      before?.lines.find((other) => line.issuer !== null && other.issuer === line.issuer);
    expect(climbed).toBe(then === undefined ? null : then.rank - rank);
  }
  for (const ticker of market.references.keys()) {
    const said = await explainLine(database, { index, session }, ticker);
    const rank = lines.find((line) => line.ticker === ticker)?.rank ?? null;
    expect({ rank: said.rank, isMember: said.is_member }).toEqual({ rank, isMember: members.includes(ticker) });
    const ranked = rank !== null || said.represented_by !== null;
    const unranked = ['not_listed', 'type', 'exchange', 'delisted', 'marked', 'filter', 'no_market_cap', 'stale'];
    if (!said.is_member) expect(unranked.includes(said.reason)).toBe(!ranked);
    expect(said.summary).toContain(said.is_member ? `${ticker} is in ` : `${ticker} is not in `);
  }
}

async function expectContributions(index: KeptIndex, expected: readonly Ranked[], dice: number): Promise<void> {
  const [first, last] = [expected[dice % expected.length]?.session as string, expected.at(-1)?.session as string];
  const range = await addUpContributions(database, { indexId: index.id, start: first, end: last });
  const points = compensatedSum(range.lines.map((line) => line.points));
  expect(Math.abs(points - (range.endLevel - range.startLevel))).toBeLessThanOrEqual(1e-12 * range.startLevel);
}

it('is what one pass over the whole market ranks, and contributions add up', async () => {
  let published = 0;
  await fc.assert(
    fc.asyncProperty(
      marketArbitrary({ caps: 'tied', calm: false }),
      definitionArbitrary,
      fc.array(renaming, { maxLength: 2 }),
      fc.nat(1000),
      async (generated, drawn, renamings, dice) => {
        const market = renamed(generated, renamings);
        const definition = { ...drawn, id: defaultIndex.id };
        await store(market, definition);
        await pump.requestBuild(market.first, market.last);
        await pump.settle();
        const expected = rankedByRules(market, definition);
        if (expected.length === 0) return;
        published += 1;
        const base = expected[0]?.session as string;
        const index: KeptIndex = { id: definition.id, definition, first_requested: market.first, base_session: base };
        await expectRankings(index, expected, dice);
        await expectContributions(index, expected, dice);
        await expectAnswers(index, expected, market);
      },
    ),
    { numRuns: 25 },
  );
  expect(published).toBeGreaterThan(10);
}, 300_000);
