import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import request from 'supertest';
import { RedisCache } from '#cache/redis-cache';
import { startRealRedis } from '#testing/real-services';
import type { RealRedis } from '#testing/real-services';
import { Wire } from '#testing/wire';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';

const RETURN_MS = 5_000;

const failures: string[] = [];
let redis: RealRedis;
let wire: Wire;
let cache: RedisCache;
let gateway: GatewayApp;
let question = 0;

beforeAll(async () => {
  redis = await startRealRedis();
  wire = new Wire(new URL(redis.url));
  const url = await wire.open();
  cache = new RedisCache({ url, keyPrefix: 'spec:', onFailure: (_, { message }) => failures.push(message) });
  gateway = await startGateway('2023-02-03', undefined, {}, undefined, undefined, cache);
  await clearStore(gateway.store);
  await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
  await healthy();
});
afterAll(async () => {
  await gateway.close();
  await cache.close();
  await wire.cut();
  await redis.stop();
});

async function healthy(): Promise<void> {
  const deadline = performance.now() + RETURN_MS;
  while (!cache.healthy()) {
    if (performance.now() > deadline) throw new Error('the cache is not back in time');
    await sleep(20);
  }
}

/** Questions that nobody has asked before, so that each would be looked up in Redis; the status codes other than 200. */
async function askNew(times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let call = 0; call < times; call += 1) {
    question += 1;
    const path = `/index-performance?start_date=2023-01-01&end_date=2023-01-31&limit=${question}`;
    const asked = request(gateway.app.getHttpServer()).get(path).set('Accept-Encoding', 'identity');
    statuses.push((await asked).status);
  }
  return statuses.filter((status) => status !== 200);
}

/** Whether answers are kept in Redis again. */
async function expectCached(): Promise<void> {
  const keys = new Redis(redis.url);
  try {
    const before = await keys.dbsize();
    expect(await askNew(3)).toEqual([]);
    expect(await keys.dbsize()).toBe(before + 3);
  } finally {
    keys.disconnect();
  }
}

describe('a Redis that', () => {
  it('is slow costs a few callers one time-out, and is used again within five seconds of being fast', async () => {
    await expectCached();
    wire.delay = 5_000;
    failures.length = 0;
    expect(await askNew(100)).toEqual([]);
    expect(failures.filter((message) => message.includes('timed out')).length).toBeLessThanOrEqual(2);
    wire.delay = 0;
    await healthy();
    await expectCached();
  }, 60_000);

  it('is flushed costs nothing but making the answers anew', async () => {
    const owner = new Redis(redis.url);
    await owner.flushall();
    owner.disconnect();
    await expectCached();
  });

  it('is dead costs no answer, and is used again within five seconds of its return', async () => {
    if (redis.provider === 'given') return;
    await redis.kill();
    expect(await askNew(50)).toEqual([]);
    await redis.start();
    await healthy();
    await expectCached();
  }, 60_000);
});
