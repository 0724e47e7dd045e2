import pino from 'pino';
import { decodeEvent } from '#contracts/codec';
import type { Event } from '#contracts/envelope';
import type { EventBody } from '#contracts/events';
import { Service, Topic } from '#contracts/topics';
import { sessionsBetween } from '#domain/calendar';
import { defaultIndex } from '#domain/index-definition';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import { acceptBuild, acceptPrices } from '#services/index-construction/src/accept-request';
import { constructIndex } from '#services/index-construction/src/construct-index';
import { advancePerformance } from '#services/performance/src/advance-performance';
import type { Database } from '#storage/database';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';

/** What was said of a session before it is said otherwise: kept once, without overlap and without a hole. */

const FIRST = '2023-01-03';
const LAST = '2023-01-31';
const sessions = sessionsBetween(FIRST, LAST);
const corrected = sessions[4] as string;
const logger = pino({ level: 'silent' });
const relay = { wake: (): void => undefined };
const now = (): Date => new Date(0);
const constructionOutbox = new SqlOutbox({ service: Service.indexConstruction, relay, now });
const performanceOutbox = new SqlOutbox({ service: Service.performance, relay, now });

let store: PgliteDatabase;
let construction: Database;
let performance: Database;

beforeAll(async () => {
  store = await openPgliteDatabase({ directory: null });
  await migrate(store);
  await store.query('select ensure_stock_price_partitions($1, $2)', [FIRST, LAST]);
  construction = store.forRole('equal_index_index_construction');
  performance = store.forRole('equal_index_performance');
});
afterAll(() => store.close());

/** Three lines for two seats: A and B are in. */
beforeEach(async () => {
  await store.executeScript(`
    truncate stock_prices, ticker_changes, ingestion_sessions, index_sessions, index_compositions, composition_changes, index_performance,
      index_session_history, index_performance_history, index_performance_state, index_construction.work,
      index_construction.outbox, performance.outbox, performance.inbox;
    truncate indices cascade;`);
  await store.execute(`insert into indices (id, definition) values ($1, $2::jsonb)`, [
    defaultIndex.id,
    JSON.stringify({ ...defaultIndex, size: 2 }),
  ]);
  await store.execute(
    `insert into stock_prices (date, ticker, close, market_cap, source, revision)
     select session, ticker, 10, cap, 'test', 1
     from unnest($1::date[]) session, (values ('A', 9.0), ('B', 5.0), ('C', 3.0)) lines(ticker, cap)`,
    [sessions],
  );
  await store.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision) select unnest($1::date[]), 3, false, 1`,
    [sessions],
  );
  await build();
});

async function build(): Promise<EventBody<typeof Topic.compositionChanged>[]> {
  const job_id = '00000000-0000-4000-8000-000000000001';
  const request = { job_id, index_id: defaultIndex.id, start_date: FIRST, end_date: LAST };
  await construction.transaction((transaction) => acceptBuild(transaction, request));
  return settle();
}

/** Does all pending work of both services; returns what was said of compositions. */
async function settle(): Promise<EventBody<typeof Topic.compositionChanged>[]> {
  const parts = { database: construction, outbox: constructionOutbox, logger };
  await constructIndex(parts, defaultIndex.id, new AbortController().signal);
  const messages = await store.query<{ topic: Topic; key: string; headers: Record<string, string>; body: string }>(
    `select topic, key, headers, body from index_construction.outbox order by id`,
  );
  await store.execute(`delete from index_construction.outbox`);
  const events = messages.map(decodeEvent);
  for (const event of events) {
    if (event.topic !== Topic.indexConstructed) continue;
    const dependencies = { database: performance, inbox: new SqlInbox(Service.performance), outbox: performanceOutbox };
    await advancePerformance(dependencies, event as Event<typeof Topic.indexConstructed>);
  }
  return events.flatMap((event) =>
    event.topic === Topic.compositionChanged ? [(event as Event<typeof Topic.compositionChanged>).body] : [],
  );
}

async function announce(
  kind: EventBody<typeof Topic.pricesIngested>['kind'],
  concerned: readonly string[],
  tickers: string[] | null,
): Promise<EventBody<typeof Topic.compositionChanged>[]> {
  const event = {
    ...{ universe: 'us', first_session: concerned[0] as string, last_session: concerned.at(-1) as string },
    ...{ sessions: [...concerned], tickers, rows: 1, kind, simulated: false, revision: 2 },
  };
  await construction.transaction((transaction) => acceptPrices(transaction, event));
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
