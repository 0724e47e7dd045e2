import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { eventually } from '#testing/eventually';
import { startRealRedis } from '#testing/real-services';
import type { RealRedis } from '#testing/real-services';
import { Wire } from '#testing/wire';
import { LayeredRateLimiter } from './layered-rate-limiter.js';
import { MemoryRateLimiter } from './memory-rate-limiter.js';
import { rateLimiterContract } from './rate-limiter.contract.js';
import type { RateLimiter } from './rate-limiter.js';
import { RedisRateLimiter } from './redis-rate-limiter.js';

const minute = (points: number) => ({ points, periodSeconds: 60 });

let redis: RealRedis;
const opened: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  redis = await startRealRedis();
});
afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await redis.stop();
});

async function openRedisLimiter(url = redis.url, timeoutMs = 1000, failures: string[] = []): Promise<RedisRateLimiter> {
  const limiter = new RedisRateLimiter({
    url,
    keyPrefix: 'spec:',
    timeoutMs,
    onFailure: (operation) => failures.push(operation),
  });
  opened.push(limiter);
  await eventually('the limiter is connected', () => limiter.healthy());
  return limiter;
}

rateLimiterContract('Redis', () => openRedisLimiter());
rateLimiterContract(
  'Redis with memory to fall back on',
  async () => new LayeredRateLimiter(new MemoryRateLimiter(1000), await openRedisLimiter()),
);

describe('the Redis rate limiter', () => {
  it('grants exactly the limit to several processes together', async () => {
    const limiters = await Promise.all([openRedisLimiter(), openRedisLimiter(), openRedisLimiter()]);
    const decisions = await Promise.all(
      Array.from({ length: 1000 }, async (_, call) => limiters[call % 3]?.consume('together', 1, minute(5))),
    );
    expect(decisions.filter((decision) => decision?.allowed)).toHaveLength(5);
  });

  it('goes on when Redis has forgotten the script, and leaves no key that does not expire', async () => {
    const limiter = await openRedisLimiter();
    const client = new Redis(redis.url);
    opened.push({ close: async () => client.disconnect() });
    await client.script('FLUSH');
    expect(await limiter.consume('forgotten', 1, minute(2))).toMatchObject({ allowed: true, remaining: 1 });
    await client.script('FLUSH');
    expect(await limiter.consume('forgotten', 1, minute(2))).toMatchObject({ allowed: true, remaining: 0 });
    const [key = ''] = await client.keys('spec:*forgotten');
    const left = await client.pttl(key);
    expect(left).toBeGreaterThan(59_000);
    expect(left).toBeLessThanOrEqual(64_000);
  });

  it('counts what lies in the future, after the clock was set back, as used now', async () => {
    const limiter = await openRedisLimiter();
    const client = new Redis(redis.url);
    opened.push({ close: async () => client.disconnect() });
    const inAnHour = Math.floor((Date.now() + 3_600_000) / 2000);
    await client.set('spec:60:future', `${inAnHour}:3`, 'EX', 100);
    const decision = await limiter.consume('future', 3, minute(5));
    expect(decision).toMatchObject({ allowed: false, remaining: 2 });
    expect(decision.resetSeconds).toBeLessThanOrEqual(62);
  });

  it('sends what is asked within one turn of the event loop as one command per hundred calls', async () => {
    const limiter = await openRedisLimiter();
    const client = new Redis(redis.url);
    opened.push({ close: async () => client.disconnect() });
    const sent = async () => Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(await client.info('commandstats'))?.[1] ?? 0);
    await limiter.consume('known script', 1, minute(1));
    const before = await sent();
    const callers = Array.from({ length: 1000 }, (_, caller) => `caller ${caller}`);
    await Promise.all(callers.map((caller) => limiter.consume(caller, 1, minute(1))));
    expect((await sent()) - before).toBe(10);
  });
});

async function openLayered(url: string): Promise<{ limiter: RateLimiter; far: RedisRateLimiter; failures: string[] }> {
  const failures: string[] = [];
  const far = await openRedisLimiter(url, 100, failures);
  const limiter = new LayeredRateLimiter(new MemoryRateLimiter(1000), far);
  return { limiter, far, failures };
}

describe('the limiter whose Redis goes away', () => {
  it('decides in memory at once, from what it has granted, and is exact again within 5 s of the return', async () => {
    const wire = new Wire(new URL(redis.url));
    const { limiter, failures } = await openLayered(redis.provider === 'given' ? await wire.open() : redis.url);
    const other = await openRedisLimiter();
    await limiter.consume('before', 3, minute(5));

    await (redis.provider === 'given' ? wire.cut() : redis.kill());
    const started = performance.now();
    const decisions = await Promise.all(
      Array.from({ length: 200 }, async () => limiter.consume('before', 1, minute(5))),
    );
    expect(performance.now() - started).toBeLessThan(1000);
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(2);
    expect(failures).toContain('consume');

    await (redis.provider === 'given' ? wire.open() : redis.start());
    const back = performance.now();
    // What another process uses up is seen here: it is decided in Redis again.
    await eventually(
      'both count together again',
      async () => {
        const name = `back ${performance.now()}`;
        await other.consume(name, 1, minute(1)).catch(() => null);
        return !(await limiter.consume(name, 1, minute(1))).allowed;
      },
      5000,
    );
    expect(performance.now() - back).toBeLessThan(5000);
    if (redis.provider === 'given') await wire.cut();
  });

  it('lets nobody wait longer than the time-out for a Redis that never answers, and nobody at all once that is known', async () => {
    const wire = new Wire(new URL(redis.url));
    const { limiter, failures } = await openLayered(await wire.open());
    const other = await openRedisLimiter();
    await limiter.consume('slow', 1, minute(5));
    wire.freeze();
    const first = performance.now();
    expect(await limiter.consume('slow', 1, minute(5))).toMatchObject({ allowed: true, remaining: 3 });
    expect(performance.now() - first).toBeLessThan(500);
    expect(failures).toEqual(['consume']);
    // At once, not even a promise, also when Redis is asked whether it answers again.
    for (let call = 0; failures.length < 3; call += 1) {
      expect(limiter.consume(`name ${call}`, 1, minute(5))).not.toBeInstanceOf(Promise);
      await sleep(10);
    }
    wire.thaw();
    await eventually(
      'both count together again',
      async () => {
        const name = `thawed ${performance.now()}`;
        await other.consume(name, 1, minute(1));
        return !(await limiter.consume(name, 1, minute(1))).allowed;
      },
      5000,
    );
    await wire.cut();
  });

  it('can be opened while there is none', async () => {
    const wire = new Wire(new URL(redis.url));
    const url = await wire.open();
    await wire.cut();
    const failures: string[] = [];
    const far = new RedisRateLimiter({
      url,
      keyPrefix: 'spec:',
      timeoutMs: 100,
      onFailure: (operation) => failures.push(operation),
    });
    opened.push(far);
    const limiter = new LayeredRateLimiter(new MemoryRateLimiter(10), far);
    expect(await limiter.consume('early', 1, minute(1))).toMatchObject({ allowed: true });
    expect(await limiter.consume('early', 1, minute(1))).toMatchObject({ allowed: false });
  });

  it('OWASP API4: does not carry a flood of refused calls to Redis', async () => {
    const failures: string[] = [];
    const far = await openRedisLimiter(redis.url, 1000, failures);
    const limiter = new LayeredRateLimiter(new MemoryRateLimiter(1000), far);
    await limiter.consume('flood', 1, minute(1));
    expect(await limiter.consume('flood', 1, minute(1))).toMatchObject({ allowed: false });
    const again = limiter.consume('flood', 1, minute(1));
    expect(again).not.toBeInstanceOf(Promise);
    expect(again).toMatchObject({ allowed: false, remaining: 0 });
  });
});
