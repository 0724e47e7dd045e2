/** What the host of the real services says to them as a client: are you there, make me a place, forget what was. */
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';

const READY_MILLISECONDS = 90_000;
/** Nobody refuses: a busy machine only answers late. */
const CONNECT_MILLISECONDS = 20_000;

async function withPostgres(url, work) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MILLISECONDS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function withKafka(brokers, work) {
  const retry = { retries: 2, initialRetryTime: 100 };
  const kafka = new Kafka({
    clientId: 'test-host',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry,
    connectionTimeout: CONNECT_MILLISECONDS,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

async function withRedis(url, work) {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    client.disconnect();
  }
}

const probes = {
  postgres: ({ address }) => withPostgres(address, (client) => client.query('select 1')),
  kafka: ({ address }) =>
    withKafka(address, async (admin) => {
      const { brokers, controller } = await admin.describeCluster();
      if (brokers.length === 0 || controller === null) throw new Error('no broker is registered yet');
    }),
  redis: ({ address }) => withRedis(address, (client) => client.ping()),
};

export async function waitUntilReady(instance) {
  const deadline = Date.now() + READY_MILLISECONDS;
  for (;;) {
    try {
      await probes[instance.kind](instance);
      return;
    } catch (error) {
      if (Date.now() > deadline)
        throw new Error(`${instance.kind} did not become ready: ${error.message}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
}

const databaseName = (lease) => `test_${lease.replaceAll('-', '')}`;

/** The address that the holder of the lease uses: with PostgreSQL a database of his own. */
export async function prepare(instance, lease) {
  if (instance.kind !== 'postgres') return instance.address;
  await withPostgres(instance.address, (client) => client.query(`create database ${databaseName(lease)}`));
  const url = new URL(instance.address);
  url.pathname = `/${databaseName(lease)}`;
  return url.href;
}

const cleaners = {
  async postgres({ address }, lease) {
    if (!lease) return;
    await withPostgres(address, (client) =>
      client.query(`drop database if exists ${databaseName(lease)} with (force)`),
    );
  },
  /** The product's topics have fixed names: the next holder must find none of them, nor a group's position. */
  async kafka({ address }) {
    await withKafka(address, async (admin) => {
      const { groups } = await admin.listGroups();
      if (groups.length > 0) await admin.deleteGroups(groups.map(({ groupId }) => groupId));
      const topics = (await admin.listTopics()).filter((topic) => !topic.startsWith('__'));
      if (topics.length > 0) await admin.deleteTopics({ topics });
    });
  },
  async redis({ address }) {
    await withRedis(address, (client) => client.flushall());
  },
};

/** Empties the service. Throws when somebody still uses it: the caller throws it away then. */
export async function clean(instance, lease = null) {
  await cleaners[instance.kind](instance, lease);
}
