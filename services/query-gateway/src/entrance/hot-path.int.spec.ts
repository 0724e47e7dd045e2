import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openPglite, startGateway } from '../../test/gateway-app.js';
import type { GatewayApp, GatewayStore } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { AuditLog } from '../access/audit-log.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { ReadyAnswers } from '../answers/ready-answers.js';

const KEY = 'k'.repeat(40);
const RANGE = 'start_date=2023-01-01&end_date=2023-01-31';

let gateway: GatewayApp;
/** How many answers took the usual way. */
let usualWay = 0;

/** As a store to which others write as well: the newest revision has to be asked for each time. */
async function openShared(): Promise<GatewayStore> {
  const store = await openPglite();
  return {
    ...store,
    forRole: (role) => {
      const database = store.forRole(role);
      return {
        query: (text, values) => database.query(text, values),
        execute: (text, values) => database.execute(text, values),
        transaction: (work) => database.transaction(work),
        executeScript: (text) => database.executeScript(text),
        close: () => database.close(),
      };
    },
  };
}

const stores: [string, () => Promise<GatewayStore>][] = [
  ['a store of this process alone', openPglite],
  ['a store of many', openShared],
];

async function start(open: () => Promise<GatewayStore>, settings: Parameters<typeof startGateway>[2]): Promise<void> {
  gateway = await startGateway('2023-03-15', open, settings);
  await clearStore(gateway.store);
  await storeIndex(gateway.store, {
    first: '2023-01-03',
    last: '2023-02-28',
    changes: [{ date: '2023-01-13', ticker: 'B', action: 'entered', rank: 3, previous_rank: null, reason: null }],
    simulated: true,
  });
  const writer = gateway.get(AnswerWriter);
  const answer = writer.answer.bind(writer);
  writer.answer = (...asked) => {
    usualWay += 1;
    return answer(...asked);
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
  readonly hot: boolean;
}

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  usualWay = 0;
  const { port } = gateway.app.getHttpServer().address() as AddressInfo;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest({ port, path, method, headers }, resolve).on('error', reject).end();
  });
  let body = '';
  response.setEncoding('latin1');
  for await (const part of response) body += part;
  const { date: _, 'x-request-id': __, ...rest } = response.headers;
  return { status: response.statusCode ?? 0, headers: rest, body, hot: usualWay === 0 };
}

/** As if it had never been asked. */
const forget = (path: string, headers: Record<string, string>): void =>
  gateway.get(ReadyAnswers).forget({ url: path, headers } as unknown as IncomingMessage);

describe.each(stores)('an answer given again, from %s', (_, open) => {
  beforeAll(() => start(open, {}));
  afterAll(() => gateway.close());

  const questions = [
    `/index-performance?${RANGE}`,
    `/v1/index-performance?${RANGE}&limit=5`,
    '/index-composition?date=2023-01-13',
    '/v1/indices/top100-equal/composition?date=2023-01-13&fields=ticker,weight',
    `/composition-changes?${RANGE}`,
    `/v1/indices/top100-equal/performance?${RANGE}`,
    `/v1/indices/top100-equal/composition?date=2023-01-13`,
    `/v1/indices/top100-equal/changes?${RANGE}`,
    `/v1/indices/top100-equal/turnover?${RANGE}`,
    `/v1/indices/top100-equal/metrics?${RANGE}`,
  ];
  const ways: [string, string, Record<string, string>][] = [
    ['as it is', 'GET', {}],
    ['in gzip', 'GET', { 'accept-encoding': 'gzip' }],
    ['in br', 'GET', { 'accept-encoding': 'br, gzip' }],
    ['as CSV', 'GET', { accept: 'text/csv' }],
    ['as HEAD', 'HEAD', { 'accept-encoding': 'gzip' }],
  ];

  it.each(questions)('is the same in status, headers and bytes: %s', async (path) => {
    for (const [, method, headers] of ways) {
      forget(path, headers);
      const slow = await ask(path, headers, method);
      const hot = await ask(path, headers, method);
      expect([slow.status, slow.hot, hot.hot]).toEqual([200, false, true]);
      expect({ ...hot, hot: false }).toEqual(slow);

      const conditional = { ...headers, 'if-none-match': String(slow.headers['etag']) };
      const hot304 = await ask(path, conditional, method);
      forget(path, headers);
      const slow304 = await ask(path, conditional, method);
      expect([slow304.status, slow304.hot, hot304.hot]).toEqual([304, false, true]);
      expect({ ...hot304, hot: false }).toEqual(slow304);
    }
  });

  it('says how long it may be kept', async () => {
    const path = `/index-performance?${RANGE}`;
    await ask(path);
    const { headers } = await ask(path);
    expect(headers['cache-control']).toBe('public, max-age=300, stale-while-revalidate=300');
    expect(headers['x-data-source']).toBe('simulated');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('is made anew as soon as the data have another revision', async () => {
    const path = `/index-performance?${RANGE}`;
    await ask(path);
    expect((await ask(path)).hot).toBe(true);
    await gateway.store.execute('update index_performance set level = level * 2');
    await gateway.store.execute('update index_performance_state set revision = revision + 1');
    const after = await ask(path);
    expect(after.hot).toBe(false);
    expect(JSON.parse(after.body).data[0].level).toBe(2000);
    expect((await ask(path)).body).toBe(after.body);
  });

  it('leaves everything else alone', async () => {
    for (const path of ['/openapi.json', '/v1/coverage?start_date=2023-01-03&end_date=2023-01-06', '/nowhere', '/']) {
      const { status } = await ask(path);
      expect((await ask(path)).status).toBe(status);
    }
    const path = `/index-performance?${RANGE}`;
    await ask(path);
    expect((await ask(path, {}, 'POST')).status).toBe(405);
  });
});

describe.each(stores)('with keys and limits, from %s', (_, open) => {
  beforeAll(() => start(open, { access: 'keys', adminKey: KEY, callsPerMinute: 6, callsPerMinuteOfAddress: 1000 }));
  afterAll(() => gateway.close());

  it('OWASP API2: is given to nobody without a key, and to nobody beyond his limit', async () => {
    const path = '/index-composition?date=2023-01-13';
    const key = { authorization: `Bearer ${KEY}` };
    const first = await ask(path, key);
    expect([first.status, first.headers['cache-control']]).toEqual([
      200,
      'private, max-age=300, stale-while-revalidate=300',
    ]);
    expect(await ask(path)).toMatchObject({ status: 401 });
    expect(await ask(path, { authorization: `Bearer ${'x'.repeat(40)}` })).toMatchObject({ status: 401 });
    // Refused once each, whichever ways they went.
    await gateway.get(AuditLog).flush();
    const [refused] = await gateway.store.query<{ calls: number }>(`select count(*)::int4 as calls from audit_log`);
    expect(refused?.calls).toBe(2);
    const statuses = [];
    for (let call = 0; call < 7; call += 1) {
      const { status, hot, headers } = await ask(path, key);
      statuses.push(status);
      if (status === 200) expect(hot).toBe(true);
      expect(String(headers['ratelimit'])).toMatch(/^"default";r=\d+;t=\d+$/);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });
});

describe.each(stores)('where pages of another origin may call, from %s', (_, open) => {
  const ORIGIN = 'https://desk.example.org';
  beforeAll(() => start(open, { corsOrigins: [ORIGIN] }));
  afterAll(() => gateway.close());

  it('tells caches that it varies by them, to whomever it is given', async () => {
    const path = `/index-performance?${RANGE}`;
    for (const headers of [{}, { origin: ORIGIN }, { origin: 'https://evil.example.org' }]) {
      forget(path, headers);
      const slow = await ask(path, headers);
      const hot = await ask(path, headers);
      expect([slow.hot, hot.hot]).toEqual([false, true]);
      expect(hot.headers['vary']).toBe('Accept, Accept-Encoding, Authorization, Origin');
      expect({ ...hot, hot: false }).toEqual(slow);
    }
  });
});
