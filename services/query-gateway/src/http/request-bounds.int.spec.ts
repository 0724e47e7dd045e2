import request from 'supertest';
import type { Problem } from '#contracts/api/problem.schema';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';

/** What a request of at most 100 KB may have us write about it. */
const ANSWER_BYTES_MAX = 20_000;

describe('OWASP API4: what is wrong with a request is said shortly, however much it is', () => {
  let gateway: GatewayApp;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const names = Array.from({ length: 4000 }, (_, number) => number.toString(36));
  const members = Array.from({ length: 11_000 }, (_, number) => `"${number.toString(36)}":1`).join();
  const list = `[${'1,'.repeat(45_000)}1]`;

  it.each([
    ['unknown parameters', 'get', `/v1/jobs?${names.join('&')}`, undefined],
    [
      'repeated parameters',
      'get',
      `/v1/jobs?${[...names.slice(0, 1900), ...names.slice(0, 1900)].join('&')}`,
      undefined,
    ],
    ['unknown members', 'post', '/v1/keys', `{${members}}`],
    ['a list of wrong scopes', 'post', '/v1/keys', `{"name":"x","scopes":${list}}`],
    ['lists of wrong topics and ids', 'post', '/v1/webhooks', `{"url":"https://a.example","topics":${list}}`],
    ['a list of wrong sectors', 'post', '/v1/what-if', `{"sectors":${list}}`],
    ['brackets without an end', 'post', '/v1/keys', `{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ] as const)('%s', async (_, method, path, body) => {
    const asked = request(gateway.app.getHttpServer())[method](path).set('Content-Type', 'application/json');
    const { text, status } = await (body === undefined ? asked : asked.send(body));
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(ANSWER_BYTES_MAX);
    expect((JSON.parse(text) as Problem).errors?.length).toBeLessThanOrEqual(20);
  });

  it('and says that there is more', async () => {
    const { body } = await request(gateway.app.getHttpServer()).get(`/v1/jobs?${names.slice(0, 21).join('&')}`);
    expect((body as Problem).errors).toHaveLength(20);
    expect((body as Problem).detail).toMatch(/; and there is more that is wrong\.$/);
    const { body: twenty } = await request(gateway.app.getHttpServer()).get(`/v1/jobs?${names.slice(0, 20).join('&')}`);
    expect((twenty as Problem).errors).toHaveLength(20);
    expect((twenty as Problem).detail).not.toMatch(/there is more/);
  });
});
