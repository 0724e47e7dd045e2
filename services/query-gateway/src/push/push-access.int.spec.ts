import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import type { WebhookAnswer } from '#contracts/api/push-webhook.schema';
import { EventReader, until } from '../../test/event-reader.js';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { storePrices } from '../../test/index-fixture.js';
import { addressOf, admin, closed, createKey } from '../../test/keyed-gateway.js';
import type { TestKey } from '../../test/keyed-gateway.js';
import { changeOf, tell } from '../../test/told-events.js';
import { WebhookReceiver } from '../../test/webhook-receiver.js';
import { EventStreams } from './event-streams.js';

let gateway: GatewayApp;
let receiver: WebhookReceiver;
let alice: TestKey & { id: string };
let bob: TestKey;

beforeAll(async () => {
  gateway = await startGateway(undefined, undefined, { ...closed, webhookNetworks: ['127.0.0.1'] });
  alice = (await createKey(gateway, 'alice', ['read', 'build'])) as TestKey & { id: string };
  bob = await createKey(gateway, 'bob', ['read', 'build']);
  receiver = await new WebhookReceiver().start();
});
afterAll(async () => {
  await receiver.kill();
  await gateway.close();
});

const as = ({ key }: TestKey): Record<string, string> => ({ authorization: `Bearer ${key}` });

describe('API1: what is somebody else’s is not there', () => {
  it('a webhook, whatever is asked of it', async () => {
    const { body } = await request(addressOf(gateway))
      .post('/v1/webhooks')
      .set(as(alice))
      .send({ url: receiver.url })
      .expect(201);
    const { id } = body as { id: string };
    const calls = [
      ['get', ''],
      ['get', '/deliveries'],
      ['post', '/test'],
      ['post', '/resume'],
      ['post', '/rotate'],
      ['delete', ''],
    ] as const;
    for (const [method, path] of calls) {
      const answer = await request(addressOf(gateway))[method](`/v1/webhooks/${id}${path}`).set(as(bob));
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect(receiver.messages).toEqual([]);
    const listed = async (who: TestKey): Promise<number> =>
      ((await request(addressOf(gateway)).get('/v1/webhooks').set(as(who))).body as { data: object[] }).data.length;
    expect([await listed(alice), await listed(bob)]).toEqual([1, 0]);
    for (const [method, path] of calls) {
      const answer = await request(addressOf(gateway))[method](`/v1/webhooks/${id}${path}`).set(as(admin));
      expect([path, answer.status]).toEqual([path, 200]);
    }
  });

  it('API4: the room for test events, of which one owner gets a part', async () => {
    const hooks = await Promise.all(
      [alice, bob].map(async (who) => {
        const made = await request(addressOf(gateway)).post('/v1/webhooks').set(as(who)).send({ url: receiver.url });
        return `/v1/webhooks/${(made.body as { id: string }).id}`;
      }),
    );
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const received = receiver.messages.length;
    receiver.reply = async () => answered.then(() => ({ status: 204 }));
    const callTest = (whose: number) =>
      request(addressOf(gateway))
        .post(`${hooks[whose] ?? ''}/test`)
        .set(as([alice, bob][whose] as TestKey))
        .then(({ status }) => status);
    const slow = [callTest(0), callTest(0)];
    await until(
      () => receiver.messages.length === received + 2,
      () => 'two test events',
    );
    expect(await callTest(0)).toBe(429);
    const other = callTest(1);
    await until(
      () => receiver.messages.length === received + 3,
      () => 'one of the other',
    );
    answer();
    expect(await Promise.all([...slow, other])).toEqual([200, 200, 200]);
    receiver.reply = () => ({ status: 204 });
  });

  it('the progress of a job', async () => {
    await storePrices(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const { body } = await request(addressOf(gateway))
      .post('/v1/build-index')
      .set(as(alice))
      .set('prefer', 'respond-async')
      .send({ start_date: '2023-01-01', end_date: '2023-01-31' })
      .expect(202);
    const url = `${addressOf(gateway)}/v1/jobs/${(body as { job_id: string }).job_id}/events`;
    expect((await new EventReader(url).open(as(bob))).status).toBe(404);
    expect((await new EventReader(url).open()).status).toBe(401);
    const reader = await new EventReader(url).open(as(alice));
    expect(reader.status).toBe(200);
    await reader.kill();
  });
});

it('a webhook gets nothing any more once no key of its owner is valid, and goes on while one is', async () => {
  const call = (method: 'post' | 'delete', path: string, who = admin) =>
    request(addressOf(gateway))[method](path).set(as(who));
  const made = await Promise.all(
    ['leaver', 'stayer'].map(async (name) => {
      const key = (await createKey(gateway, name, ['read', 'build'])) as TestKey & { id: string };
      const { body } = await call('post', '/v1/webhooks', key)
        .send({ url: `${receiver.url}/${name}` })
        .expect(201);
      return { key, webhook: (body as { id: string }).id };
    }),
  );
  const [leaver, stayer] = made as [(typeof made)[number], (typeof made)[number]];
  await call('post', `/v1/keys/${stayer.key.id}/rotate`).send({}).expect(201);
  for (const { key } of made) await call('delete', `/v1/keys/${key.id}`).expect(200);
  await tell(gateway, changeOf('top100-equal', 1));
  const placeOf = async (webhook: string): Promise<string> =>
    ((await request(addressOf(gateway)).get(`/v1/webhooks/${webhook}`).set(as(admin))).body as WebhookAnswer)
      .last_event_id;
  for (const deadline = Date.now() + 5_000; (await placeOf(stayer.webhook)) === '0' && Date.now() < deadline;) {
    await sleep(20);
  }
  await sleep(300);
  expect([await placeOf(stayer.webhook), await placeOf(leaver.webhook)]).toEqual(['1', '0']);
});

it('a stream ends when its key is revoked, and no other', async () => {
  const url = `${addressOf(gateway)}/v1/events`;
  const [ending, staying] = [await new EventReader(url).open(as(alice)), await new EventReader(url).open(as(bob))];
  await gateway.get(EventStreams).authenticateAll();
  await request(addressOf(gateway)).delete(`/v1/keys/${alice.id}`).set(as(admin)).expect(200);
  await gateway.get(EventStreams).authenticateAll();
  await ending.ended();
  expect(ending.text).toContain('the key is not valid any more');
  expect((await new EventReader(url).open(as(alice))).status).toBe(401);
  const streams = gateway.get(EventStreams) as unknown as { open: Map<unknown, unknown> };
  await until(
    () => streams.open.size === 1,
    () => `${streams.open.size} open`,
  );
  await staying.kill();
});
