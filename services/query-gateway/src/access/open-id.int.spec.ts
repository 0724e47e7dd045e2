import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import { pino } from 'pino';
import request from 'supertest';
import { MemoryRateLimiter } from '#cache/memory-rate-limiter';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { closed } from '../../test/keyed-gateway.js';
import { ProviderUnavailable } from './open-id-provider.js';
import { OpenIdTokens } from './open-id-tokens.js';

const NOW = new Date('2026-03-02T17:00:00Z');
const AUDIENCE = 'https://index.example.org';
const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

interface Issuer {
  readonly url: string;
  /** What it does instead of answering; null: answer. */
  fault: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  issuer: string;
  readonly calls: string[];
  readonly privateKey: CryptoKey;
  sign(claims?: object, header?: object): Promise<string>;
  close(): Promise<void>;
}

/** A real OpenID provider as far as we speak with one: says where its keys are, and gives them. */
async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] };
  const server: Server = createServer((incoming, response) => {
    issuer.calls.push(incoming.url ?? '');
    if (issuer.fault !== null) return issuer.fault(incoming, response);
    const documents: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer: issuer.issuer, jwks_uri: `${issuer.url}/keys` },
      '/keys': keys,
    };
    const document = documents[incoming.url ?? ''];
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: Issuer = {
    ...{ url, issuer: url, fault: null, calls: [], privateKey },
    sign: (claims = {}, header = {}) =>
      new SignJWT({ iss: url, aud: AUDIENCE, sub: 'jane', scope: 'openid read', exp: seconds(NOW) + 300, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header })
        .sign(privateKey),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
}

let issuer: Issuer;
let gateway: GatewayApp;

const ask = (token: string, path = '/index-composition?date=2026-03-02') =>
  request(gateway.app.getHttpServer()).get(path).set('Authorization', `Bearer ${token}`);

describe('API2: tokens of an OpenID provider', () => {
  beforeAll(async () => {
    issuer = await startIssuer();
    const openId = { issuer: issuer.url, audience: AUDIENCE };
    gateway = await startGateway('2026-03-02', undefined, { ...closed, openId });
  });
  afterAll(async () => {
    await gateway.close();
    await issuer.close();
  });
  beforeEach(() => (gateway.clock.now = () => NOW));

  it('are answered with 503 while the provider is away, and keys are taken meanwhile', async () => {
    issuer.fault = (_, response) => response.writeHead(500).end();
    const answer = await ask(await issuer.sign()).expect(503);
    expect(answer.body.type).toBe('/problems/unavailable');
    expect(answer.headers['retry-after']).toBe('5');
    await ask(closed.adminKey).expect(404);
    issuer.fault = null;
    issuer.calls.length = 0;
    await sleep(5_100);
    await ask(await issuer.sign()).expect(404);
  });

  it('are taken, with the scopes that mean something here', async () => {
    await ask(await issuer.sign()).expect(404);
    await ask(await issuer.sign({ scope: undefined, scp: ['read', 'other'] })).expect(404);
    await ask(await issuer.sign({ scope: undefined, scp: 'other read' })).expect(404);
    await ask(await issuer.sign({ scope: 'admin' }), '/v1/keys').expect(200);
    const reader = await ask(await issuer.sign(), '/v1/keys').expect(403);
    expect(reader.headers['www-authenticate']).toContain('error="insufficient_scope", scope="admin"');
    await ask(await issuer.sign({ scope: 'openid' })).expect(403);
    await ask(await issuer.sign({ scope: { read: true } })).expect(403);
  });

  it('make their subject the owner of what it makes', async () => {
    const token = await issuer.sign({ scope: 'admin' });
    const { body } = await request(gateway.app.getHttpServer())
      .post('/v1/keys')
      .set('X-API-Key', token)
      .send({ name: 'of Jane', scopes: ['read'] })
      .expect(201);
    expect(body.created_by).toBe('sub:jane');
  });

  it.each<[string, object, object]>([
    ['of another issuer', { iss: 'https://elsewhere.example.org' }, {}],
    ['for another audience', { aud: 'https://other.example.org' }, {}],
    ['that have expired, a minute of skew granted', { exp: seconds(NOW) - 60 }, {}],
    ['without an end', { exp: undefined }, {}],
    ['that are not valid yet', { nbf: seconds(NOW) + 120 }, {}],
    ['without a subject', { sub: undefined }, {}],
    ['of an empty subject', { sub: '' }, {}],
    ['of a subject of control characters', { sub: 'a\u0000b' }, {}],
    ['of an endless subject', { sub: 'x'.repeat(256) }, {}],
    ['signed with a key that the provider does not have', {}, { kid: 'two' }],
  ])('are refused with 401: %s', async (_, claims, header) => {
    const answer = await ask(await issuer.sign(claims, header)).expect(401);
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  it('are refused with 401: signed by somebody else, by a shared secret, or not at all', async () => {
    const other = await generateKeyPair('ES256');
    const claims = { iss: issuer.url, aud: AUDIENCE, sub: 'jane', scope: 'admin', exp: seconds(NOW) + 300 };
    const forged = new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(other.privateKey);
    const secret = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(Buffer.alloc(32, 7));
    const [, payload = '', signature = ''] = (await issuer.sign()).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.${signature}`;
    for (const token of [await forged, await secret, none, `${payload}.${payload}.${signature}`, 'a.b.c']) {
      await ask(token).expect(401);
    }
  });

  it('are valid to their end and a minute of skew, also while they are remembered', async () => {
    const token = await issuer.sign({ exp: seconds(NOW) + 10 });
    await ask(token).expect(404);
    gateway.clock.now = () => new Date(NOW.getTime() + 69_000);
    await ask(token).expect(404);
    gateway.clock.now = () => new Date(NOW.getTime() + 70_000);
    await ask(token).expect(401);
  });

  it('ask the provider once for what it says, however many come', async () => {
    await Promise.all(Array.from({ length: 20 }, async (_, index) => ask(await issuer.sign({ jti: String(index) }))));
    expect(issuer.calls.filter((path) => path.startsWith('/.well-known'))).toHaveLength(1);
    expect(issuer.calls.filter((path) => path === '/keys').length).toBeLessThanOrEqual(2);
  });
});

describe('tokens while their provider is away', () => {
  it('count against the address that they come from, and the log says once that it is away', async () => {
    const warnings: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
    issuer = await startIssuer();
    issuer.fault = (_, response) => response.writeHead(500).end();
    const openId = { issuer: issuer.url, audience: AUDIENCE };
    const settings = { ...closed, openId, callsPerMinuteOfAddress: 3 };
    gateway = await startGateway('2026-03-02', undefined, settings, new MemoryRateLimiter(1000), logger);
    try {
      for (let call = 0; call < 3; call += 1) await ask(await issuer.sign({ jti: String(call) })).expect(503);
      const answer = await ask(await issuer.sign({ jti: 'one too many' })).expect(429);
      expect(answer.body.type).toBe('/problems/too-many-requests');
      // Whoever has a key goes on working.
      await ask(closed.adminKey).expect(404);
      expect(warnings.filter((line) => line.includes('the OpenID provider cannot be asked'))).toHaveLength(1);
    } finally {
      await gateway.close();
      await issuer.close();
    }
  });
});

describe('whether a token is good cannot be said', () => {
  beforeEach(async () => (issuer = await startIssuer()));
  afterEach(() => issuer.close());

  it.each<[string, (issuer: Issuer) => void]>([
    ['it fails', (one) => (one.fault = (_, response) => response.writeHead(500).end())],
    ['it breaks off', (one) => (one.fault = ({ socket }) => socket.destroy())],
    ['it never answers', (one) => (one.fault = () => undefined)],
    ['it answers without end', (one) => (one.fault = (_, response) => endless(response))],
    ['it answers with something else', (one) => (one.fault = (_, response) => response.end('<html></html>'))],
    ['it is somebody else', (one) => (one.issuer = 'https://elsewhere.example.org')],
    [
      'it sends us elsewhere',
      (one) => (one.fault = (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()),
    ],
  ])('while %s, and it is not asked again with every token', async (_, arrange) => {
    const tokens = new OpenIdTokens({ issuer: issuer.url, audience: AUDIENCE });
    arrange(issuer);
    await expect(tokens.verify(await issuer.sign(), NOW)).rejects.toThrow(ProviderUnavailable);
    const before = issuer.calls.length;
    for (const jti of ['one', 'two', 'three']) {
      await expect(tokens.verify(await issuer.sign({ jti }), NOW)).rejects.toThrow(ProviderUnavailable);
    }
    expect(issuer.calls.length - before).toBeLessThanOrEqual(3);
  });
});

function endless(response: ServerResponse): void {
  const more = (): void => {
    if (response.write(Buffer.alloc(64 * 1024, 32))) setImmediate(more);
    else response.once('drain', more);
  };
  response.once('error', () => undefined);
  more();
}
