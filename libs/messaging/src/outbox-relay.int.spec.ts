import { randomUUID } from 'node:crypto';
import { declaredTopics, Service, Topic } from '#contracts/topics';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';
import { eventually } from '#testing/eventually';
import type { StreamMessage } from './event-stream.js';
import { InProcessStream } from './in-process/in-process-stream.js';
import { createMessagingTables } from './messaging-tables.js';
import { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.js';
import { silentLogger } from './silent-logger.js';
import { SqlOutbox } from './sql-outbox.js';

/** Over PGlite: one connection, which a relay must not hold while it publishes into the same store. */
let database: PgliteDatabase;
beforeAll(async () => {
  database = await openPgliteDatabase({ directory: null });
  await createMessagingTables(database);
});
afterAll(() => database.close());
beforeEach(() => database.executeScript('delete from performance.outbox; delete from performance.relay_lease;'));

const relayOf = (options: Partial<OutboxRelayOptions> & Pick<OutboxRelayOptions, 'stream'>): OutboxRelay =>
  new OutboxRelay({
    service: Service.performance,
    database,
    logger: silentLogger,
    backOff: { initialMs: 5, maximumMs: 20 },
    ...options,
  });

async function announce(count: number, options: { relay?: { wake(): void }; padding?: number } = {}): Promise<void> {
  const outbox = new SqlOutbox({
    service: Service.performance,
    relay: options.relay ?? { wake: () => undefined },
    now: () => new Date(),
  });
  const events = Array.from({ length: count }, () => ({
    topic: Topic.jobProgressed,
    key: 'key',
    body: {
      job_id: randomUUID(),
      status: 'running' as const,
      progress: 0,
      result: { padding: 'x'.repeat(options.padding ?? 0) },
      error: null,
    },
  }));
  await database.transaction((transaction) => outbox.append(transaction, events));
}
const outboxSize = async (): Promise<number> =>
  (await database.query<{ count: number }>('select count(*) as count from performance.outbox'))[0]?.count ?? -1;
const ids = (messages: readonly StreamMessage[]): string[] => messages.map(({ headers }) => headers['ce_id'] as string);

test('publishes into the store that it reads from, woken at once', async () => {
  const stream = new InProcessStream({ database, logger: silentLogger });
  await stream.ensureTopics(declaredTopics);
  const relay = relayOf({ stream, pollMs: 60_000 });
  relay.start();
  await announce(3, { relay });
  await eventually('the outbox is empty', async () => (await outboxSize()) === 0, 5_000);
  expect(relay.state()).toMatchObject({
    backlog: 0,
    oldestAt: null,
    lastError: null,
    lastPublishedAt: expect.any(Date),
  });
  await relay.close();
  await stream.close();
});

test('finds by itself what nobody woke it for', async () => {
  const published: StreamMessage[] = [];
  const relay = relayOf({
    stream: { publish: (messages) => Promise.resolve(void published.push(...messages)) },
    pollMs: 30,
  });
  relay.start();
  await announce(2);
  await eventually('both are published', () => published.length === 2);
  await relay.close();
});

test('while the broker is away rows stay and the state says so; then they go out, in order', async () => {
  const published: StreamMessage[] = [];
  let away = true;
  const relay = relayOf({
    stream: {
      publish: (messages) => {
        if (away) return Promise.reject(new Error('broker away'));
        published.push(...messages);
        return Promise.resolve();
      },
    },
    pollMs: 10,
  });
  relay.start();
  await announce(7, { relay });
  await eventually('the state says it', () => relay.state().backlog === 7);
  expect(relay.state()).toMatchObject({ lastError: 'broker away', oldestAt: expect.any(Date), lastPublishedAt: null });
  const expected = (
    await database.query<{ id: string }>(`select headers->>'ce_id' as id from performance.outbox order by id`)
  ).map(({ id }) => id);
  away = false;
  await eventually('all are published', () => published.length === 7);
  await eventually('the state is clean', () => relay.state().lastError === null && relay.state().backlog === 0);
  expect(ids(published)).toHaveLength(7);
  expect(new Set(ids(published))).toEqual(new Set(expected));
  await relay.close();
});

test('a relay that dies between publishing and deleting repeats the same ids, no others', async () => {
  const published: StreamMessage[] = [];
  let deaths = 1;
  const relay = relayOf({
    stream: {
      publish: (messages) => {
        published.push(...messages);
        return deaths-- > 0 ? Promise.reject(new Error('died')) : Promise.resolve();
      },
    },
  });
  await announce(3);
  relay.start();
  await eventually('the outbox is empty', async () => (await outboxSize()) === 0);
  await relay.close();
  expect(ids(published).slice(0, 3)).toEqual(ids(published).slice(3));
  expect(published).toHaveLength(6);
});

test('one relay of a service publishes at a time; the other takes over when it has gone, or has not been heard of', async () => {
  const published: string[] = [];
  const named = (holder: string, leaseMs: number): OutboxRelay =>
    relayOf({
      stream: { publish: (messages) => Promise.resolve(void messages.forEach(() => published.push(holder))) },
      holder,
      leaseMs,
      pollMs: 10,
    });
  const first = named('first', 60_000);
  first.start();
  await announce(1);
  await eventually('the first publishes', () => published.length === 1);
  const second = named('second', 60_000);
  second.start();
  for (let index = 0; index < 5; index += 1) {
    await announce(1);
    await eventually('it is published', () => published.length === index + 2);
  }
  expect(new Set(published)).toEqual(new Set(['first']));
  await first.close();
  await announce(1);
  await eventually('the second takes over', () => published.at(-1) === 'second');
  await second.close();

  // One that was killed leaves its lease behind.
  await database.execute(
    `insert into performance.relay_lease (holder, expires_at) values ('killed', clock_timestamp() + interval '400 milliseconds')`,
  );
  const third = named('third', 1_000);
  third.start();
  const before = Date.now();
  await announce(1);
  await eventually('the third takes over', () => published.at(-1) === 'third');
  expect(Date.now() - before).toBeGreaterThan(100);
  await third.close();
});

test('a round is bounded in rows and in bytes', async () => {
  const rounds: number[] = [];
  const relay = relayOf({ stream: { publish: (messages) => Promise.resolve(void rounds.push(messages.length)) } });
  await announce(1_100);
  relay.start();
  await eventually('the outbox is empty', async () => (await outboxSize()) === 0);
  expect(rounds).toEqual([500, 500, 100]);
  rounds.length = 0;
  await announce(12, { padding: 800_000, relay });
  await eventually('the outbox is empty', async () => (await outboxSize()) === 0);
  expect(rounds).toEqual([6, 6]);
  await relay.close();
});
