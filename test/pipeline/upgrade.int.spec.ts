import pino from 'pino';
import request from 'supertest';
import { Service } from '#contracts/topics';
import { sessionsBetween } from '#domain/calendar';
import { SqlOutbox } from '#messaging/sql-outbox';
import { assessPendingSessions } from '#services/ingestion/src/quality/assess-pending';
import { ImportStore } from '#services/ingestion/test/import-store';
import { startGateway } from '#services/query-gateway/test/gateway-app';
import { defaultIndex } from '#domain/index-definition';
import type { Database } from '#storage/database';
import { migrate } from '#storage/migrate';
import { readMigrations } from '#storage/migration-files';
import { openPgliteDatabase } from '#storage/pglite-database';
import { tableHashes } from '#storage/table-hashes';
import { IndexPump } from './index-pump.js';

/**
 * A store that was filled before prices could be acquired and past knowledge asked for, brought to the newest schema: the index is as
 * it was, nothing is judged or computed anew, and work goes on. Benchmarks, which it did not have, come with the next build.
 */

const BEFORE = 9;
const FIRST = '2023-01-03';
const LAST = '2023-01-13';
const sessions = sessionsBetween(FIRST, LAST);
const corrected = sessions[4] as string;
const logger = pino({ level: 'silent' });
const relay = { wake: (): void => undefined };
const now = (): Date => new Date();

/** Of the lines A to E, in three of which the index is. */
function prices(): string {
  const rows = sessions.flatMap((session, day) =>
    [...'ABCDE'].map((ticker, place) => `${session},${ticker},${10 + day},${(90 - 10 * place) * (1 + day)}`),
  );
  return ['date,ticker,close,market_cap', ...rows, ''].join('\n');
}

/** A store of today with an index in it, whose rows an old store could have had as well. */
async function builtStore(): Promise<ImportStore> {
  const store = await ImportStore.openPglite();
  const pump = new IndexPump(store.owner);
  await pump.define({ ...defaultIndex, size: 3 });
  await store.import('prices', prices());
  await store.import('stocks', 'ticker,name,issuer\nA,First,one\n');
  await store.import('splits', 'ticker,ex_date,factor\nB,2023-01-06,2\n');
  await pump.requestBuild(FIRST, LAST);
  await pump.settle();
  return store;
}

const TABLES = [
  ...['stocks', 'stock_prices', 'corporate_actions', 'ingestion_sessions', 'indices', 'index_sessions'],
  ...['index_compositions', 'composition_changes', 'index_performance', 'index_performance_state'],
];

/** Copies what both stores have columns for. */
async function copy(from: Database, to: Database): Promise<void> {
  for (const table of TABLES) {
    const columns = await to.query<{ name: string }>(
      `select quote_ident(a.attname) as name from pg_attribute a
       where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`,
      [table],
    );
    const list = columns.map(({ name }) => name).join(', ');
    const [rows] = await from.query<{ rows: string }>(
      `select coalesce(jsonb_agg(to_jsonb(copied)), '[]')::text as rows from (select ${list} from ${table}) copied`,
    );
    await to.execute(
      `insert into ${table} (${list}) select ${list} from jsonb_populate_recordset(null::${table}, $1::text::jsonb)`,
      [rows?.rows ?? '[]'],
    );
  }
  const [state] = await from.query<{ revision: number }>('select revision from ingestion_state');
  await to.execute('update ingestion_state set revision = $1', [state?.revision ?? 0]);
}

it('keeps the index as it was, judges nothing anew, and goes on', async () => {
  const built = await builtStore();
  const database = await openPgliteDatabase({ directory: null });
  await migrate(database, readMigrations().slice(0, BEFORE));
  await database.query('select ensure_stock_price_partitions($1, $2)', [FIRST, LAST]);
  await copy(built.owner, database);
  const upgradedFrom = new Date();
  const open = () =>
    Promise.resolve({
      database,
      forRole: (role: string) => database.forRole(role),
      close: () => database.close(),
    });
  const gateway = await startGateway('2023-02-03', open);
  gateway.clock.now = now;
  const get = (path: string) => request(gateway.app.getHttpServer()).get(path);
  try {
    // As it was.
    const hashes = await tableHashes(built.owner);
    expect(hashes['index_compositions']).toMatch(/^27:/);
    const { index_performance: withBenchmark, ...others } = hashes;
    const upgraded = await tableHashes(database);
    expect(upgraded).toMatchObject(others);
    expect(upgraded['index_performance']).not.toBe(withBenchmark);
    const ingestion = database.forRole('equal_index_ingestion');
    const outbox = new SqlOutbox({ service: Service.ingestion, relay, now });
    const parts = { database: ingestion, outbox, clock: { now }, logger };
    expect(await assessPendingSessions(parts, new AbortController().signal)).toBe(0);
    const quality = await get(`/v1/quality?date=${corrected}`).expect(200);
    expect(quality.body).toMatchObject({ verdict: 'open', status: 'complete', assessed: true });
    expect((await get(`/v1/coverage?start_date=${FIRST}&end_date=${LAST}`)).body.data).toHaveLength(sessions.length);
    expect(await database.query('select revision, kind, actor from market_revisions')).toEqual([
      { revision: await built.revision(), kind: 'upgrade', actor: 'upgrade' },
    ]);

    // What was known when is known from the upgrade on.
    const question = `/index-performance?start_date=${FIRST}&end_date=${LAST}`;
    const today = await get(question).expect(200);
    const afterUpgrade = new Date().toISOString();
    const { as_known_at: _, ...known } = (await get(`${question}&as_known_at=${afterUpgrade}`).expect(200)).body;
    expect(known).toEqual(today.body);
    const before = new Date(upgradedFrom.getTime() - 60_000).toISOString();
    expect((await get(`${question}&as_known_at=${before}`).expect(404)).body.detail).toContain('became known at');

    // A build, by the services' own roles, gives the levels of before their benchmarks and leaves what else they say.
    const pump = new IndexPump(database, {
      construction: database.forRole('equal_index_index_construction'),
      performance: database.forRole('equal_index_performance'),
    });
    await pump.requestBuild(FIRST, LAST);
    await pump.settle();
    expect(await tableHashes(database)).toEqual(hashes);
    expect((await get(question).expect(200)).body).toEqual(today.body);

    // Going on: a correction.
    await database.execute(`update stock_prices set close = 99, market_cap = 999999 where ticker = 'E' and date = $1`, [
      corrected,
    ]);
    await pump.announce('prices', [corrected], ['E']);
    await pump.settle();
    expect((await get(question).expect(200)).body).not.toEqual(today.body);
    const asBefore = (await get(`${question}&as_known_at=${afterUpgrade}`).expect(200)).body;
    expect({ ...asBefore, as_known_at: undefined }).toEqual({ ...today.body, as_known_at: undefined });
  } finally {
    await gateway.close();
    await built.close();
  }
}, 120_000);
