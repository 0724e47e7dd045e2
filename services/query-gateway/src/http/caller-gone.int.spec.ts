import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { MemoryRateLimiter } from '#cache/memory-rate-limiter';
import { eventually } from '#testing/eventually';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { storeIndex } from '../../test/index-fixture.js';
import { ADMIN_KEY, closed, createKey } from '../../test/keyed-gateway.js';

const complaints: string[] = [];
let gateway: GatewayApp;

beforeAll(async () => {
  const logger = pino({ level: 'warn' }, { write: (line: string) => void complaints.push(line) });
  gateway = await startGateway('2023-02-03', undefined, closed, new MemoryRateLimiter(1000), logger);
  await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
});
afterAll(() => gateway.close());
beforeEach(() => {
  complaints.length = 0;
  gateway.statements.length = 0;
});

const asked = (words: string): number => gateway.statements.filter((statement) => statement.includes(words)).length;

/** Keeps the store from everybody else while `work` is done. */
async function whileStoreIsBusy(work: () => Promise<void>): Promise<void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const busy = gateway.store.transaction(() => released);
  await work();
  release();
  await busy;
  await sleep(200);
}

function send(request: string, key: string, body = ''): Socket {
  const socket = connect((gateway.app.getHttpServer().address() as AddressInfo).port, '127.0.0.1');
  const type = `Content-Type: application/json\r\nContent-Length: ${body.length}`;
  socket.write(`${request} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: ${key}\r\n${type}\r\n\r\n${body}`);
  return socket;
}

describe('for a caller who has gone', () => {
  it('no long answer is begun, also where he went while he was being admitted', async () => {
    const { key } = await createKey(gateway, 'in a hurry', ['read']);
    gateway.statements.length = 0;
    await whileStoreIsBusy(async () => {
      const path = '/v1/indices/top100-equal/compositions?start_date=2023-01-03&end_date=2023-01-31';
      const asking = send(`GET ${path}`, key);
      await eventually('the key is looked up', () => asked('api_keys') === 1);
      asking.destroy();
      await sleep(100);
    });
    expect(asked('index_compositions')).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('no what-if is computed where he went before its turn, and that is no failure', async () => {
    const range = JSON.stringify({ start_date: '2023-01-03', end_date: '2023-01-31' });
    const post = () => send('POST /v1/what-if', ADMIN_KEY, range);
    await whileStoreIsBusy(async () => {
      const running = [post(), post()];
      await eventually('two run', () => asked('first_requested') === 2);
      const waiting = post();
      await sleep(200);
      waiting.destroy();
      await sleep(100);
      for (const socket of running) socket.on('data', () => socket.destroy());
    });
    expect(asked('first_requested')).toBe(2);
    expect(complaints).toEqual([]);
  });
});
