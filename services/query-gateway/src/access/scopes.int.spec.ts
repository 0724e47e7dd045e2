import { request as send } from 'node:http';
import type { Scope } from '#contracts/api/access.schema';
import { scopes } from '#contracts/api/access.schema';
import type { Operation } from '#contracts/api/operation';
import { operations } from '#contracts/api/operations';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { addressOf, closed, createKey } from '../../test/keyed-gateway.js';

/** Fits every path that names something, and names nothing that there is. */
const UNKNOWN_ID = '0198c1b2-7a30-4c51-8d5e-2f6a9b0c1d2e';

let gateway: GatewayApp;
const keys = new Map<Scope, string>();

beforeAll(async () => {
  gateway = await startGateway('2026-03-02', undefined, closed);
  for (const scope of scopes) keys.set(scope, (await createKey(gateway, scope, [scope])).key);
});
afterAll(() => gateway.close());

/** The status of the answer; its body, which may never end, is not waited for. */
function statusOf(method: string, path: string, key: string | null): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...{ Prefer: 'respond-async', 'Content-Type': 'application/json' },
      ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
    };
    const outgoing = send(new URL(path, addressOf(gateway)), { method, headers, agent: false }, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    // After the answer was cut off.
    outgoing.once('error', reject);
    outgoing.end();
  });
}

const calls = operations.flatMap((operation: Operation) =>
  operation.paths.map((path): [string, string, Scope | null] => [
    operation.method.toUpperCase(),
    path.replaceAll(/\{[^}]+\}/g, UNKNOWN_ID),
    operation.scope,
  ]),
);

describe('API5: every operation', () => {
  it.each(calls)('%s %s lets in whoever has the scope %s, or admin, and nobody else', async (method, path, needed) => {
    const letIn = async (key: string | null): Promise<string> => {
      const status = await statusOf(method, path, key);
      if (status === 401 || status === 403) return String(status);
      return status < 500 ? 'let in' : `failed with ${status}`;
    };
    const found: Record<string, string> = {
      nobody: await letIn(null),
      unknown: await letIn(`ewi_abcdefgh_${'x'.repeat(43)}`),
    };
    for (const [scope, key] of keys) found[scope] = await letIn(key);
    const wanted = (scope: Scope): string => (scope === needed || scope === 'admin' ? 'let in' : '403');
    expect(found).toEqual(
      needed === null
        ? Object.fromEntries(Object.keys(found).map((name) => [name, 'let in']))
        : { nobody: '401', unknown: '401', ...Object.fromEntries(scopes.map((scope) => [scope, wanted(scope)])) },
    );
  });

  it('is guarded for HEAD as for GET, with a slash at the end and in capitals', async () => {
    const reader = keys.get('read') ?? '';
    expect(await statusOf('HEAD', '/v1/keys', reader)).toBe(403);
    expect(await statusOf('GET', '/v1/keys/', reader)).toBe(403);
    expect(await statusOf('GET', '/V1/KEYS', reader)).toBe(403);
    expect(await statusOf('GET', '/v1/keys', null)).toBe(401);
  });
});
