import { Topic } from '#contracts/topics';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';
import { createMessagingTables } from '../messaging-tables.js';
import { silentLogger } from '../silent-logger.js';
import { InProcessStream } from './in-process-stream.js';

let database: PgliteDatabase;
beforeAll(async () => {
  database = await openPgliteDatabase({ directory: null });
  await createMessagingTables(database);
});
afterAll(() => database.close());

const TOPIC = Topic.jobProgressed;
const left = async (): Promise<number> =>
  (await database.query<{ count: number }>('select count(*) as count from stream.messages'))[0]?.count ?? -1;

test('messages past their retention go, but none that a known group has still to read', async () => {
  const stream = new InProcessStream({ database, logger: silentLogger });
  await stream.ensureTopics([{ topic: TOPIC, partitions: 1, retentionHours: 24 }]);
  await database.execute(
    `insert into stream.messages (topic, key, headers, body, published_at)
     select $1, 'k', '{}'::jsonb, '{}', now() - make_interval(hours => case when n <= 2500 then 25 else 23 end)
     from generate_series(1, 2600) n`,
    [TOPIC],
  );
  const [first] = await database.query<{ id: number }>('select min(id) as id from stream.messages');
  const start = first?.id ?? 0;
  await database.execute(
    `insert into stream.positions (consumer_group, topic, position) values ('fast', $1, $2), ('slow', $1, $3), ('dead-letter-replay', $1, 0)`,
    [TOPIC, start + 2_599, start + 999],
  );
  await stream.prune();
  expect(await left()).toBe(1_600);
  await database.execute(`update stream.positions set position = $1 where consumer_group = 'slow'`, [start + 2_599]);
  await stream.prune();
  expect(await left()).toBe(100);
  await stream.close();
});

test('refuses topics that nobody declared and a second subscription of a group', async () => {
  const stream = new InProcessStream({ database, logger: silentLogger });
  await expect(stream.publish([{ topic: TOPIC, key: 'k', headers: {}, body: '{}' }])).rejects.toMatchObject({
    code: 'topic_unknown',
  });
  await stream.ensureTopics([{ topic: TOPIC, partitions: 1, retentionHours: 24 }]);
  const subscription = { group: 'once', topics: [TOPIC], deliver: () => Promise.resolve() };
  await stream.subscribe(subscription);
  await expect(stream.subscribe(subscription)).rejects.toMatchObject({ code: 'group_subscribed' });
  await stream.close();
  await expect(stream.subscribe({ ...subscription, group: 'late' })).rejects.toMatchObject({ code: 'stream_closed' });
});
