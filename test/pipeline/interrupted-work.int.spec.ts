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
import { failWaitingJobs } from '#services/index-construction/src/fail-waiting-jobs';
import { advancePerformance } from '#services/performance/src/advance-performance';
import type { Database } from '#storage/database';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';

/** What must not get lost when somebody else comes in between, or when a process ends between two steps. */

const FIRST = '2023-01-03';
const LAST = '2023-12-29';
const sessions = sessionsBetween(FIRST, LAST);
const JOB = '00000000-0000-4000-8000-00000000000';
const logger = pino({ level: 'silent' });
const relay = { wake: (): void => undefined };
const now = (): Date => new Date(0);
const constructionOutbox = new SqlOutbox({ service: Service.indexConstruction, relay, now });
const performanceOutbox = new SqlOutbox({ service: Service.performance, relay, now });

let store: PgliteDatabase;
let construction: Database;

beforeAll(async () => {
  store = await openPgliteDatabase({ directory: null });
  await migrate(store);
  await store.query('select ensure_stock_price_partitions($1, $2)', [FIRST, LAST]);
  construction = store.forRole('equal_index_index_construction');
});
afterAll(() => store.close());

beforeEach(async () => {
  await store.executeScript(`
    truncate stock_prices, ingestion_sessions, index_sessions, index_compositions, composition_changes, index_performance,
      index_performance_state, index_construction.work, index_construction.outbox, performance.outbox, performance.inbox;
    truncate indices cascade;`);
  await store.execute(`insert into indices (id, definition) values ($1, $2::jsonb)`, [
    defaultIndex.id,
    JSON.stringify({ ...defaultIndex, size: 2 }),
  ]);
  // Three lines; the last two change places every month.
  await store.execute(
    `insert into stock_prices (date, ticker, close, market_cap, source, revision)
     select session, ticker, 10, case when ticker = 'B' and extract(month from session)::int % 2 = 0 then 1 else cap end, 'test', 1
     from unnest($1::date[]) session, (values ('A', 9.0), ('B', 5.0), ('C', 3.0)) lines(ticker, cap)`,
    [sessions],
  );
  await store.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision) select unnest($1::date[]), 3, false, 1`,
    [sessions],
  );
});

const request = (number: number, start: string, end: string): EventBody<typeof Topic.indexBuildRequested> => ({
  job_id: `${JOB}${number}`,
  index_id: defaultIndex.id,
  start_date: start,
  end_date: end,
});

async function build(number: number, start: string, end: string): Promise<void> {
  await construction.transaction((transaction) => acceptBuild(transaction, request(number, start, end)));
}

async function construct(database: Database, signal = new AbortController().signal): Promise<void> {
  await constructIndex({ database, outbox: constructionOutbox, logger }, defaultIndex.id, signal);
}

/** The store as somebody sees it who is overtaken after each of his statements, as often as `interrupt` does something. */
function interrupted(database: Database, interrupt: () => Promise<void>): Database {
  return {
    query: async (text, values) => {
      const rows = await database.query(text, values);
      await interrupt();
      return rows as never;
    },
    execute: (text, values) => database.execute(text, values),
    executeScript: (text) => database.executeScript(text),
    transaction: async (work) => {
      const result = await database.transaction(work);
      await interrupt();
      return result;
    },
    close: () => database.close(),
  };
}

async function announced<T extends Topic>(topic: T): Promise<Event<T>[]> {
  const messages = await store.query<{ topic: Topic; key: string; headers: Record<string, string>; body: string }>(
    `select topic, key, headers, body from index_construction.outbox where topic = $1 order by id`,
    [topic],
  );
  return messages.map((message) => decodeEvent(message) as Event<T>);
}

const lastPublished = async (): Promise<string | null> => {
  const [row] = await store.query<{ last: string | null }>(`select last_session as last from indices`);
  return row?.last ?? null;
};

it('forgets a build that was refused, so that a later one is as if it had been the first', async () => {
  await store.execute(`delete from stock_prices where date < '2023-02-01' and ticker <> 'A'`);
  await build(1, '2023-01-01', '2023-01-31');
  await construct(construction);
  const [failed] = (await announced(Topic.jobProgressed)).slice(-1);
  expect(failed?.body).toMatchObject({ job_id: `${JOB}1`, status: 'failed', error: { status: 422 } });
  expect(await store.query('select * from index_sessions')).toEqual([]);
  await build(2, '2023-03-01', '2023-03-31');
  await construct(construction);
  const [index] = await store.query(`select first_requested, base_session, last_session from indices`);
  expect(index).toEqual({ first_requested: '2023-03-01', base_session: '2023-03-01', last_session: '2023-03-31' });
});

it.each([0, 1, 2, 3, 4, 5])('does a wider range that is asked for after statement %d of a pass', async (statement) => {
  await build(1, FIRST, '2023-02-28');
  let left = statement;
  const database = interrupted(construction, async () => {
    left -= 1;
    if (left === -1) await build(2, '2023-03-01', '2023-04-28');
  });
  await construct(database);
  expect(await lastPublished()).toBe('2023-04-28');
  const done = (await announced(Topic.indexConstructed)).filter(({ body }) => body.complete);
  expect(done.map(({ body }) => body.job_id).sort()).toEqual([`${JOB}1`, `${JOB}2`]);
});

it('announces a new base with all its members also when the pass that moved it was killed', async () => {
  await build(1, FIRST, LAST);
  await construct(construction);
  await store.execute('delete from index_construction.outbox');
  // All rows of the first step are gone: the first session of the next step becomes the base.
  const base = sessions[120] as string;
  await store.execute('delete from stock_prices where date < $1', [base]);
  await store.execute('update ingestion_sessions set lines = 0 where date < $1', [base]);
  await construction.transaction((transaction) =>
    acceptPrices(transaction, {
      universe: 'us',
      first_session: FIRST,
      last_session: sessions[119] as string,
      sessions: null,
      tickers: null,
      rows: 1,
      kind: 'prices',
      simulated: false,
      revision: 2,
    }),
  );
  const kill = new AbortController();
  await construct(
    interrupted(construction, async () => {
      const [row] = await store.query<{ base: string }>('select base_session as base from indices');
      if (row?.base !== FIRST) kill.abort();
    }),
    kill.signal,
  );
  expect(kill.signal.aborted).toBe(true);
  await construct(construction);
  const said = (await announced(Topic.compositionChanged)).filter(({ body }) => body.session === base);
  expect(said.at(-1)?.body).toMatchObject({ kind: 'initialized', constituents: 2 });
});

it('ends the jobs of an index that cannot be built, and keeps its work', async () => {
  await build(1, FIRST, LAST);
  const parts = { database: construction, outbox: constructionOutbox, logger };
  const failure = { indexId: defaultIndex.id, passes: 8, error: new Error('a rule is broken') };
  await failWaitingJobs(parts, failure);
  await failWaitingJobs(parts, failure);
  const reports = await announced(Topic.jobProgressed);
  expect(reports.map(({ body }) => [body.job_id, body.status])).toEqual([[`${JOB}1`, 'failed']]);
  expect(reports[0]?.body.error?.detail).toContain('a rule is broken');
  await construct(construction);
  expect(await lastPublished()).toBe(LAST);
  expect(await store.query('select from index_construction.work')).toEqual([]);
});

it('ends a build whose sessions were all withdrawn before their levels were calculated', async () => {
  await build(1, FIRST, '2023-01-31');
  await construct(construction);
  const complete = (await announced(Topic.indexConstructed)).find(({ body }) => body.complete);
  await store.execute(`delete from index_compositions`);
  await store.execute(`update index_sessions set status = 'incomplete'`);
  const database = store.forRole('equal_index_performance');
  const parts = { database, inbox: new SqlInbox(Service.performance), outbox: performanceOutbox };
  await advancePerformance(parts, complete as NonNullable<typeof complete>);
  const [row] = await store.query<{ topic: string; body: string }>('select topic, body from performance.outbox');
  expect(row?.topic).toBe(Topic.jobProgressed);
  expect(JSON.parse(row?.body ?? '{}')).toMatchObject({ job_id: `${JOB}1`, status: 'succeeded' });
});
