import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { startRealKafka, startRealPostgres, startRealRedis } from '#testing/real-services';

async function rows(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}

/** Topics whose names begin so are the broker's own: it keeps them once anybody has used a group. */
async function topicsOf(admin: { listTopics(): Promise<string[]> }): Promise<string[]> {
  return (await admin.listTopics()).filter((topic) => !topic.startsWith('__'));
}

describe('the real services', () => {
  it('give each caller a PostgreSQL database of his own that survives a kill', async () => {
    const first = await startRealPostgres();
    const second = await startRealPostgres();
    try {
      expect(first.url).not.toBe(second.url);
      await rows(first.url, 'create table kept as select 7 as value');
      await expect(rows(second.url, 'select * from kept')).rejects.toThrow('does not exist');
      if (first.provider !== 'given') {
        await first.kill();
        await expect(rows(first.url, 'select 1')).rejects.toThrow();
        await first.start();
      }
      expect(await rows(first.url, 'select value from kept')).toEqual([{ value: 7 }]);
    } finally {
      await first.stop();
      await second.stop();
    }
  });

  it('give a Kafka broker without topics or groups of others, that keeps its messages over a restart', async () => {
    const service = await startRealKafka();
    const kafka = new Kafka({ brokers: service.brokers.split(','), logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    // The broker's own topics come with its first consumer group, whoever's that is.
    expect((await admin.listTopics()).filter((topic) => !topic.startsWith('__'))).toEqual([]);
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: 'kept', messages: [{ value: 'one' }] });
    await producer.disconnect();
    if (service.provider !== 'given') await service.restart();
    expect(await admin.fetchTopicOffsets('kept')).toMatchObject([{ offset: '1' }]);
    await admin.disconnect();
    await service.stop();

    const again = await startRealKafka();
    const other = new Kafka({ brokers: again.brokers.split(','), logLevel: logLevel.NOTHING }).admin();
    await other.connect();
    expect(await topicsOf(other)).toEqual([]);
    expect((await other.listGroups()).groups).toEqual([]);
    await other.disconnect();
    await again.stop();
  }, 120_000);

  it('give an empty Redis', async () => {
    for (const attempt of [1, 2]) {
      const service = await startRealRedis();
      const client = new Redis(service.url);
      expect(await client.dbsize()).toBe(0);
      await client.set('attempt', attempt);
      await client.quit();
      await service.stop();
    }
  });
});
