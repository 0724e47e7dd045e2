import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { operations } from '#contracts/api/operations';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { closed, createKey } from '../../test/keyed-gateway.js';
import type { TestKey } from '../../test/keyed-gateway.js';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const guarded = operations
  .filter(({ scope }) => scope !== null)
  .flatMap(({ method, paths }) =>
    paths.map((path) => ({ method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/g, ID) })),
  );

/** Ways to write a target that some part on its way might take for another path than the router does. */
const ways: readonly ((path: string) => string)[] = [
  (path) => `http://h${path}`,
  (path) => `HTTPS://h:1${path}`,
  (path) => `http://user:password@h${path}`,
  (path) => `ws://h${path}`,
  (path) => `http://h;${path}`,
  (path) => `http://h\\x${path}`,
  (path) => `http:${path}`,
  (path) => `${path}#`,
  (path) => `${path}#?limit=1`,
  (path) => `${path}/`,
  (path) => `${path}//`,
  (path) => `/${path}`,
  (path) => `/.${path}`,
  (path) => `/v1/..${path}`,
  (path) => `${path}%20`,
  (path) => `${path}%00`,
  (path) => `${path}%23`,
  (path) => `${path};a=b`,
  (path) => path.toUpperCase(),
  (path) => path.replace('/v1/', '/%761/'),
  (path) => path.replace('/v1/', '/v1%2F'),
  (path) => path.replace('/v1/', '/v1\\'),
];

let gateway: GatewayApp;
let reader: TestKey;
/** The same without anything that sees requests before the framework. */
let bare: Server;

beforeAll(async () => {
  gateway = await startGateway('2026-03-02', undefined, closed);
  reader = await createKey(gateway, 'reader', ['read']);
  bare = createServer(gateway.app.getHttpAdapter().getInstance() as RequestListener);
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  bare.close();
  await gateway.close();
});

/** The status of an answer to a target that is sent as it stands, which no client of HTTP would do. */
function statusOf(server: Server, method: string, target: string, headers = ''): Promise<number> {
  const { port } = server.address() as AddressInfo;
  const body = method === 'POST' ? '{}' : '';
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      const length = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
      socket.write(`${method} ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${headers}${length}\r\n${body}`);
    });
    socket.once('data', (answer) => {
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer.toString('latin1'))?.[1]));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

describe('OWASP API2: no operation is reached without a key by another way to write its target', () => {
  it.each([
    ['', () => gateway.app.getHttpServer()],
    [', nor if nothing had seen the target before the router', () => bare],
  ])('whatever the operation%s', async (_, server) => {
    for (const { method, path } of guarded) {
      for (const way of ways) {
        const status = await statusOf(server(), method, way(path));
        expect([method, way(path), [400, 401, 404, 405].includes(status) ? 'refused' : status]).toEqual([
          method,
          way(path),
          'refused',
        ]);
      }
    }
  });

  it('a whole URL, as proxies are asked, is the path in it', async () => {
    const headers = `Authorization: Bearer ${reader.key}\r\n`;
    const server = gateway.app.getHttpServer();
    expect(await statusOf(server, 'GET', 'http://h/v1/jobs?limit=1', headers)).toBe(200);
    expect(await statusOf(server, 'GET', 'http://h/v1/keys', headers)).toBe(403);
    expect(await statusOf(server, 'GET', 'http://h/v1/keys')).toBe(401);
    expect(await statusOf(server, 'GET', 'http://h/healthy')).toBe(404);
    expect(await statusOf(server, 'DELETE', 'http://h/index-performance', headers)).toBe(405);
  });
});
