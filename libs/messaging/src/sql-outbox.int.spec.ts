import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#contracts/envelope';
import { Service, Topic } from '#contracts/topics';
import type { Database, Transaction } from '#storage/database';
import { createPostgresDatabase } from '#storage/postgres-database';
import { eventually } from '#testing/eventually';
import { startRealPostgres, type RealPostgres } from '#testing/real-services';
import type { StreamMessage } from './event-stream.js';
import { createMessagingTables } from './messaging-tables.js';
import { OutboxRelay } from './outbox-relay.js';
import { silentLogger } from './silent-logger.js';
import { SqlInbox } from './sql-inbox.js';
import { SqlOutbox } from './sql-outbox.js';
import { runWithTraceparent } from './trace-context.js';

/** Concurrent transactions need a server: one process's PGlite runs them one after the other. */
let postgres: RealPostgres;
let database: Database;
const published: StreamMessage[] = [];
let relay: OutboxRelay;
let outbox: SqlOutbox;

beforeAll(async () => {
  postgres = await startRealPostgres();
  database = createPostgresDatabase({
    url: postgres.url,
    role: null,
    maxConnections: 10,
    statementTimeoutMs: 30_000,
    applicationName: 'outbox-test',
    onError: () => undefined,
  });
  await createMessagingTables(database);
}, 180_000);
afterAll(async () => {
  await database.close();
  await postgres.stop();
});
beforeEach(() => {
  published.length = 0;
  relay = new OutboxRelay({
    service: Service.ingestion,
    database,
    stream: { publish: (messages) => Promise.resolve(void published.push(...messages)) },
    logger: silentLogger,
    pollMs: 20,
  });
  relay.start();
  outbox = new SqlOutbox({ service: Service.ingestion, relay, now: () => new Date('2024-01-02T00:00:00Z') });
});
afterEach(() => relay.close());

const eventOf = (key: string, number: number): NewEvent => ({
  topic: Topic.jobProgressed,
  key,
  body: { job_id: randomUUID(), status: 'running', progress: 0, result: { number }, error: null },
});
const numbersOf = (key: string): number[] =>
  published
    .filter((message) => message.key === key)
    .map(({ body }) => (JSON.parse(body) as { result: { number: number } }).result.number);

/** A transaction that stays open until told otherwise. */
function openTransaction(work: (transaction: Transaction) => Promise<void>): {
  worked: Promise<void>;
  commit(): Promise<void>;
} {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let markWorked = (): void => undefined;
  const worked = new Promise<void>((resolve) => (markWorked = resolve));
  const ended = database.transaction(async (transaction) => {
    await work(transaction);
    markWorked();
    await held;
  });
  return {
    worked,
    commit: () => {
      release();
      return ended;
    },
  };
}

test('a transaction that drew its id first and commits last is not skipped', async () => {
  const late = openTransaction((transaction) => outbox.append(transaction, [eventOf('late', 1)]));
  await late.worked;
  await database.transaction((transaction) => outbox.append(transaction, [eventOf('early', 1)]));
  await eventually('the early one is published', () => numbersOf('early').length === 1);
  expect(numbersOf('late')).toEqual([]);
  await late.commit();
  await eventually('the late one is published', () => numbersOf('late').length === 1);
  expect(published.map(({ key }) => key)).toEqual(['early', 'late']);
});

test('a second announcer of the same key waits for the first', async () => {
  const first = openTransaction((transaction) => outbox.append(transaction, [eventOf('same', 1)]));
  await first.worked;
  let secondDone = false;
  const second = database
    .transaction((transaction) => outbox.append(transaction, [eventOf('same', 2)]))
    .then(() => (secondDone = true));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(secondDone).toBe(false);
  await first.commit();
  await second;
  await eventually('both are published', () => numbersOf('same').length === 2);
  expect(numbersOf('same')).toEqual([1, 2]);
});

test('many announcers of overlapping keys, in any order of keys, neither deadlock nor lose the order', async () => {
  const keys = ['k0', 'k1', 'k2', 'k3', 'k4'];
  const committed = new Map<string, number[]>(keys.map((key) => [key, []]));
  let next = 0;
  await Promise.all(
    Array.from({ length: 8 }, async (_, announcer) => {
      for (let round = 0; round < 12; round += 1) {
        const chosen = keys.filter((__, index) => (announcer * 7 + round * 3 + index) % 3 !== 0);
        if (round % 2 === 1) chosen.reverse();
        const events = chosen.map((key) => ({ key, number: (next += 1) }));
        await database.transaction(async (transaction) => {
          await outbox.append(
            transaction,
            events.map(({ key, number }) => eventOf(key, number)),
          );
          // Under the lock of its key this is the order in which the transactions commit.
          for (const { key, number } of events) committed.get(key)?.push(number);
        });
      }
    }),
  );
  const total = [...committed.values()].reduce((sum, numbers) => sum + numbers.length, 0);
  await eventually('all are published', () => keys.reduce((sum, key) => sum + numbersOf(key).length, 0) === total);
  for (const key of keys) expect(numbersOf(key)).toEqual(committed.get(key));
});

test('events of one call keep their order, carry the trace, and vanish with a rollback', async () => {
  const trace = '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01';
  const numbers = Array.from({ length: 1_200 }, (_, index) => index);
  await runWithTraceparent(trace, () =>
    database.transaction((transaction) =>
      outbox.append(
        transaction,
        numbers.map((number) => eventOf('many', number)),
      ),
    ),
  );
  const rolledBack = database.transaction(async (transaction) => {
    await outbox.append(transaction, [eventOf('gone', 1)]);
    throw new Error('no');
  });
  await expect(rolledBack).rejects.toThrow('no');
  await eventually('all are published', () => numbersOf('many').length === numbers.length);
  expect(numbersOf('many')).toEqual(numbers);
  expect(numbersOf('gone')).toEqual([]);
  const { headers } = published.find(({ key }) => key === 'many') as StreamMessage;
  expect(headers).toMatchObject({ ce_source: 'ingestion', ce_subject: 'many', ce_time: '2024-01-02T00:00:00.000Z' });
  expect(headers['traceparent']).toMatch(/^00-0123456789abcdef0123456789abcdef-[0-9a-f]{16}-01$/);
});

test('of two claims of one event one wins, and a claim rolled back is free again', async () => {
  const inbox = new SqlInbox(Service.performance);
  const claim = (eventId: string): Promise<boolean> =>
    database.transaction((transaction) => inbox.claim(transaction, 'consumer', eventId));
  const results = await Promise.all([claim('e1'), claim('e1'), claim('e1')]);
  expect(results.filter(Boolean)).toHaveLength(1);
  const failed = database.transaction(async (transaction) => {
    await inbox.claim(transaction, 'consumer', 'e2');
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(await claim('e2')).toBe(true);
  expect(await database.transaction((transaction) => inbox.claim(transaction, 'another', 'e2'))).toBe(true);
});

test('the inbox forgets what is older than two weeks, step by step', async () => {
  const inbox = new SqlInbox(Service.export);
  await database.execute(
    `insert into export.inbox (consumer, event_id, processed_at)
     select 'c', n::text, now() - make_interval(days => case when n <= 2500 then 15 else 13 end) from generate_series(1, 2600) n`,
  );
  expect(await inbox.prune(database, 1_500)).toBe(1_500);
  expect(await inbox.prune(database)).toBe(1_000);
  expect(await inbox.prune(database)).toBe(0);
  expect(await database.query('select count(*) as left from export.inbox')).toEqual([{ left: 100 }]);
});
