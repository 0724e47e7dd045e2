import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import express from 'express';
import type { NextFunction, Request, Response } from 'express';
import request from 'supertest';
import { ProblemError } from '../http/problem.error.js';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { DataRevisions } from './data-revision.js';
import { StreamWriter } from './stream.writer.js';
import type { StreamedQuestion } from './stream.writer.js';

interface Line {
  readonly date: string;
  readonly ticker: string;
  readonly weight: number | null;
}

const line = (number: number): Line => ({
  date: '2023-01-13',
  ticker: `T${number}`,
  weight: number % 2 === 0 ? 0.01 : null,
});

async function* pagesOf(sizes: readonly number[], read: (page: number) => void | Promise<void> = () => undefined) {
  let number = 0;
  for (const [page, size] of sizes.entries()) {
    await read(page);
    yield Array.from({ length: size }, () => line((number += 1)));
  }
}

let gateway: GatewayApp;
/** What the next request is answered with. */
let question: StreamedQuestion<Line>;
let errors: unknown[] = [];
const app = express();
const server = app.listen(0, '127.0.0.1');
const port = (): number => (server.address() as AddressInfo).port;
const get = (headers: Record<string, string> = {}) => request(server).get('/').set(headers).buffer(true).parse(bytesOf);

beforeAll(async () => {
  gateway = await startGateway();
  const writer = new StreamWriter(gateway.get(DataRevisions));
  app.get('/', (asked, answer, next) => {
    writer.write(asked, answer, question).catch(next);
  });
  app.use((error: unknown, _: Request, answer: Response, __: NextFunction) => {
    errors.push(error);
    if (!answer.headersSent) answer.status(error instanceof ProblemError ? error.status : 500).end();
  });
});
afterAll(async () => {
  server.close();
  await gateway.close();
});
beforeEach(async () => {
  errors = [];
  await clearStore(gateway.store);
  await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-06' });
  ask([2, 1]);
});

function ask(sizes: readonly number[], read?: (page: number) => void | Promise<void>): void {
  question = {
    operation: 'test',
    query: 'all',
    columns: ['date', 'ticker', 'weight'],
    open: () => Promise.resolve({ head: { index: 'x' }, tail: { next_cursor: null }, pages: pagesOf(sizes, read) }),
  };
}

function bytesOf(response: unknown, done: (error: Error | null, bytes: Buffer) => void): void {
  const answer = response as NodeJS.ReadableStream;
  const parts: Buffer[] = [];
  answer.on('data', (part: Buffer) => parts.push(part));
  answer.on('end', () => done(null, Buffer.concat(parts)));
}

describe('a streamed answer', () => {
  it('is one JSON document, the members in their order', async () => {
    const { body, headers } = await get({ 'Accept-Encoding': 'identity' }).expect(200);
    expect(String(body)).toBe(JSON.stringify({ index: 'x', data: [line(1), line(2), line(3)], next_cursor: null }));
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['transfer-encoding']).toBe('chunked');
    ask([]);
    expect(String((await get({ 'Accept-Encoding': 'identity' })).body)).toBe(
      '{"index":"x","data":[],"next_cursor":null}',
    );
  });

  it('is CSV and NDJSON where asked for', async () => {
    const csv = await get({ Accept: 'text/csv', 'Accept-Encoding': 'identity' }).expect(200);
    expect(String(csv.body)).toBe('date,ticker,weight\r\n2023-01-13,T1,\r\n2023-01-13,T2,0.01\r\n2023-01-13,T3,\r\n');
    const lines = await get({ Accept: 'application/x-ndjson', 'Accept-Encoding': 'identity' }).expect(200);
    expect(String(lines.body)).toBe([1, 2, 3].map((number) => `${JSON.stringify(line(number))}\n`).join(''));
    question = {
      ...question,
      format: 'csv',
      cells: ({ ticker }) => [
        [ticker, 'a', 1],
        [ticker, 'b', 2],
      ],
    };
    expect(String((await get({ 'Accept-Encoding': 'identity' })).body)).toContain('T1,a,1\r\nT1,b,2\r\nT2,a,1\r\n');
    await get({ Accept: 'text/html' }).expect(200);
    question = { ...question, format: undefined };
    await get({ Accept: 'text/html' }).expect(406);
  });

  it('says that the prices are simulated', async () => {
    await gateway.store.execute('update ingestion_state set simulated = true');
    const { body, headers } = await get({ 'Accept-Encoding': 'identity' });
    expect(JSON.parse(String(body))).toMatchObject({ data_source: 'simulated market, not real prices' });
    expect(headers['x-data-source']).toBe('simulated');
  });

  it('is compressed on the fly', async () => {
    const plain = (await get({ 'Accept-Encoding': 'identity' })).body as Buffer;
    const packed = await rawGet('gzip');
    expect(gunzipSync(packed).equals(plain)).toBe(true);
    expect(brotliDecompressSync(await rawGet('br')).equals(plain)).toBe(true);
  });

  it('is not sent again while the data are the same, and has no body for HEAD', async () => {
    const { headers } = await get().expect(200);
    expect(headers['etag']).toMatch(/^W\/"[\w-]{27}"$/);
    await get({ 'If-None-Match': headers['etag'] ?? '' }).expect(304);
    await get({ 'If-None-Match': headers['etag'] ?? '', Accept: 'text/csv' }).expect(200);
    await gateway.store.execute('update ingestion_state set revision = revision + 1');
    await get({ 'If-None-Match': headers['etag'] ?? '' }).expect(200);
    const head = await request(server).head('/').expect(200);
    expect(head.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('is asked for by * where there is one: 304, and a problem where there is none', async () => {
    const held = await get({ 'If-None-Match': '*' }).expect(304);
    expect(held.headers['etag']).toMatch(/^W\//);
    question = { ...question, open: () => Promise.reject(new ProblemError('index-not-built', 'none')) };
    await get({ 'If-None-Match': '*' }).expect(404);
  });

  it('is a problem when it fails before its first row', async () => {
    question = { ...question, open: () => Promise.reject(new ProblemError('index-not-built', 'none')) };
    await get().expect(404);
    ask([1], () => Promise.reject(new Error('broken')));
    await get().expect(500);
  });

  it('begins anew when the data change before anything is sent, and gives up on data that never rest', async () => {
    const change = () => gateway.store.execute('update indices set revision = revision + 1');
    let changes = 0;
    ask([2], async () => {
      if ((changes += 1) === 1) await change();
    });
    await get().expect(200);
    expect(changes).toBe(2);
    ask([2], async () => void (await change()));
    await get().expect(503);
  });

  it.each(['identity', 'gzip'])('never looks whole when it fails midway (%s)', async (encoding) => {
    ask([2000, 2000], (page) => (page === 1 ? Promise.reject(new Error('broken')) : undefined));
    expect((await rawText(encoding)).endsWith(LAST_CHUNK)).toBe(false);
    expect(errors).toMatchObject([{ message: 'broken' }]);
  });

  it('never mixes two states of an index', async () => {
    ask([2000, 2000], async (page) => {
      if (page === 1) await gateway.store.execute('update indices set revision = revision + 1');
    });
    expect((await rawText('identity')).endsWith(LAST_CHUNK)).toBe(false);
    expect(errors).toMatchObject([{ message: 'the index changed while a long answer was written' }]);
  });

  it('asks for no further page when the caller has gone', async () => {
    let pages = 0;
    let ended = false;
    ask(
      Array.from({ length: 1000 }, () => 5000),
      () => void (pages += 1),
    );
    const { open } = question;
    question = {
      ...question,
      open: async (revision) => {
        const answer = await open(revision);
        return { ...answer, pages: noted(answer.pages, () => (ended = true)) };
      },
    };
    const socket = await rawRequest('identity');
    await once(socket, 'data');
    socket.destroy();
    while (!ended) await sleep(5);
    expect(pages).toBeLessThan(200);
    expect(errors).toEqual([]);
  });

  it('needs constant memory however slowly 250,000 rows are read', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heaps: number[] = [];
    let read = 0;
    let parts = 0;
    ask(
      Array.from({ length: 125 }, () => 2000),
      (page) => {
        // Each look takes as long as the heap of all suites before this one is large.
        if (page % 5 !== 0) return;
        collect();
        heaps.push(process.memoryUsage().heapUsed);
      },
    );
    const socket = await rawRequest('identity');
    for await (const part of socket) {
      read += (part as Buffer).length;
      if ((parts += 1) % 4 === 0) await sleep(1);
    }
    expect(read).toBeGreaterThan(250_000 * JSON.stringify(line(2)).length * 0.9);
    expect(Math.max(...heaps) - Math.min(...heaps.slice(0, 5))).toBeLessThan(8 * 1024 * 1024);
  }, 120_000);
});

async function* noted(pages: AsyncIterable<readonly Line[]>, end: () => void): AsyncGenerator<readonly Line[]> {
  try {
    yield* pages;
  } finally {
    end();
  }
}

async function rawRequest(encoding: string): Promise<Socket> {
  const socket = connect(port(), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${encoding}\r\nConnection: close\r\n\r\n`);
  return socket;
}

/** What a chunked body ends with when it is whole. */
const LAST_CHUNK = '0\r\n\r\n';

/** Everything that came until the connection was closed or reset. */
async function rawText(encoding: string): Promise<string> {
  const socket = await rawRequest(encoding);
  let text = '';
  socket.on('data', (part: Buffer) => (text += part.toString('latin1')));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.on('close', resolve));
  return text;
}

/** The body as it comes, its chunks put together. */
async function rawGet(encoding: string): Promise<Buffer> {
  const text = await rawText(encoding);
  let rest = text.slice(text.indexOf('\r\n\r\n') + 4);
  const parts: Buffer[] = [];
  for (;;) {
    const end = rest.indexOf('\r\n');
    const length = parseInt(rest.slice(0, end), 16);
    if (length === 0) return Buffer.concat(parts);
    parts.push(Buffer.from(rest.slice(end + 2, end + 2 + length), 'latin1'));
    rest = rest.slice(end + 4 + length);
  }
}
