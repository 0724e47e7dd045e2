import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Request, Response } from 'express';
import { EventStream } from './event-stream.js';

let server: Server;
let answer: (request: Request, response: Response) => void;

beforeAll(async () => {
  server = express()
    .get('/', (request, response) => answer(request, response))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const ask = () => get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
/** What else would happen every 15 seconds. */
const ping = (stream: EventStream): void => (stream as unknown as { ping(): void }).ping();

it('keeps a reader who is slow and reads, also when the time of a ping comes', async () => {
  const event = `data: ${'x'.repeat(16 * 1024 * 1024)}\n\n`;
  const sent = new Promise<boolean>((resolve) => {
    answer = (request, response) => {
      const stream = new EventStream(request, response);
      resolve(stream.send([event]));
      ping(stream);
    };
  });
  const [response] = (await once(ask(), 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) {
    text += part;
    if (text.endsWith(event)) break;
  }
  expect(await sent).toBe(true);
});

it('leaves nothing behind of a reader who went before it was ready', async () => {
  const asking = ask().on('error', () => undefined);
  const stream = await new Promise<EventStream>((resolve) => {
    answer = (request, response) => {
      response.once('close', () => setImmediate(() => resolve(new EventStream(request, response))));
      asking.destroy();
    };
  });
  expect(stream.closed.aborted).toBe(true);
  const { pings } = stream as unknown as { pings: { _destroyed: boolean } };
  expect(pings._destroyed).toBe(true);
});
