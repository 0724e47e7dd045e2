import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeRequests } from './before-requests.js';
import { HTTP_LIMITS, limitHttp } from './http-limits.js';
import type { HttpLimits } from './http-limits.js';

const impatient: HttpLimits = { ...HTTP_LIMITS, headersMs: 1500, sweepMs: 100, sweeps: 10, bodyBytes: 2000 };
const LARGE = Buffer.alloc(64 * 1024 * 1024, 'x');

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(
    servers.splice(0).map(async (server) => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }),
  );
});

async function start(
  limits: HttpLimits,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const server = createServer(answer);
  limitHttp(server, limits);
  return listen(server);
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

function dial(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

/** Sends the text a byte at a time, on and on. */
async function drip(socket: Socket, text: string, everyMs: number): Promise<void> {
  for (const sign of text) {
    if (socket.destroyed) return;
    socket.write(sign);
    await sleep(everyMs);
  }
}

const ended = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));
const milliseconds = async (what: Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await what;
  return performance.now() - started;
};

describe('OWASP API4: a server with slow callers', () => {
  it('answers others at once while 300 send a byte now and then, and cuts those off', async () => {
    const port = await start(impatient, (_, response) => void response.end('answered'));
    const slow = Array.from({ length: 300 }, () => dial(port));
    const all = Promise.all(slow.map(ended));
    slow.forEach((socket) => {
      // What comes back, a 408, is read: an end that nobody reads is none.
      socket.resume();
      void drip(socket, `GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ${'a'.repeat(500)}`, 250);
    });
    await sleep(300);
    for (let call = 0; call < 5; call += 1) {
      const taken = await milliseconds(fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text()));
      expect(taken).toBeLessThan(1000);
    }
    expect(await milliseconds(all)).toBeLessThan(10_000);
  });

  it('cuts off who connects and never asks', async () => {
    const port = await start(impatient, (_, response) => void response.end());
    const silent = dial(port);
    silent.resume();
    expect(await milliseconds(ended(silent))).toBeLessThan(10_000);
  });

  it('cuts off a body that comes too slowly, and none that comes steadily or waits for us', async () => {
    const port = await start(impatient, (request, response) => {
      const taken = (): void => {
        request.resume();
        request.once('end', () => response.end('taken'));
      };
      if (request.url === '/later') setTimeout(taken, 2500);
      else taken();
    });
    const head = (path: string, length: number) =>
      `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`;
    const [slow, steady, waiting] = [dial(port), dial(port), dial(port)];
    const answers = [slow, steady, waiting].map((socket) => {
      let text = '';
      socket.on('data', (bytes) => (text += String(bytes)));
      return async () => {
        await ended(socket);
        return text;
      };
    });
    slow.write(head('/', 1000));
    void drip(slow, 'x'.repeat(1000), 100);
    steady.write(head('/', 30 * 400));
    void (async () => {
      for (let piece = 0; piece < 30; piece += 1) {
        steady.write('x'.repeat(400));
        await sleep(100);
      }
    })();
    waiting.write(head('/later', 5) + 'xxxxx');
    const [slowly, steadily, later] = await Promise.all(answers.map((answer) => answer()));
    expect(slowly).toBe('');
    expect(steadily).toContain('taken');
    expect(later).toContain('taken');
  });

  it('cuts off a body that comes too slowly also where it was answered ahead of everybody else', async () => {
    const server = createServer((_, response) => void response.end('handled'));
    beforeRequests(server, (_, response) => void response.end('answered'));
    limitHttp(server, impatient);
    const port = await listen(server);
    const slow = dial(port);
    slow.resume();
    slow.write('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n');
    void drip(slow, 'x'.repeat(1000), 100);
    expect(await milliseconds(ended(slow))).toBeLessThan(10_000);
  });

  it('cuts off who does not read his answer, and not who reads it in his own time', async () => {
    const closed: string[] = [];
    const port = await start(impatient, (request, response) => {
      response.once('close', () => closed.push(`${request.url} ${response.writableFinished ? 'whole' : 'cut'}`));
      response.setHeader('Content-Length', LARGE.length);
      // In pieces, as streams do.
      const write = (from: number): void => {
        if (from >= LARGE.length) return void response.end();
        const more = response.write(LARGE.subarray(from, from + 1024 * 1024));
        if (more) write(from + 1024 * 1024);
        else response.once('drain', () => write(from + 1024 * 1024));
      };
      write(0);
    });
    const deaf = dial(port);
    deaf.pause();
    deaf.write('GET /deaf HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const calm = dial(port);
    let received = 0;
    calm.on('data', (bytes) => {
      received += bytes.length;
      calm.pause();
      setTimeout(() => calm.resume(), 2);
    });
    calm.write('GET /calm HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await ended(calm);
    expect(received).toBeGreaterThan(LARGE.length);
    const deadline = performance.now() + 15_000;
    while (closed.length < 2 && performance.now() < deadline) await sleep(50);
    expect(closed.sort()).toEqual(['/calm whole', '/deaf cut']);
  });

  it('lets an idle caller wait for his answer for as long as it takes', async () => {
    const port = await start(impatient, (_, response) => void setTimeout(() => response.end('at last'), 3500));
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('at last');
  });

  it('takes a bounded number of connections and goes on when one is free', async () => {
    const port = await start({ ...impatient, headersMs: 20_000, connections: 3 }, (_, response) => void response.end());
    const three = [dial(port), dial(port), dial(port)];
    await Promise.all(three.map((socket) => once(socket, 'connect')));
    await sleep(50);
    const fourth = dial(port);
    expect(await milliseconds(ended(fourth))).toBeLessThan(2000);
    three[0]?.destroy();
    await sleep(100);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  });

  it('refuses a head of a request that is too large', async () => {
    const port = await start(impatient, (_, response) => void response.end());
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-large': 'a'.repeat(17 * 1024) } });
    expect(answer.status).toBe(431);
  });
});
