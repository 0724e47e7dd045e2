import pino from 'pino';
import { KEPT_INDICES_MAX } from '#contracts/api/definition.schema';
import type { Event } from '#contracts/envelope';
import { Service, Topic } from '#contracts/topics';
import { sessionsBetween } from '#domain/calendar';
import { defaultIndex, type IndexDefinition } from '#domain/index-definition';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import { IndexBuildRequestedConsumer } from '#services/index-construction/src/consumers/index-build-requested.consumer';
import { IndexWorker } from '#services/index-construction/src/index-worker';
import { takeEvents } from './index-pump.js';
import { IndexStore } from './index-store.js';

/** Indices beside the default one: made by a build, kept up with all that comes, given up without a trace. */

const sessions = sessionsBetween('2023-01-03', '2023-03-31');
const [FIRST, LAST] = [sessions[0] as string, sessions.at(-1) as string];
const JOB = '00000000-0000-4000-8000-000000000007';
const LINES = 24;
const sectors = ['Energy', 'Tools', 'Energy', 'Food'];

const kept: IndexDefinition = {
  ...defaultIndex,
  ...{
    id: 'kept',
    size: 4,
    schedule: 'monthly',
    lag: 2,
    buffer: 1,
    sectors: ['Energy'],
    cost_bps: 10,
    return: 'total',
  },
};

let store: IndexStore;
beforeEach(async () => {
  store = await IndexStore.open(() => new Date('2023-04-03T12:00:00Z'));
});
afterEach(() => store.close());

const ticker = (line: number): string => `L${String(line).padStart(2, '0')}`;

/** Caps that change places all the time. */
function prices(days: readonly string[], factor = 1): Buffer {
  const rows = days.flatMap((day) =>
    Array.from({ length: LINES }, (_, line) => {
      const at = sessions.indexOf(day);
      const cap = 1000 + ((line * 37 + at * (line % 5) * 13) % 400) * factor;
      return `${day},${ticker(line)},${10 + ((line + at) % 7)},${cap * 1e6}`;
    }),
  );
  return Buffer.from(`date,ticker,close,market_cap\n${rows.join('\n')}\n`);
}

function stocks(sectorOf: (line: number) => string): Buffer {
  const rows = Array.from({ length: LINES }, (_, line) => `${ticker(line)},Line ${line},${sectorOf(line)}`);
  return Buffer.from(`ticker,name,sector\n${rows.join('\n')}\n`);
}

/** All that is stored of an index, without its id. */
async function stored(id: string): Promise<object[]> {
  const tables = [
    `select date, status, reasons, covered, constituents, rebalanced from index_sessions where index_id = $1 order by date`,
    `select date, ticker, weight, rank, close, market_cap from index_compositions where index_id = $1 order by date, ticker`,
    `select date, ticker, action, rank, previous_rank, reason from composition_changes where index_id = $1 order by date, ticker, action`,
    `select date, level, net_level, turnover, benchmark_return from index_performance where index_id = $1 order by date`,
  ];
  const rows = await Promise.all(tables.map((sql) => store.database.query(sql, [id])));
  return rows.flat();
}

const early = sessions.slice(0, 30);

async function keepEarly(): Promise<void> {
  await store.import('stocks', [stocks((line) => sectors[line % 4] as string)]);
  await store.import('prices', [prices(early)]);
  expect(await store.build(FIRST, early.at(-1) as string, kept)).toBeNull();
  await store.settle();
}

describe('an index that is kept', () => {
  it('is extended by every session, and follows corrections and changes of sectors, as if it were built last', async () => {
    await keepEarly();
    expect(await stored('kept')).not.toEqual([]);
    for (const day of sessions.slice(30)) await store.import('prices', [prices([day])]);
    await store.settle();
    const followed = await stored('kept');
    await store.import('prices', [prices(sessions.slice(10, 12), 1.7)]);
    await store.settle();
    const corrected = await stored('kept');
    await store.import('stocks', [stocks((line) => sectors[(line + (line > 12 ? 1 : 0)) % 4] as string)]);
    await store.settle();
    const moved = await stored('kept');
    expect(corrected).not.toEqual(followed);
    expect(moved).not.toEqual(corrected);

    expect(await store.build(FIRST, LAST, { ...kept, id: 'built-last' })).toBeNull();
    await store.settle();
    expect(moved).toEqual(await stored('built-last'));
  });

  it('is joined by the same definition, and stands against another one', async () => {
    await keepEarly();
    expect(await store.build(FIRST, FIRST, kept)).toBeNull();
    expect(await store.build(FIRST, FIRST, { ...kept, lag: 1 })).toMatchObject({ type: '/problems/index-exists' });
    const [row] = await store.database.query(`select owner, definition from indices where id = 'kept'`);
    expect(row).toEqual({ owner: 'test', definition: kept });
  });

  it('is given up with all that was said of it, and its id with it; asked twice it comes to the same', async () => {
    await keepEarly();
    for (let time = 0; time < 2; time += 1) {
      await store.retire('kept');
      await store.settle();
      expect(await stored('kept')).toEqual([]);
    }
    for (const table of ['index_session_history', 'index_performance_history', 'index_performance_state']) {
      expect(await store.database.query(`select index_id from ${table}`)).toEqual([]);
    }
    await store.import('prices', [prices(sessions.slice(30, 31))]);
    await store.settle();
    expect(await stored('kept')).toEqual([]);
    expect(await store.build(FIRST, LAST, kept)).toMatchObject({ type: '/problems/index-exists' });
  });

  it('of which nothing can be published leaves its id free', async () => {
    await store.import('prices', [prices(early)]);
    expect(await store.build(FIRST, LAST, { ...kept, size: LINES + 1 })).toBeNull();
    await store.settle();
    expect(await store.database.query(`select id from indices`)).toEqual([]);
    expect(await store.build(FIRST, LAST, kept)).toBeNull();
  });

  it('stays when all of it is withdrawn, and comes back with what is accepted', async () => {
    await keepEarly();
    const before = await stored('kept');
    const judge = async (verdict: string): Promise<void> => {
      await store.database.execute('update ingestion_sessions set verdict = $1', [verdict]);
      await store.announce('verdict', early);
      await store.settle();
    };
    await judge('blocked');
    expect(await store.database.query(`select from index_performance where index_id = 'kept'`)).toEqual([]);
    await judge('accepted');
    expect(await stored('kept')).toEqual(before);
  });

  it('is made, refused and given up by what the gateway announces, each word once', async () => {
    await store.import('prices', [prices(early)]);
    await store.import('stocks', [stocks((line) => sectors[line % 4] as string)]);
    const outbox = new SqlOutbox({
      service: Service.indexConstruction,
      relay: { wake: () => undefined },
      now: () => new Date(0),
    });
    const worker = new IndexWorker(store.database, outbox, pino({ level: 'silent' }));
    const inbox = new SqlInbox(Service.indexConstruction);
    const consumer = new IndexBuildRequestedConsumer(store.database, inbox, outbox, worker);
    const ask = async (id: string, said: object): Promise<Event[]> => {
      const envelope = { source: 'test', time: '2023-04-03T12:00:00Z', key: 'kept', traceparent: null };
      const body = { job_id: JOB, index_id: 'kept', start_date: FIRST, end_date: LAST, ...said };
      const asked = { id, topic: Topic.indexBuildRequested, ...envelope, body };
      await consumer.handle(asked);
      await consumer.handle(asked);
      return takeEvents(store.database, 'index_construction');
    };
    const definition = { ...kept, sectors: ['Energy'], exchanges: null };
    expect(await ask('1', { definition, owner: 'somebody' })).toEqual([]);
    const [refused, ...none] = await ask('2', { definition: { ...definition, size: 3 } });
    expect(refused?.body).toMatchObject({ job_id: JOB, status: 'failed', error: { type: '/problems/index-exists' } });
    expect(none).toEqual([]);
    const given = await ask('3', { action: 'retire' });
    expect(given.map(({ topic, body }) => [topic, body])).toEqual([
      [Topic.jobProgressed, expect.objectContaining({ job_id: JOB, status: 'failed' })],
      [Topic.indexConstructed, expect.objectContaining({ job_id: JOB, retired: true, complete: true })],
    ]);
    expect(await ask('4', { index_id: defaultIndex.id, action: 'retire' })).toHaveLength(1);
    const rows = await store.database.query(`select id, owner, retired_at is not null as retired from indices`);
    expect(rows).toEqual([{ id: 'kept', owner: 'somebody', retired: true }]);
  });

  it(`has at most ${KEPT_INDICES_MAX} beside the default one`, async () => {
    for (let number = 1; number <= KEPT_INDICES_MAX; number += 1) {
      expect(await store.build(FIRST, LAST, { ...kept, id: `kept-${number}` })).toBeNull();
    }
    expect(await store.build(FIRST, LAST, { ...kept, id: 'one-more' })).toMatchObject({
      type: '/problems/definition-refused',
    });
    expect(await store.build(FIRST, LAST)).toBeNull();
    await store.retire('kept-7');
    expect(await store.build(FIRST, LAST, { ...kept, id: 'one-more' })).toBeNull();
  });
});
