import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'node:http';
import { LayeredRateLimiter } from '#cache/layered-rate-limiter';
import { MemoryRateLimiter } from '#cache/memory-rate-limiter';
import { RedisRateLimiter } from '#cache/redis-rate-limiter';
import { startRealPostgres, startRealRedis } from '#testing/real-services';
import type { RealPostgres, RealRedis } from '#testing/real-services';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { addressOf, closed } from '../../test/keyed-gateway.js';
import { openPostgresAt } from '../../test/postgres-store.js';

let postgres: RealPostgres;
let redis: RealRedis;
const replicas: GatewayApp[] = [];
const limiters: RedisRateLimiter[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: 250 });

/** A gateway process as it is put together with Redis, but for the time-out: the machine of a test may be busy for longer. */
async function startReplica(): Promise<void> {
  const far = new RedisRateLimiter({
    url: redis.url,
    keyPrefix: 'spec:limit:',
    timeoutMs: 2000,
    onFailure: () => undefined,
  });
  limiters.push(far);
  while (!far.healthy()) await sleep(20);
  const limiter = new LayeredRateLimiter(new MemoryRateLimiter(1000), far);
  const settings = { ...closed, callsPerMinute: 100_000 };
  replicas.push(await startGateway('2023-02-03', async () => openPostgresAt(postgres.url), settings, limiter));
}

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startRealPostgres(), startRealRedis()]);
  await startReplica();
  await startReplica();
});
afterAll(async () => {
  agent.destroy();
  await Promise.all(replicas.map((replica) => replica.close()));
  await Promise.all(limiters.map((limiter) => limiter.close()));
  await Promise.all([postgres.stop(), redis.stop()]);
});

async function keyWithLimit(limit: number): Promise<string> {
  const [first] = replicas as [GatewayApp];
  // The owner's own key has a limit that is not in the way.
  const answer = await fetch(`${addressOf(first)}/v1/keys`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${closed.adminKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'limited', scopes: ['read'], limit_per_minute: limit }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { key: string }).key;
}

function statusOf(replica: GatewayApp, key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${key}` };
    const asking = request(`${addressOf(replica)}/v1/jobs`, { agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    asking.once('error', reject);
    asking.end();
  });
}

/** The statuses of so many calls at once, every other one to the other replica. */
function callBoth(calls: number, key: string): Promise<number[]> {
  return Promise.all(Array.from({ length: calls }, (_, call) => statusOf(replicas[call % 2] as GatewayApp, key)));
}

const count = (statuses: readonly number[], status: number) => statuses.filter((one) => one === status).length;

describe('OWASP API4: two replicas of the gateway with one Redis', () => {
  it('let exactly 5 of 1,000 parallel calls pass where the limit is 5', async () => {
    const statuses = await callBoth(1000, await keyWithLimit(5));
    expect([count(statuses, 200), count(statuses, 429)]).toEqual([5, 995]);
  });

  it('go on without Redis, each for itself, never with an error, and are exact again within 5 s', async () => {
    if (redis.provider === 'given') return;
    await redis.kill();
    const without = await callBoth(200, await keyWithLimit(5));
    expect([count(without, 200), count(without, 429)]).toEqual([10, 190]);
    await redis.start();
    await sleep(5000);
    // One call opens the way on each replica again; the limit of the next key is one for both.
    await callBoth(2, await keyWithLimit(5));
    const again = await callBoth(200, await keyWithLimit(5));
    expect([count(again, 200), count(again, 429)]).toEqual([5, 195]);
  });
});
