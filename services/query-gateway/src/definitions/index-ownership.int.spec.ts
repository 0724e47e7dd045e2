import request from 'supertest';
import type { Test } from 'supertest';
import { completeDefinition } from '#domain/index-definition';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { admin, closed, createKey } from '../../test/keyed-gateway.js';
import type { TestKey } from '../../test/keyed-gateway.js';
import { chosenDefinition } from './chosen-definition.js';

/** Who may do what with an index that somebody made; everybody may read it. */

const ID = 'alices-50';
const RULES = { size: 50 };

let gateway: GatewayApp;
let alice: TestKey;
let bob: TestKey;
let reader: TestKey;

beforeAll(async () => {
  gateway = await startGateway('2023-02-03', undefined, closed);
  alice = await createKey(gateway, 'alice', ['read', 'build']);
  bob = await createKey(gateway, 'bob', ['read', 'build', 'export']);
  reader = await createKey(gateway, 'reader', ['read', 'export']);
});
afterAll(() => gateway.close());
beforeEach(async () => {
  await clearStore(gateway.store);
  await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
  await gateway.store.execute(
    `insert into indices (id, definition, first_requested, last_requested, base_session, last_session, revision, owner)
     values ($1, $2::text::jsonb, '2023-01-03', '2023-01-31', '2023-01-03', '2023-01-31', 1, $3)`,
    [ID, JSON.stringify(completeDefinition(chosenDefinition(ID, RULES))), alice.owner],
  );
});

const as = (key: TestKey, call: Test): Test => call.set('X-API-Key', key.key).set('Prefer', 'respond-async');
const retire = (key: TestKey, id = ID): Test =>
  as(key, request(gateway.app.getHttpServer()).delete(`/v1/indices/${id}`));
const create = (key: TestKey, body: object): Test =>
  as(key, request(gateway.app.getHttpServer()).post('/v1/indices')).send(body);

async function expectUntouched(): Promise<void> {
  expect(await gateway.store.query('select id from jobs')).toEqual([]);
  expect(await gateway.store.query('select topic from query_gateway.outbox')).toEqual([]);
}

async function commands(): Promise<{ key: string; body: unknown }[]> {
  const rows = await gateway.store.query<{ key: string; body: string }>('select key, body from query_gateway.outbox');
  return rows.map(({ key, body }) => ({ key, body: JSON.parse(body) as unknown }));
}

describe('DELETE /v1/indices/{index_id}', () => {
  it('is refused to who did not make the index, and nothing happens', async () => {
    const { body } = await retire(bob).expect(403);
    expect(body).toMatchObject({ type: '/problems/forbidden' });
    expect(body.detail).toBe(
      `Index ${ID} was made by somebody else: its owner may give it up, and callers with the scope admin.`,
    );
    expect(JSON.stringify(body)).not.toContain(alice.owner);
    await expectUntouched();
  });

  it('is refused to a key without the scope, whatever the index', async () => {
    for (const id of [ID, 'nobodys-50', 'top100-equal']) await retire(reader, id).expect(403);
    await expectUntouched();
  });

  it('finds no index that is not there, or was given up', async () => {
    expect((await retire(bob, 'nobodys-50').expect(404)).body.type).toBe('/problems/index-not-found');
    await gateway.store.execute('update indices set retired_at = now() where id = $1', [ID]);
    for (const key of [alice, bob, admin]) await retire(key).expect(404);
    await expectUntouched();
  });

  it.each(['owner', 'admin'] as const)('is done for the %s, whose the job is then', async (who) => {
    const key = who === 'owner' ? alice : admin;
    const { headers } = await retire(key).expect(202);
    expect(await commands()).toMatchObject([{ key: ID, body: { index_id: ID, action: 'retire' } }]);
    const job = as(bob, request(gateway.app.getHttpServer()).get(headers['location'] ?? ''));
    expect((await job.expect(404)).body.type).toBe('/problems/job-not-found');
  });

  it('is refused for an index that was made before there were owners, to all but admins', async () => {
    await gateway.store.execute('update indices set owner = null where id = $1', [ID]);
    await retire(alice).expect(403);
    await expectUntouched();
    await retire(admin).expect(202);
  });
});

describe('POST /v1/indices', () => {
  it('is refused to a key without the scope', async () => {
    await create(reader, { id: 'readers-50', definition: RULES }).expect(403);
    await expectUntouched();
  });

  it("does not give an index of somebody else's other rules, an admin's request neither", async () => {
    for (const key of [alice, bob, admin]) {
      const { body } = await create(key, { id: ID, definition: { size: 20 } }).expect(409);
      expect(body.type).toBe('/problems/index-exists');
    }
    await expectUntouched();
  });

  it('with the same rules joins, and the index stays whose it was', async () => {
    await create(bob, { id: ID, definition: RULES }).expect(202);
    expect(await commands()).toMatchObject([{ key: ID, body: { index_id: ID, owner: bob.owner } }]);
    const { body } = await as(admin, request(gateway.app.getHttpServer()).get(`/v1/indices/${ID}`)).expect(200);
    expect(body.owner).toBe(alice.owner);
    await retire(bob).expect(403);
  });

  it('makes an index of the caller, which is not told to others', async () => {
    await create(bob, { id: 'bobs-20', definition: { size: 20 } }).expect(202);
    expect(await commands()).toMatchObject([{ key: 'bobs-20', body: { owner: bob.owner } }]);
    const { body } = await as(bob, request(gateway.app.getHttpServer()).get(`/v1/indices/${ID}`)).expect(200);
    expect(body).not.toHaveProperty('owner');
  });
});
