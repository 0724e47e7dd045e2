import request from 'supertest';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';

const DESK = 'https://desk.example.org';
const STRANGER = 'https://evil.example.org';

describe('OWASP API8: pages of other origins', () => {
  let shut: GatewayApp;
  let opened: GatewayApp;
  beforeAll(async () => {
    shut = await startGateway();
    opened = await startGateway('2023-02-03', undefined, { corsOrigins: [DESK, 'http://localhost:3000'] });
  });
  afterAll(async () => {
    await shut.close();
    await opened.close();
  });
  const preflight = (gateway: GatewayApp, origin: string, path = '/build-index', method = 'POST') =>
    request(gateway.app.getHttpServer()).options(path).set({
      Origin: origin,
      'Access-Control-Request-Method': method,
      'Access-Control-Request-Headers': 'authorization,content-type,idempotency-key',
    });

  it('may not call unless they are named', async () => {
    for (const [gateway, origin] of [
      [shut, DESK],
      [opened, STRANGER],
      [opened, 'null'],
      [opened, `${DESK}.evil.example.org`],
    ] as const) {
      const asked = await preflight(gateway, origin).expect(204);
      const answered = await request(gateway.app.getHttpServer()).get('/v1/jobs').set('Origin', origin).expect(200);
      for (const { headers } of [asked, answered]) {
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    }
  });

  it('are answered properly when they are named', async () => {
    const { headers } = await preflight(opened, DESK).expect(204);
    expect(headers['access-control-allow-origin']).toBe(DESK);
    expect(headers['access-control-allow-methods']).toBe('POST, OPTIONS');
    expect(headers['access-control-max-age']).toBe('600');
    expect(headers['vary']).toBe('Origin');
    const allowed = headers['access-control-allow-headers']?.split(', ');
    expect(allowed).toEqual(
      expect.arrayContaining([
        ...['Authorization', 'Content-Type', 'Idempotency-Key', 'Prefer', 'If-None-Match', 'Last-Event-ID'],
      ]),
    );
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('see the headers that they need, on errors too, and no cache mixes them up with others', async () => {
    for (const path of ['/v1/jobs', '/openapi.json', '/index-performance?start_date=2023-01-02&end_date=2023-01-31']) {
      const { headers } = await request(opened.app.getHttpServer()).get(path).set('Origin', DESK);
      expect(headers['access-control-allow-origin']).toBe(DESK);
      expect(headers['access-control-expose-headers']?.split(', ')).toEqual(
        expect.arrayContaining([
          ...['ETag', 'Link', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'Location', 'X-Request-Id'],
        ]),
      );
      const without = await request(opened.app.getHttpServer()).get(path);
      for (const { vary } of [headers, without.headers]) expect(vary?.split(', ')).toContain('Origin');
    }
    const { headers } = await request(opened.app.getHttpServer()).get('/openapi.json');
    expect(headers['vary']).toMatch(/Accept-Encoding/);
  });

  it('cannot have a browser write in their name, even where no key is asked for', async () => {
    const write = (gateway: GatewayApp, origin: string) =>
      request(gateway.app.getHttpServer())
        .post('/build-index')
        .set({ Origin: origin, 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'text/plain' })
        .send('{}');
    const { body } = await write(shut, STRANGER).expect(403);
    expect(body).toMatchObject({ type: '/problems/forbidden', detail: expect.stringContaining('CORS_ORIGINS') });
    await write(opened, STRANGER).expect(403);
    await write(opened, DESK).expect(415);
  });

  it('cannot either from another port of the same machine, or where browsers do not say whose page it is', async () => {
    const write = (headers: Record<string, string>) =>
      request(shut.app.getHttpServer())
        .post('/build-index')
        .set({ Host: 'localhost:8000', 'Content-Type': 'text/plain', ...headers })
        .send('{}');
    await write({ Origin: 'http://localhost:3000', 'Sec-Fetch-Site': 'same-site' }).expect(403);
    await write({ Origin: 'http://localhost:3000' }).expect(403);
    await write({ Origin: STRANGER }).expect(403);
    await write({ Origin: 'null' }).expect(403);
    // Our own page, and a program.
    await write({ Origin: 'http://localhost:8000', 'Sec-Fetch-Site': 'same-origin' }).expect(415);
    await write({ Origin: 'http://localhost:8000' }).expect(415);
    await write({}).expect(415);
  });

  it('cannot reach an open gateway of this machine by a name of theirs that leads to it', async () => {
    const ask = (gateway: GatewayApp, host: string) =>
      request(gateway.app.getHttpServer()).get('/v1/jobs').set({ Host: host, 'Sec-Fetch-Site': 'same-origin' });
    for (const host of ['localhost:8000', '127.0.0.1:8000', '[::1]:8000', 'desk.localhost', '192.0.2.7']) {
      await ask(shut, host).expect(200);
    }
    for (const host of ['evil.example.org:8000', 'localhost.evil.example.org', '127.0.0.1.evil.example.org']) {
      const { body } = await ask(shut, host).expect(403);
      expect(body).toMatchObject({ type: '/problems/forbidden', detail: expect.stringContaining('localhost') });
    }
    const behind = await startGateway('2023-02-03', undefined, { trustedProxies: ['127.0.0.1'] });
    await ask(behind, 'index.example.org').expect(200);
    await behind.close();
  });
});

describe('OWASP API8: the headers for browsers', () => {
  it('allow nothing inline and no frame, on every kind of answer', async () => {
    const gateway = await startGateway();
    for (const path of ['/', '/v1/jobs', '/nowhere', '/index-performance?start_date=x']) {
      const { headers } = await request(gateway.app.getHttpServer()).get(path);
      const policy = headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe-|data:|\*/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-powered-by']).toBeUndefined();
      // Plain HTTP: a browser must not be told to come by TLS from now on.
      expect(headers['strict-transport-security']).toBeUndefined();
    }
    await gateway.close();
  });

  it('ask for TLS from now on where this process speaks it', async () => {
    const gateway = await startGateway('2023-02-03', undefined, { tls: { certificate: '', key: '' } });
    const { headers } = await request(gateway.app.getHttpServer()).get('/v1/jobs');
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    await gateway.close();
  });

  it('never hold a stack or a path of ours, also when something breaks', async () => {
    const gateway = await startGateway();
    await gateway.store.executeScript('drop table jobs cascade');
    const { body, text } = await request(gateway.app.getHttpServer()).get('/v1/jobs').expect(500);
    expect(body).toMatchObject({ type: '/problems/internal-error', request_id: expect.any(String) });
    expect(text).not.toMatch(/\.ts|\.js|node_modules|at \w+ \(|select|relation|does not exist/);
    await gateway.close();
  });
});
