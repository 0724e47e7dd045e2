import { eventually } from '#testing/eventually';
import { startRealRedis } from '#testing/real-services';
import type { RealRedis } from '#testing/real-services';
import { Wire } from '#testing/wire';
import type { Cache } from './cache.js';
import { cacheContract } from './cache.contract.js';
import { LayeredCache } from './layered-cache.js';
import { MemoryCache } from './memory-cache.js';
import { RedisCache } from './redis-cache.js';

const MEBIBYTE = 1024 * 1024;

/** Closed at the end whatever happens: an open one keeps the process alive. */
const opened: Cache[] = [];
let redis: RealRedis;
beforeAll(async () => {
  redis = await startRealRedis();
});
afterAll(async () => {
  await Promise.all(opened.map((cache) => cache.close()));
  await redis.stop();
});

async function openRedisCache(url: string, failures: string[] = []): Promise<RedisCache> {
  const cache = new RedisCache({
    url,
    keyPrefix: 'spec:',
    onFailure: (operation) => failures.push(operation),
  });
  opened.push(cache);
  await eventually('Redis answers', () => cache.healthy());
  return cache;
}

cacheContract('Redis', () => openRedisCache(redis.url));
cacheContract(
  'memory before Redis',
  async () => new LayeredCache(new MemoryCache(16 * MEBIBYTE), await openRedisCache(redis.url), 60),
);

/** What a caller sees while Redis is away: no error, a miss, and an answer in good time. */
async function expectFailOpen(cache: Cache, limitMs: number): Promise<void> {
  const started = performance.now();
  await cache.set('during', Uint8Array.of(1), 60);
  expect(await cache.get('before')).toBeNull();
  expect(performance.now() - started).toBeLessThan(limitMs);
}

describe('the Redis cache without its Redis', () => {
  it('fails open at once, counts it, and is back by itself after a restart', async () => {
    const wire = new Wire(new URL(redis.url));
    const failures: string[] = [];
    const cache = await openRedisCache(redis.provider === 'given' ? await wire.open() : redis.url, failures);
    await cache.set('before', Uint8Array.of(1), 60);
    expect(await cache.get('before')).not.toBeNull();

    await (redis.provider === 'given' ? wire.cut() : redis.kill());
    await eventually('the loss of Redis is noticed', () => !cache.healthy());
    await expectFailOpen(cache, 200);
    expect(failures).toEqual(expect.arrayContaining(['get', 'set']));

    await (redis.provider === 'given' ? wire.open() : redis.start());
    await eventually('Redis answers', () => cache.healthy());
    await cache.set('after', Uint8Array.of(2), 60);
    expect([...((await cache.get('after')) ?? [])]).toEqual([2]);

    await cache.close();
    if (redis.provider === 'given') await wire.cut();
  });

  it('goes on without a Redis that accepts commands and never answers', async () => {
    const wire = new Wire(new URL(redis.url));
    const failures: string[] = [];
    const cache = await openRedisCache(await wire.open(), failures);
    wire.freeze();
    await expectFailOpen(cache, 1500);
    expect(failures).toEqual(expect.arrayContaining(['get', 'set']));
    await cache.close();
    await wire.cut();
  });

  it('does not hold a process up that closes it meanwhile', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const wire = new Wire(new URL(redis.url));
    const cache = await openRedisCache(await wire.open());
    await wire.cut();
    await eventually('the loss of Redis is noticed', () => !cache.healthy());
    await cache.close();
    await eventually('no timer is left', () => timers() <= before, 1000);
  });

  it('can be opened while there is none', async () => {
    const wire = new Wire(new URL(redis.url));
    const url = await wire.open();
    await wire.cut();
    const failures: string[] = [];
    const cache = new RedisCache({ url, keyPrefix: 'spec:', onFailure: (operation) => failures.push(operation) });
    opened.push(cache);
    await expectFailOpen(cache, 200);
    await eventually('the failure is told', () => failures.includes('connect'));
    await wire.open();
    await eventually('Redis answers', () => cache.healthy());
    await cache.close();
    await wire.cut();
  });
});

describe('the layered cache', () => {
  it('answers from near what the far cache knows, and from near alone while the far one is away', async () => {
    const wire = new Wire(new URL(redis.url));
    const far = await openRedisCache(await wire.open());
    const one = new LayeredCache(new MemoryCache(MEBIBYTE), far, 60);
    const other = new LayeredCache(new MemoryCache(MEBIBYTE), far, 60);
    await one.set('shared', Uint8Array.of(9), 60);
    expect([...((await other.get('shared')) ?? [])]).toEqual([9]);

    await wire.cut();
    await eventually('the loss of Redis is noticed', () => !other.healthy());
    expect([...((await other.get('shared')) ?? [])]).toEqual([9]);
    await other.set('alone', Uint8Array.of(3), 60);
    expect([...((await other.get('alone')) ?? [])]).toEqual([3]);
    await one.close();
  });
});
