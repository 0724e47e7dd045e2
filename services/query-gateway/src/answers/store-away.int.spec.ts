import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { startRealPostgres } from '#testing/real-services';
import type { RealPostgres } from '#testing/real-services';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { openPostgresAt } from '../../test/postgres-store.js';

const ASKED = '/index-performance?start_date=2023-01-01&end_date=2023-01-31';
const NEVER_ASKED = '/index-performance?start_date=2023-01-01&end_date=2023-01-20';

let server: RealPostgres;
let gateway: GatewayApp;
let now = new Date('2023-03-15T12:00:00Z');
const get = (path: string) => request(gateway.app.getHttpServer()).get(path);

beforeAll(async () => {
  server = await startRealPostgres();
  gateway = await startGateway('2023-03-15', async () => openPostgresAt(server.url));
  gateway.clock.now = () => now;
  await clearStore(gateway.store);
  await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
});
afterAll(async () => {
  await gateway.close();
  await server.stop();
});

test('what was answered last bridges a store that is away, says so, and ends with its return or after an hour', async () => {
  // One that somebody else runs is not ours to stop.
  if (server.provider === 'given') return;
  const before = await get(ASKED).expect(200);
  expect(before.headers['x-stale']).toBeUndefined();

  await server.kill();
  now = new Date('2023-03-15T12:10:00Z');
  const bridged = await get(ASKED).expect(200);
  expect(bridged.text).toBe(before.text);
  expect(bridged.headers).toMatchObject({
    'x-stale': 'true',
    age: '600',
    'cache-control': 'no-cache',
    etag: before.headers['etag'],
  });
  await get(ASKED)
    .set('If-None-Match', before.headers['etag'] ?? '')
    .expect(304);
  const { body } = await get(NEVER_ASKED).expect(503);
  expect(body.type).toBe('/problems/unavailable');
  now = new Date('2023-03-15T13:00:01Z');
  await get(ASKED).expect(503);

  await server.start();
  let after = await get(ASKED);
  for (let attempt = 0; after.status !== 200 && attempt < 100; attempt += 1) {
    await sleep(50);
    after = await get(ASKED);
  }
  expect([after.status, after.headers['x-stale'], after.text]).toEqual([200, undefined, before.text]);
  await gateway.store.execute('update index_performance set level = level * 2');
  await gateway.store.execute('update index_performance_state set revision = revision + 1');
  expect((await get(ASKED).expect(200)).body.data[0].level).toBe(2000);
}, 60_000);
