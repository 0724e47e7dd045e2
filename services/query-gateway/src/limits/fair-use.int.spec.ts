import request from 'supertest';
import type { Test } from 'supertest';
import { operations } from '#contracts/api/operations';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { ADMIN_KEY, closed, createKey } from '../../test/keyed-gateway.js';

const gateways: GatewayApp[] = [];
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
});

async function start(settings: Parameters<typeof startGateway>[2]): Promise<GatewayApp> {
  const gateway = await startGateway('2023-02-03', undefined, settings);
  gateways.push(gateway);
  return gateway;
}

const get = (gateway: GatewayApp, path: string, key?: string, address?: string): Test => {
  const test = request(gateway.app.getHttpServer()).get(path);
  if (key !== undefined) void test.set('Authorization', `Bearer ${key}`);
  if (address !== undefined) void test.set('X-Forwarded-For', address);
  return test;
};
const wrongKey = (number: number) => `ewi_abcdefgh_${String(number).padStart(43, 'x')}`;

describe('OWASP API4: fair use', () => {
  it('tells the limit and what is left, refuses with 429 and Retry-After, and counts by cost', async () => {
    const gateway = await start({ ...closed, callsPerMinute: 53 });
    const first = await get(gateway, '/v1/jobs', ADMIN_KEY).expect(200);
    expect(first.headers['ratelimit-policy']).toBe('"default";q=53;w=60');
    expect(first.headers['ratelimit']).toMatch(/^"default";r=52;t=\d\d$/);
    // A hash of every table: as much work as fifty simple questions.
    const hashes = await get(gateway, '/v1/table-hashes', ADMIN_KEY).expect(200);
    expect(hashes.headers['ratelimit']).toMatch(/^"default";r=2;t=\d\d$/);

    const refused = await get(gateway, '/v1/table-hashes', ADMIN_KEY).expect(429);
    expect(refused.headers['content-type']).toBe('application/problem+json');
    expect(refused.body).toMatchObject({ type: '/problems/too-many-requests', status: 429 });
    expect(refused.headers['ratelimit']).toMatch(/^"default";r=2;t=\d\d$/);
    const retryAfter = Number(refused.headers['retry-after']);
    expect(retryAfter).toBeGreaterThan(50);
    expect(retryAfter).toBeLessThanOrEqual(62);
    // What is left can still be used up.
    await get(gateway, '/v1/jobs', ADMIN_KEY).expect(200);
  });

  it('gives each key its own limit, that of the key before that of the deployment', async () => {
    const gateway = await start({ ...closed, callsPerMinute: 3 });
    const { key: usual } = await createKey(gateway, 'usual', ['read']);
    const { body } = await request(gateway.app.getHttpServer())
      .post('/v1/keys')
      .set('Authorization', `Bearer ${ADMIN_KEY}`)
      .send({ name: 'generous', scopes: ['read'], limit_per_minute: 7 })
      .expect(201);
    const generous = (body as { key: string }).key;
    expect((await get(gateway, '/v1/jobs', usual)).headers['ratelimit-policy']).toBe('"default";q=3;w=60');
    expect((await get(gateway, '/v1/jobs', generous)).headers['ratelimit-policy']).toBe('"default";q=7;w=60');
    for (let call = 0; call < 2; call += 1) await get(gateway, '/v1/jobs', usual).expect(200);
    await get(gateway, '/v1/jobs', usual).expect(429);
    await get(gateway, '/v1/jobs', generous).expect(200);
  });

  it('counts what needs no key by the address, that behind trusted proxies only', async () => {
    const gateway = await start({ ...closed, callsPerMinuteOfAddress: 2, trustedProxies: ['127.0.0.0/8'] });
    const ask = (address: string) => get(gateway, '/openapi.json', undefined, address);
    expect((await ask('198.51.100.1')).headers['ratelimit']).toMatch(/^"address";r=1;t=\d\d$/);
    await ask('1.1.1.1, 198.51.100.1').expect(200);
    await ask('2.2.2.2, 198.51.100.1').expect(429);
    await ask('198.51.100.2').expect(200);
    await ask('2001:db8:1:2::1').expect(200);
    await ask('2001:db8:1:2::2').expect(200);
    await ask('2001:db8:1:2::3').expect(429);

    const untrusting = await start({ ...closed, callsPerMinuteOfAddress: 2 });
    for (const address of ['198.51.100.1', '198.51.100.2']) {
      await get(untrusting, '/openapi.json', undefined, address).expect(200);
    }
    await get(untrusting, '/openapi.json', undefined, '198.51.100.3').expect(429);
  });

  it('OWASP API2: stops looking at keys from an address with too many wrong ones, valid ones known before excepted', async () => {
    const gateway = await start({ ...closed, callsPerMinuteOfAddress: 3 });
    const { key } = await createKey(gateway, 'known', ['read']);
    const { key: fresh } = await createKey(gateway, 'not seen yet', ['read']);
    await get(gateway, '/v1/jobs', key).expect(200);
    for (let guess = 0; guess < 2; guess += 1) await get(gateway, '/v1/jobs', wrongKey(guess)).expect(401);
    await get(gateway, '/v1/jobs').expect(401);
    await get(gateway, '/v1/jobs', wrongKey(3)).expect(429);
    // Right or wrong: he does not learn it.
    const [right, wrong] = [await get(gateway, '/v1/jobs', fresh), await get(gateway, '/v1/jobs', wrongKey(4))];
    expect([right.status, wrong.status]).toEqual([429, 429]);
    expect(right.headers['retry-after']).toMatch(/^\d+$/);
    await get(gateway, '/v1/jobs', key).expect(200);
    await get(gateway, '/v1/jobs', ADMIN_KEY).expect(200);
  });

  it('limits neither the page nor a deployment that has no limits', async () => {
    const gateway = await start({ ...closed, callsPerMinute: 1, callsPerMinuteOfAddress: 1 });
    for (let call = 0; call < 5; call += 1) {
      const { headers } = await get(gateway, '/').expect(200);
      expect(headers['ratelimit']).toBeUndefined();
    }
    const open = await start({});
    for (let call = 0; call < 5; call += 1) {
      const { headers } = await get(open, '/v1/jobs').expect(200);
      expect(headers['ratelimit']).toBeUndefined();
    }
  });

  it('prices every operation that makes work for more than a moment', () => {
    const cost = (id: string) => operations.find((operation) => operation.id === id)?.cost ?? 1;
    expect(cost('getIndexPerformance')).toBe(1);
    for (const id of ['buildIndex', 'exportData', 'importFile', 'acquire']) expect([id, cost(id)]).toEqual([id, 20]);
    expect(cost('getTableHashes')).toBe(50);
    // Without a key, and for as many hosts as somebody can name.
    expect(cost('getReference')).toBe(10);
    for (const { id, body, file, tag } of operations) {
      if ((body !== undefined || file !== undefined) && (tag === 'Index' || tag === 'Data')) {
        expect([id, cost(id) > 1]).toEqual([id, true]);
      }
    }
  });
});
