import { execFile } from 'node:child_process';
import request from 'supertest';
import { startGateway } from './gateway-app.js';
import type { GatewayApp } from './gateway-app.js';
import { addressOf, ADMIN_KEY, closed, createKey } from './keyed-gateway.js';

let gateway: GatewayApp;
beforeAll(async () => {
  gateway = await startGateway('2026-03-02', undefined, closed);
});
afterAll(() => gateway.close());

function run(
  script: string,
  key: string,
  ...parameters: string[]
): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, NODE_OPTIONS: '', EWI_API_KEY: key };
  return new Promise((resolve) => {
    const given = [`scripts/${script}.mjs`, ...parameters, '--url', addressOf(gateway)];
    execFile(process.execPath, given, { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}
const keys = (...parameters: string[]) => run('keys', ADMIN_KEY, ...parameters);
const statusWith = async (key: string): Promise<number> =>
  (await request(gateway.app.getHttpServer()).get('/v1/table-hashes').set('X-API-Key', key)).status;

describe('npm run keys', () => {
  it('makes a key, lists it, replaces it and revokes it', async () => {
    const made = await keys('create', '--name', 'nightly', '--scopes', 'read, build', '--expires', '2026-12-31');
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^ewi_\S+\n$/) });
    expect(made.err).toContain('(nightly; read, build; until 2026-12-31T23:59:59.000Z)');
    const key = made.out.trim();
    expect(await statusWith(key)).toBe(200);
    const listed = await keys('list');
    expect(listed.out).toMatch(/active {3}read,build +nightly; never used; until 2026-12-31/);
    const id = listed.out.slice(0, 36);
    const replaced = await keys('rotate', id, '--overlap', '0');
    expect([replaced.code, await statusWith(key), await statusWith(replaced.out.trim())]).toEqual([0, 401, 200]);
    const next = /Key (\S+) /.exec(replaced.err)?.[1] ?? '';
    expect(await keys('revoke', next)).toMatchObject({ code: 0, out: expect.stringContaining('is revoked') });
    expect(await statusWith(replaced.out.trim())).toBe(401);
  });

  it.each([
    [[], 'Say what to do'],
    [['delete'], 'Say what to do'],
    [['create', '--name', 'nightly'], 'Say --name'],
    [['revoke'], 'takes the ID of a key'],
    [['list', 'all'], 'takes no ID'],
    [['create', '--name', 'a', '--scopes', 'read', '--expires', 'tomorrow'], 'YYYY-MM-DD'],
    [['create', '--name', 'a', '--scopes', 'read', '--limit', 'many'], 'no whole number'],
  ])('ends with 2 and its usage for %j', async (parameters, message) => {
    const { code, err } = await keys(...parameters);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(err).toContain('Usage: npm run keys');
  });

  it('ends with 1 and says what the gateway says', async () => {
    const { code, err } = await keys('create', '--name', 'a', '--scopes', 'write');
    expect([code, err]).toEqual([1, expect.stringContaining('read, build, export or admin')]);
    const withoutKey = await run('keys', '', 'list');
    expect([withoutKey.code, withoutKey.err]).toEqual([1, expect.stringContaining('EWI_API_KEY')]);
  });
});

describe('the other scripts', () => {
  it('ask with the key of the environment', async () => {
    const { key } = await createKey(gateway, 'reader', ['read']);
    expect(await run('hashes', key)).toMatchObject({ code: 0, out: expect.stringContaining('stock_prices') });
    const refused = await run('hashes', '');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('EWI_API_KEY')]);
    const forbidden = await run('acquire', key, '--from', '2026-02-02', '--to', '2026-02-03');
    expect([forbidden.code, forbidden.err]).toEqual([1, expect.stringContaining('scope build')]);
  });
});
