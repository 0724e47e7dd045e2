import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { Webhook } from 'standardwebhooks';
import { publishedEvent } from '#contracts/api/push-event.schema';
import type { DeliveriesAnswer, WebhookAnswer, WebhookSecretAnswer } from '#contracts/api/push-webhook.schema';
import { until } from '../../test/event-reader.js';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { changeOf, levelOf, tell } from '../../test/told-events.js';
import { WebhookReceiver } from '../../test/webhook-receiver.js';
import { PushCleanup } from './push-cleanup.js';
import { WebhookTargets } from './webhook-targets.js';

const INDEX = 'top100-equal';

let gateway: GatewayApp;
let url: string;
let receiver: WebhookReceiver;

beforeAll(async () => {
  gateway = await startGateway(undefined, undefined, { webhookNetworks: ['127.0.0.0/8'] });
  // Signatures are good for some minutes.
  gateway.clock.now = () => new Date();
  url = await gateway.app.getUrl();
});
afterAll(() => gateway.close());
beforeEach(async () => {
  await gateway.store.executeScript('truncate published_events, webhooks, query_gateway.inbox cascade');
  receiver = await new WebhookReceiver().start();
});
afterEach(() => receiver.kill());

async function create(body: object = {}): Promise<WebhookSecretAnswer> {
  const answer = await request(url)
    .post('/v1/webhooks')
    .send({ url: receiver.url, ...body })
    .expect(201);
  return answer.body as WebhookSecretAnswer;
}
const look = async (id: string): Promise<WebhookAnswer> =>
  (await request(url).get(`/v1/webhooks/${id}`).expect(200)).body as WebhookAnswer;
const log = async (id: string, query = ''): Promise<DeliveriesAnswer> =>
  (await request(url).get(`/v1/webhooks/${id}/deliveries${query}`).expect(200)).body as DeliveriesAnswer;
const received = (count: number, milliseconds?: number) =>
  until(
    () => receiver.messages.length >= count,
    () => `${receiver.messages.length} of ${count} messages`,
    milliseconds,
  );
/** Until the worker has written down what it did. */
async function settled(id: string, holds: (webhook: WebhookAnswer) => boolean): Promise<WebhookAnswer> {
  for (let tries = 0; tries < 200; tries += 1) {
    const webhook = await look(id);
    if (holds(webhook)) return webhook;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`webhook stays ${JSON.stringify(await look(id))}`);
}
const sent = () => receiver.messages.map(({ id }) => id);

describe('a webhook', () => {
  it('gets every event from now on, one at a time, signed as the specification says', async () => {
    await tell(gateway, changeOf(INDEX, 0));
    const { id, secret } = await create();
    await tell(gateway, changeOf(INDEX, 1), levelOf(INDEX, 1), changeOf('other', 2));
    await received(3);
    expect(sent()).toEqual([`${INDEX}-1`, `${INDEX}-level-1`, 'other-2']);
    expect(receiver.mostAtOnce).toBe(1);
    const page = (await request(url).get('/v1/events')).body as { data: object[] };
    for (const [position, { headers, body }] of receiver.messages.entries()) {
      const verified = new Webhook(secret).verify(body, headers as Record<string, string>);
      expect(publishedEvent.parse(verified)).toEqual(page.data[position + 1]);
      expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow();
    }
    const webhook = await settled(
      id,
      ({ last_event_id }) => last_event_id === String((page.data.at(-1) as { place: number }).place),
    );
    expect(webhook).toMatchObject({ status: 'active', attempts: 0 });
    expect(webhook).not.toHaveProperty('secret');
    const { data } = await log(id);
    expect(data.map(({ event_id, delivered, status, attempt }) => [event_id, delivered, status, attempt])).toEqual(
      [...sent()].reverse().map((event) => [event, true, 204, 1]),
    );
    const first = await log(id, '?limit=2');
    expect((await log(id, `?limit=2&cursor=${first.next_cursor}`)).data).toEqual([data[2]]);
  });

  it('gets only what it asked for', async () => {
    const levels = await create({ topics: ['performance.calculated'], index_ids: [INDEX] });
    await tell(gateway, changeOf(INDEX, 1), levelOf('other', 2), levelOf(INDEX, 3), changeOf(INDEX, 4));
    await received(1);
    const newest = ((await request(url).get('/v1/events')).body as { last_event_id: string }).last_event_id;
    await settled(levels.id, ({ last_event_id }) => last_event_id === newest);
    expect(sent()).toEqual([`${INDEX}-level-3`]);
  });

  it('is sent the same event again until it takes it, and nothing else meanwhile', async () => {
    const { id } = await create();
    let refusals = 2;
    receiver.reply = ({ id: event }) =>
      event === `${INDEX}-2` && refusals-- > 0
        ? { status: 503, headers: { location: 'http://127.0.0.1:1/' } }
        : { status: 200 };
    await tell(gateway, changeOf(INDEX, 1), changeOf(INDEX, 2), changeOf(INDEX, 3));
    await received(5, 20_000);
    expect(sent()).toEqual([1, 2, 2, 2, 3].map((number) => `${INDEX}-${number}`));
    await settled(id, ({ status, attempts }) => status === 'active' && attempts === 0);
    const { data } = await log(id);
    expect(data.map(({ attempt, status, error }) => [attempt, status, error]).reverse()).toEqual([
      [1, 200, null],
      [1, 503, 'answered 503'],
      [2, 503, 'answered 503'],
      [3, 200, null],
      [1, 200, null],
    ]);
  });

  it('waits as long as it is asked to, and follows no redirect', async () => {
    const { id } = await create();
    receiver.reply = () => ({ status: 307, headers: { location: receiver.url, 'retry-after': '1800' } });
    const before = Date.now();
    await tell(gateway, changeOf(INDEX, 1));
    const webhook = await settled(id, ({ status }) => status === 'failing');
    const pause = Date.parse(webhook.next_attempt_at ?? '') - before;
    expect(pause).toBeGreaterThan(1_795_000);
    expect(pause).toBeLessThan(1_830_000);
    expect(receiver.messages).toHaveLength(1);
    expect((await log(id)).data[0]?.error).toMatch(/^answered 307: redirects are not followed/);
    // Whoever has mended the receiver need not wait.
    receiver.reply = () => ({ status: 204 });
    await request(url).post(`/v1/webhooks/${id}/resume`).expect(200);
    await settled(id, ({ status, last_event_id }) => status === 'active' && last_event_id !== webhook.last_event_id);
    expect(sent()).toEqual([`${INDEX}-1`, `${INDEX}-1`]);
  });

  it('is disabled after three days of failures, and goes on where it was', async () => {
    const { id } = await create();
    receiver.reply = () => null;
    await tell(gateway, changeOf(INDEX, 1), changeOf(INDEX, 2));
    await settled(id, ({ status }) => status === 'failing');
    await gateway.store.execute(
      `update webhooks set failing_since = now() - interval '3 days 1 second', next_attempt_at = now()`,
    );
    const disabled = await settled(id, ({ status }) => status === 'disabled');
    expect(disabled).toMatchObject({ reason: 'every attempt failed for three days', next_attempt_at: null });
    receiver.reply = () => ({ status: 200 });
    receiver.messages.length = 0;
    expect((await request(url).post(`/v1/webhooks/${id}/resume`).expect(200)).body).toMatchObject({ status: 'active' });
    await received(2);
    expect(sent()).toEqual([`${INDEX}-1`, `${INDEX}-2`]);
  });

  it('can be deleted while it is being tried', async () => {
    const { id } = await create();
    receiver.reply = async () => {
      await request(url).delete(`/v1/webhooks/${id}`).expect(200);
      return { status: 204 };
    };
    const { body } = await request(url).post(`/v1/webhooks/${id}/test`).expect(200);
    expect(body).toMatchObject({ webhook_id: id, delivered: true });
    await request(url).get(`/v1/webhooks/${id}/deliveries`).expect(404);
  });

  it('is not resumed over events that are gone, and forgets old attempts', async () => {
    const { id } = await create();
    receiver.reply = () => ({ status: 410 });
    await tell(gateway, levelOf(INDEX, 1));
    await settled(id, ({ status }) => status === 'disabled');
    await gateway.store.executeScript(`
      update published_events set published_at = now() - interval '91 days';
      update webhook_deliveries set at = now() - interval '31 days';`);
    expect((await log(id)).data).toHaveLength(1);
    await gateway.get(PushCleanup).run();
    expect((await log(id)).data).toHaveLength(0);
    const { body } = await request(url).post(`/v1/webhooks/${id}/resume`).expect(410);
    expect(body).toMatchObject({ type: '/problems/events-expired' });
  });

  it('is disabled at once by 410', async () => {
    const { id } = await create();
    receiver.reply = () => ({ status: 410 });
    await tell(gateway, changeOf(INDEX, 1));
    expect(await settled(id, ({ status }) => status === 'disabled')).toMatchObject({
      reason: 'the receiver answered 410, it wants no more',
    });
    await tell(gateway, changeOf(INDEX, 2));
    const tested = await request(url).post(`/v1/webhooks/${id}/test`).expect(200);
    expect(tested.body).toMatchObject({ delivered: false, status: 410, error: 'answered 410' });
    expect(receiver.messages).toHaveLength(2);
  });

  it('can be tried, and given another secret without a gap', async () => {
    const { id, secret } = await create();
    const { body } = await request(url).post(`/v1/webhooks/${id}/test`).expect(200);
    expect(body).toMatchObject({ webhook_id: id, delivered: true, status: 204, error: null });
    const rotated = (await request(url).post(`/v1/webhooks/${id}/rotate`).expect(200)).body as WebhookSecretAnswer;
    expect(rotated.secret).not.toBe(secret);
    await request(url).post(`/v1/webhooks/${id}/test`).expect(200);
    const [first, second] = receiver.messages;
    const verify = (key: string, message = second) =>
      new Webhook(key).verify(message?.body ?? '', (message?.headers ?? {}) as Record<string, string>);
    expect(verify(secret, first)).toMatchObject({ topic: 'webhook.test', place: null });
    expect(() => verify(rotated.secret, first)).toThrow();
    expect(verify(secret)).toEqual(verify(rotated.secret));
    await gateway.store.execute(`update webhooks set previous_secret_until = now()`);
    await request(url).post(`/v1/webhooks/${id}/test`).expect(200);
    expect(() => verify(secret, receiver.messages[2])).toThrow();
    expect(verify(rotated.secret, receiver.messages[2])).toMatchObject({ topic: 'webhook.test' });
  });

  it('is taken over once the lease of a process that died has run out', async () => {
    await create();
    await gateway.store.execute(
      `update webhooks set lease_holder = 'a process that died', lease_until = now() + interval '2 seconds'`,
    );
    const began = Date.now();
    await tell(gateway, changeOf(INDEX, 1));
    await received(1);
    expect(Date.now() - began).toBeGreaterThan(1_500);
    expect(sent()).toEqual([`${INDEX}-1`]);
  });

  it('ends when it is deleted', async () => {
    const { id } = await create();
    await request(url).delete(`/v1/webhooks/${id}`).expect(200);
    await request(url).get(`/v1/webhooks/${id}`).expect(404);
    await request(url).delete(`/v1/webhooks/${id}`).expect(404);
    expect((await request(url).get('/v1/webhooks').expect(200)).body).toEqual({ data: [] });
  });
});

describe('what is refused', () => {
  it.each([
    ['https://10.0.0.1/', 422, 'webhook-refused'],
    ['https://[::ffff:10.0.0.1]/', 422, 'webhook-refused'],
    ['https://169.254.169.254/', 422, 'webhook-refused'],
    ['https://user:secret@127.0.0.1/', 422, 'webhook-refused'],
    ['http://8.8.8.8/', 422, 'webhook-refused'],
    ['https://no-such-host.invalid/', 422, 'webhook-refused'],
    ['ftp://example.org/', 400, 'invalid-request'],
    ['example.org', 400, 'invalid-request'],
    ['https://', 400, 'invalid-request'],
  ])('%s: %d', async (target, status, kind) => {
    const { body } = await request(url).post('/v1/webhooks').send({ url: target }).expect(status);
    expect(body).toMatchObject({ type: `/problems/${kind}`, errors: [{ pointer: '/url', value: target }] });
  });

  it('more than twenty of one owner, also when they come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => request(url).post('/v1/webhooks').send({ url: receiver.url })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array.from({ length: 20 }, () => 201),
      ...Array.from({ length: 10 }, () => 422),
    ]);
    const own = (await request(url).get('/v1/webhooks').expect(200)).body as { data: object[] };
    expect(own.data).toHaveLength(20);
    const { id } = own.data[0] as { id: string };
    // That of somebody else is not there, whatever is asked of it.
    await gateway.store.execute(`update webhooks set owner = 'somebody'`);
    expect((await request(url).get('/v1/webhooks').expect(200)).body).toEqual({ data: [] });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('topics, indices and fields that are not known', async () => {
    for (const body of [
      { topics: ['job.progressed'] },
      { topics: [] },
      { index_ids: [] },
      { index_ids: ['A B'] },
      { secret: 'mine' },
    ]) {
      await request(url)
        .post('/v1/webhooks')
        .send({ url: receiver.url, ...body })
        .expect(400);
    }
    await request(url)
      .post('/v1/webhooks')
      .send({ url: receiver.url, index_ids: ['nobody'] })
      .expect(404);
  });
});

describe('API7: a message', () => {
  it('goes nowhere once the name stands for an address that was not checked', async () => {
    const targets = gateway.get(WebhookTargets) as unknown as { resolveName: (name: string) => Promise<object[]> };
    const resolveName = targets.resolveName.bind(targets);
    let address = '127.0.0.1';
    targets.resolveName = () => Promise.resolve([{ address, family: 4 }]);
    try {
      const { port } = new URL(receiver.url);
      const { id } = await create({ url: `http://rebinding.example:${port}/hook` });
      const test = async () => (await request(url).post(`/v1/webhooks/${id}/test`).expect(200)).body as object;
      expect(await test()).toMatchObject({ delivered: true });
      expect(receiver.messages[0]?.headers.host).toBe(`rebinding.example:${port}`);
      // What is connected already was checked; a new connection is checked anew.
      await receiver.kill();
      await receiver.start();
      for (address of ['169.254.169.254', '10.0.0.1', '8.8.8.8']) {
        expect(await test()).toMatchObject({
          delivered: false,
          status: null,
          error: expect.stringMatching(/^the URL /) as string,
        });
      }
      expect(receiver.messages).toHaveLength(1);
    } finally {
      targets.resolveName = resolveName;
    }
  });

  it('goes to nobody who cannot show a certificate', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'hook-'));
    const [key, cert] = [join(directory, 'key'), join(directory, 'cert')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
      ],
      { stdio: 'pipe' },
    );
    let requests = 0;
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, () => (requests += 1));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { id } = await create({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/` });
    const { body } = await request(url).post(`/v1/webhooks/${id}/test`).expect(200);
    expect(body).toMatchObject({ delivered: false, error: 'no answer (DEPTH_ZERO_SELF_SIGNED_CERT)' });
    expect(requests).toBe(0);
    server.close();
    rmSync(directory, { recursive: true });
  });
});
