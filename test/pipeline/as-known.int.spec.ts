import type { EventBody } from '#contracts/events';
import type { Topic } from '#contracts/topics';
import { sessionsBetween } from '#domain/calendar';
import { defaultIndex } from '#domain/index-definition';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';
import { IndexPump } from './index-pump.js';
import { storeSteadyMarket } from './steady-market.js';

/** What was said of a session before it is said otherwise: kept once, without overlap and without a hole. */

const FIRST = '2023-01-03';
const LAST = '2023-01-31';
const sessions = sessionsBetween(FIRST, LAST);
const corrected = sessions[4] as string;
type Ingested = EventBody<typeof Topic.pricesIngested>;
type Change = EventBody<typeof Topic.compositionChanged>;

let store: PgliteDatabase;
let pump: IndexPump;

beforeAll(async () => {
  store = await openPgliteDatabase({ directory: null });
  await migrate(store);
  await store.query('select ensure_stock_price_partitions($1, $2)', [FIRST, LAST]);
  pump = new IndexPump(store, {
    construction: store.forRole('equal_index_index_construction'),
    performance: store.forRole('equal_index_performance'),
  });
});
afterAll(() => store.close());

/** Three lines for two seats: A and B are in. */
beforeEach(async () => {
  await pump.startOver({ ...defaultIndex, size: 2 });
  await storeSteadyMarket(store, { sessions, close: 10, caps: { A: 9, B: 5, C: 3 } });
  await build();
});

async function build(): Promise<Change[]> {
  await pump.requestBuild(FIRST, LAST);
  return settle();
}

/** Does all pending work of both services; returns what was said of compositions. */
async function settle(): Promise<Change[]> {
  return (await pump.settle()).map(({ body }) => body);
}

async function announce(
  kind: Ingested['kind'],
  concerned: readonly string[],
  tickers: string[] | null,
): Promise<Change[]> {
  await pump.announce(kind, concerned, tickers);
  return settle();
}

async function correct(cap: number): Promise<void> {
  await store.execute(`update stock_prices set close = 20, market_cap = $2 where ticker = 'C' and date = $1`, [
    corrected,
    cap,
  ]);
  await announce('prices', [corrected], ['C']);
}

/** All that was said of a session, oldest first; the last is what is said now. */
async function said(current: string, history: string): Promise<{ date: string; from: string; until: string }[]> {
  return store.query(
    `select date, known_from::text as from, known_until::text as until from ${history}
     union all select date, known_from::text, 'infinity' from ${current} order by 1, 2`,
  );
}

it('keeps nothing of a first build', async () => {
  expect(await store.query('select from index_session_history')).toEqual([]);
  expect(await store.query('select from index_performance_history')).toEqual([]);
});

it('keeps of each session that a correction changes what was known of it, once', async () => {
  const [before] = await store.query<{ known: string }>('select known_from::text as known from index_sessions limit 1');
  await correct(7);
  const kept = await store.query<{ date: string; known_from: string }>(
    `select date, status, revision, composition, changes, known_from::text as known_from from index_session_history order by date`,
  );
  const member = (ticker: string, rank: number, cap: number): object => ({
    ...{ ticker, rank, weight: 0.5, close: 10, market_cap: cap, stale_sessions: 0 },
  });
  const next = sessions[5] as string;
  expect(kept).toEqual(
    [corrected, next].map((date) => ({
      ...{ date, status: 'published', revision: 1, changes: [], known_from: before?.known },
      composition: [member('A', 1, 9), member('B', 2, 5)],
    })),
  );
  await correct(8);
  await correct(3);
  const [last] = await store.query<{ changes: unknown }>(
    `select changes from index_session_history where date = $1 order by known_until desc limit 1`,
    [corrected],
  );
  expect(last?.changes).toEqual([
    { ticker: 'B', action: 'exited', rank: 3, previous_rank: 2, reason: 'rank', new_ticker: null },
    { ticker: 'C', action: 'entered', rank: 2, previous_rank: 3, reason: null, new_ticker: null },
  ]);
});

it('tells for every moment since the first one thing of a session', async () => {
  for (const cap of [7, 8, 3, 7]) await correct(cap);
  for (const [current, history] of [
    ['index_sessions', 'index_session_history'],
    ['index_performance', 'index_performance_history'],
  ] as const) {
    const statements = await said(current, history);
    expect(statements.length).toBeGreaterThan(sessions.length);
    statements.forEach((statement, position) => {
      const next = statements[position + 1];
      expect(statement.until).toBe(next?.date === statement.date ? next.from : 'infinity');
    });
  }
});

it('keeps what was said of a session that is withdrawn, and publishes it again when it is accepted', async () => {
  const judge = async (verdict: string, reasons: string[]): Promise<(readonly [string, string])[]> => {
    await store.execute(`update ingestion_sessions set verdict = $2, verdict_reasons = $3 where date = $1`, [
      corrected,
      verdict,
      reasons,
    ]);
    return (await announce('verdict', [corrected], null)).map(({ session, kind }) => [session, kind] as const);
  };
  expect(await judge('blocked', ['cap_jump: A'])).toEqual([[corrected, 'withdrawn']]);
  const [session] = await store.query(`select status, reasons from index_sessions where date = $1`, [corrected]);
  expect(session).toEqual({ status: 'incomplete', reasons: ['cap_jump: A'] });
  expect(await store.query(`select from index_performance where date = $1`, [corrected])).toEqual([]);
  expect(await store.query(`select from index_performance_history where date = $1`, [corrected])).toHaveLength(1);
  expect(await judge('accepted', [])).toEqual([[corrected, 'restated']]);
  expect(
    await store.query(`select status from index_session_history where date = $1 order by revision`, [corrected]),
  ).toEqual([{ status: 'published' }, { status: 'incomplete' }]);
});

it('announces a rename as one, and earns over it', async () => {
  await store.execute(
    `insert into ticker_changes (ticker, effective_on, new_ticker, source, revision) values ('A', $1, 'N', 'test', 1)`,
    [corrected],
  );
  await store.execute(`update stock_prices set ticker = 'N', close = 11 where ticker = 'A' and date >= $1`, [
    corrected,
  ]);
  const renamed = [{ ticker: 'A', new_ticker: 'N' }];
  const [restated, ...others] = await announce('renames', sessions.slice(4), ['A', 'N']);
  expect(restated).toMatchObject({ session: corrected, kind: 'restated', entered: [], exited: [], renamed });
  // The members of later sessions have another name than was said of them.
  expect(new Set(others.map(({ kind }) => kind))).toEqual(new Set(['restated']));
  expect(others.flatMap((event) => [...event.entered, ...event.exited, ...(event.renamed ?? [])])).toEqual([]);
  const changes = await store.query(`select ticker, action, new_ticker from composition_changes`);
  expect(changes).toEqual([{ ticker: 'A', action: 'renamed', new_ticker: 'N' }]);
  const [level] = await store.query<{ daily_return: number; turnover: number }>(
    `select daily_return, turnover from index_performance where date = $1`,
    [corrected],
  );
  expect(level?.daily_return).toBeCloseTo(5, 9);
  expect(level?.turnover).toBeCloseTo(0.5 * (0.55 / 1.05 - 0.5) * 2, 12);

  await store.executeScript(`
    truncate index_sessions, index_compositions, composition_changes, index_performance;
    update indices set first_requested = null, last_requested = null, base_session = null, last_session = null;`);
  const [initialized, event, ...more] = await build();
  expect([initialized?.kind, more]).toEqual(['initialized', []]);
  expect(event).toMatchObject({ session: corrected, kind: 'renamed', entered: [], exited: [], renamed });
});
