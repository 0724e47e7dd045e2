import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import request from 'supertest';
import type { GatewayConfiguration } from '#runtime/gateway-settings';
import { openPgliteDatabase } from '#storage/pglite-database';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { ADMIN_KEY, closed, createKey } from '../../test/keyed-gateway.js';
import { MEMORY_MS } from './key-memory.js';

let database: Awaited<ReturnType<typeof openPgliteDatabase>>;
let logged: { level: number; msg: string }[] = [];
const gateways: GatewayApp[] = [];

beforeAll(async () => {
  database = await openPgliteDatabase({ directory: null });
});
afterAll(() => database.close());
beforeEach(() => (logged = []));
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
});

const logger = pino(
  { level: 'trace' },
  { write: (line: string) => void logged.push(JSON.parse(line) as (typeof logged)[number]) },
);

/** One of several processes on the same store; what it logs is kept. */
async function start(settings: Partial<GatewayConfiguration>): Promise<GatewayApp> {
  const open = () =>
    Promise.resolve({ database, forRole: (role: string) => database.forRole(role), close: () => Promise.resolve() });
  const gateway = await startGateway('2026-03-02', open, settings, undefined, logger);
  gateways.push(gateway);
  return gateway;
}
const get = (gateway: GatewayApp, path: string, key: string) =>
  request(gateway.app.getHttpServer()).get(path).set('Authorization', `Bearer ${key}`);
const QUESTION = '/index-composition?date=2026-03-02';

describe('where no key is asked for', () => {
  it('everybody may do everything; a key that is sent counts, and a wrong one is refused', async () => {
    const gateway = await start({ access: 'open', adminKey: ADMIN_KEY });
    await request(gateway.app.getHttpServer()).get('/v1/keys').expect(200);
    const { key } = await createKey(gateway, 'reader', ['read']);
    await get(gateway, QUESTION, key).expect(404);
    await get(gateway, '/v1/keys', key).expect(403);
    await get(gateway, QUESTION, 'wrong').expect(401);
  });
});

describe('several processes', () => {
  it('API2: refuse a revoked key within five seconds, whoever revoked it', async () => {
    const [first, second] = [await start(closed), await start(closed)];
    const made = await request(first.app.getHttpServer())
      .post('/v1/keys')
      .set('X-API-Key', ADMIN_KEY)
      .send({ name: 'reader', scopes: ['read'] });
    const { id, key } = made.body as { id: string; key: string };
    await get(second, QUESTION, key).expect(404);
    await request(first.app.getHttpServer()).delete(`/v1/keys/${id}`).set('X-API-Key', ADMIN_KEY).expect(200);
    await get(first, QUESTION, key).expect(401);
    await sleep(MEMORY_MS);
    await get(second, QUESTION, key).expect(401);
  });

  it('leave no call out of the audit log when they stop', async () => {
    const gateway = await start(closed);
    await database.execute('delete from audit_log');
    await createKey(gateway, 'last', ['read']);
    await sleep(30);
    await gateways.pop()?.close();
    const rows = await database.query('select l.operation, l.status from audit_log l');
    expect(rows).toEqual([{ operation: 'createKey', status: 201 }]);
  });
});

describe('the log', () => {
  it('API8: holds no key, whatever is done with it and whatever goes wrong', async () => {
    const gateway = await start(closed);
    const { key } = await createKey(gateway, 'reader', ['read']);
    await get(gateway, QUESTION, key).expect(404);
    await get(gateway, '/v1/keys', key).expect(403);
    await get(gateway, `${QUESTION}&key=${key}`, `${key}x`).expect(401);
    await database.execute('alter table api_keys rename to api_keys_away');
    const { key: unknown } = { key: `${key.slice(0, -2)}AA` };
    await get(gateway, QUESTION, unknown).expect(500);
    await database.execute('alter table api_keys_away rename to api_keys');
    const text = JSON.stringify(logged);
    expect(text).toContain('request failed');
    for (const secret of [key, key.slice(13, 50), ADMIN_KEY]) expect(text).not.toContain(secret);
  });

  it.each<[string, Partial<GatewayConfiguration>, string | null]>([
    ['that it is open', { access: 'open' }, 'Open: whoever reaches this address may do everything'],
    ['nothing with a key of the deployment', closed, null],
  ])('says at the start %s', async (_, settings, message) => {
    await start(settings);
    const lines = logged.filter(({ msg }) => /^(Open|Closed)/.test(msg));
    expect(lines.map(({ msg, level }) => [msg.startsWith(message ?? ''), level])).toEqual(
      message === null ? [] : [[true, 30]],
    );
  });

  it('says at the start how to make the first key where there is none, and only then', async () => {
    await database.execute('delete from api_keys');
    const gateway = await start({ access: 'keys' });
    await sleep(1_500);
    expect(logged.map(({ msg }) => msg).filter((msg) => msg.startsWith('Closed'))).toEqual([
      expect.stringContaining('set ADMIN_API_KEY (openssl rand -hex 32)'),
    ]);
    await request(gateway.app.getHttpServer()).get(QUESTION).expect(401);
    logged = [];
    await createKey(await start(closed), 'reader', ['read']);
    await start({ access: 'keys' });
    await sleep(1_500);
    expect(logged.filter(({ msg }) => msg.startsWith('Closed'))).toEqual([]);
  });
});
