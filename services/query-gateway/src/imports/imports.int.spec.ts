import { randomBytes } from 'node:crypto';
import { request as rawRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import type { Event } from '#contracts/envelope';
import type { EventBody } from '#contracts/events';
import { Topic } from '#contracts/topics';
import { eventually } from '#testing/eventually';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore } from '../../test/index-fixture.js';
import { JobProgressedConsumer } from '../job-reports/job-progressed.consumer.js';
import { firstJobIdAt } from '../jobs/job-id.js';
import { receiveUpload } from './receive-upload.js';
import { UploadCleanup } from './upload-cleanup.js';

let gateway: GatewayApp;
const server = () => request(gateway.app.getHttpServer());

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());
beforeEach(() => clearStore(gateway.store));

const CSV = 'date,ticker,open,high,low,close,volume,market_cap\n2023-01-03,AAPL,1,1,1,1,1,1\n';

const post = (kind = 'prices') => server().post(`/v1/imports?kind=${kind}`).set('Content-Type', 'text/csv');

let eventNumber = 0;
const progressed = (body: EventBody<typeof Topic.jobProgressed>) => {
  eventNumber += 1;
  const event: Event<typeof Topic.jobProgressed> = {
    id: `event-${eventNumber}`,
    topic: Topic.jobProgressed,
    source: 'ingestion',
    time: '2023-02-03T17:00:00Z',
    key: 'us',
    traceparent: null,
    body,
  };
  return gateway.get(JobProgressedConsumer).handle(event);
};

async function nextJob(): Promise<string> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const [row] = await gateway.store.query<{ id: string }>(`select id from jobs where status = 'queued'`);
    if (row !== undefined) return row.id;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('no job came');
}

async function storedBytes(jobId: string): Promise<Buffer> {
  const rows = await gateway.store.query<{ data: Uint8Array }>(
    'select data from upload_chunks where job_id = $1::uuid order by position',
    [jobId],
  );
  return Buffer.concat(rows.map((row) => row.data));
}
const chunkCount = async (): Promise<number> =>
  (await gateway.store.query('select position from upload_chunks')).length;

async function storeReport(jobId: string): Promise<void> {
  await gateway.store.execute(
    `insert into ingestion_imports (job_id, kind, source, rows_read, rows_stored, rows_unchanged, rows_rejected, sessions,
       first_session, last_session, ignored_columns)
     values ($1::uuid, 'prices', 'upload', 10, 6, 1, 3, 2, '2023-01-03', '2023-01-04', '{notes}')`,
    [jobId],
  );
  for (const [line, rule] of [
    [17, 'close must be above 0'],
    [4, 'high must not be below low'],
    [17, 'volume must be a whole number'],
  ] as const) {
    await gateway.store.execute(
      `insert into ingestion_rejections (job_id, line, "column", value, rule) values ($1::uuid, $2, 'close', '-3.5', $3)`,
      [jobId, line, rule],
    );
  }
}

const REPORT = {
  kind: 'prices',
  rows_read: 10,
  rows_stored: 6,
  rows_unchanged: 1,
  rows_rejected: 3,
  sessions: 2,
  first_session: '2023-01-03',
  last_session: '2023-01-04',
  ignored_columns: ['notes'],
};

describe('POST /v1/imports', () => {
  it('stores the bytes as they come, announces them, and answers with the report', async () => {
    const answering = post()
      .send(CSV)
      .then((answer) => answer);
    const jobId = await nextJob();
    expect((await storedBytes(jobId)).toString()).toBe(CSV);
    const [command] = await gateway.store.query<{ topic: string; key: string; body: string }>(
      'select topic, key, body from query_gateway.outbox',
    );
    expect(command).toMatchObject({ topic: Topic.importRequested, key: 'us' });
    expect(JSON.parse(command?.body ?? '')).toEqual({
      job_id: jobId,
      kind: 'prices',
      source: 'upload',
      bytes: CSV.length,
    });
    await storeReport(jobId);
    await progressed({ job_id: jobId, status: 'succeeded', progress: 1, result: null, error: null });
    const answer = await answering;
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ job_id: jobId, status: 'succeeded', ...REPORT });
    expect(await chunkCount()).toBe(0);

    const { body: later } = await server().get(`/v1/imports/${jobId}`).expect(200);
    expect(later).toMatchObject({ job_id: jobId, status: 'succeeded', ...REPORT, result: REPORT, error: null });
    expect((await server().get(`/v1/jobs/${jobId}`).expect(200)).body).toMatchObject({
      kind: 'import',
      result: REPORT,
    });

    const rejections = `/v1/imports/${jobId}/rejections`;
    const first = await server().get(`${rejections}?limit=2`).expect(200);
    expect(first.body.data).toEqual([
      { line: 4, column: 'close', value: '-3.5', rule: 'high must not be below low' },
      { line: 17, column: 'close', value: '-3.5', rule: 'close must be above 0' },
    ]);
    const second = await server().get(`${rejections}?limit=2&cursor=${first.body.next_cursor}`).expect(200);
    expect(second.body).toEqual({
      data: [{ line: 17, column: 'close', value: '-3.5', rule: 'volume must be a whole number' }],
      next_cursor: null,
    });
    await server().get(`${rejections}?cursor=nonsense`).expect(400);
  });

  it('takes a large gzip file in several chunks', async () => {
    const bytes = gzipSync(randomBytes(3_500_000));
    const answer = await server()
      .post('/v1/imports?kind=prices')
      .set({ 'Content-Type': 'application/gzip', Prefer: 'respond-async' })
      .send(bytes)
      .expect(202);
    expect(answer.headers['location']).toBe(`/v1/jobs/${answer.body.job_id}`);
    expect(await storedBytes(answer.body.job_id as string)).toEqual(bytes);
    expect(await chunkCount()).toBeGreaterThan(2);
  });

  it('leaves a gzip Content-Encoding as it is: the reader tells by the bytes', async () => {
    const bytes = gzipSync(CSV);
    const answer = await post()
      .set({ 'Content-Encoding': 'gzip', Prefer: 'respond-async' })
      .serialize((body: Buffer) => body as unknown as string)
      .send(bytes)
      .expect(202);
    expect(await storedBytes(answer.body.job_id as string)).toEqual(bytes);
  });

  it("answers a refused file with the worker's reason as 422", async () => {
    const answering = post('stocks')
      .send('\u0000\u0001')
      .then((answer) => answer);
    const jobId = await nextJob();
    const error = {
      type: '/problems/import-refused',
      title: 'The file was refused',
      status: 422,
      detail: 'It is not text.',
    };
    await progressed({ job_id: jobId, status: 'failed', progress: 0, result: null, error });
    const answer = await answering;
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ type: '/problems/import-refused', detail: 'It is not text.', job_id: jobId });
    expect(await chunkCount()).toBe(0);
  });

  it('refuses multipart with the remedy, other formats, and unknown encodings', async () => {
    const multipart = await server()
      .post('/v1/imports?kind=prices')
      .attach('file', Buffer.from(CSV), 'prices.csv')
      .expect(415);
    expect(multipart.body).toMatchObject({ type: '/problems/unsupported-media-type', status: 415 });
    expect(multipart.body.detail).toContain('application/vnd.apache.parquet');
    expect(multipart.body.detail).toContain('curl --data-binary @FILE');
    await server().post('/v1/imports?kind=prices').set('Content-Type', 'application/json').send('{}').expect(415);
    await post().set('Content-Encoding', 'br').send(CSV).expect(415);
    expect(await gateway.store.query('select id from jobs')).toEqual([]);
  });

  it('takes what curl says when nobody told it the type', async () => {
    await server()
      .post('/v1/imports?kind=prices')
      .set({ 'Content-Type': 'application/x-www-form-urlencoded', Prefer: 'respond-async' })
      .send(CSV)
      .expect(202);
  });

  it('tells ingestion what the quality gate may do, where the caller says it, and takes renames', async () => {
    const path = '/v1/imports?kind=renames&gate=block';
    const headers = { 'Content-Type': 'text/csv', Prefer: 'respond-async' };
    const { body: job } = await server().post(path).set(headers).send('ticker,effective_on,new_ticker\n').expect(202);
    const [command] = await gateway.store.query<{ body: string }>('select body from query_gateway.outbox');
    expect(JSON.parse(command?.body ?? '')).toMatchObject({ kind: 'renames', gate: 'block' });
    expect((await server().get(`/v1/jobs/${job.job_id}`)).body.request).toMatchObject({ gate: 'block' });
  });

  it.each([
    ['/v1/imports', 'kind is missing'],
    ['/v1/imports?kind=bonds', 'kind is not a kind of file'],
    ['/v1/imports?kind=prices&gate=pass', 'gate is not known: give flag or block'],
    ['/v1/imports?kind=prices&name=x', 'name is not known'],
  ])('answers 400 for %s', async (path, text) => {
    const { body } = await server().post(path).set('Content-Type', 'text/csv').send(CSV).expect(400);
    expect(body.detail).toContain(text);
  });

  it('answers 400 for an empty file and 413 for one that says it is over 4 GiB', async () => {
    expect((await post().send('').expect(400)).body.detail).toContain('is empty');
    const tooLarge = await statusOf({ 'Content-Type': 'text/csv', 'Content-Length': String(4 * 1024 ** 3 + 1) });
    expect(tooLarge).toBe(413);
  });

  it('keeps nothing of an upload that is over the limit', async () => {
    async function* body(): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < 5; piece += 1) yield new Uint8Array(1024 * 1024);
    }
    const upload = { jobId: '019a9c3e-5f00-7abc-8def-0123456789ab', body: body(), bytesMax: 3 * 1024 * 1024 };
    await expect(receiveUpload(gateway.store, upload)).rejects.toMatchObject({ code: 'body-too-large', status: 413 });
  });

  it('keeps nothing of an upload that broke off', async () => {
    const { port } = gateway.app.getHttpServer().address() as AddressInfo;
    const sending = rawRequest({
      port,
      method: 'POST',
      path: '/v1/imports?kind=prices',
      headers: { 'Content-Type': 'text/csv', 'Content-Length': '9000000' },
    });
    sending.on('error', () => undefined);
    sending.write(randomBytes(3_000_000));
    await eventually('a chunk is stored', async () => (await chunkCount()) >= 1);
    sending.destroy();
    await eventually('no chunk is left', async () => (await chunkCount()) === 0);
    expect(await gateway.store.query('select id from jobs')).toEqual([]);
  });

  it('cleans up what a crash left behind, and leaves running uploads and jobs alone', async () => {
    const hoursAgo = (hours: number) => firstJobIdAt(new Date(gateway.clock.now().getTime() - hours * 3_600_000));
    const store = (hours: number, chunks: number) =>
      gateway.store.execute(
        `insert into upload_chunks (job_id, position, data) select $1::uuid, n, 'x' from generate_series(1, $2::int4) n`,
        [hoursAgo(hours), chunks],
      );
    await store(14, 1);
    await store(13.1, 401);
    // Longer than a request may take to arrive, but its job may just be being stored.
    await store(12.5, 1);
    await gateway.store.execute(
      `insert into jobs (id, kind, status, request) values ($1::uuid, 'import', 'queued', '{}')`,
      [hoursAgo(14)],
    );
    gateway.statements.length = 0;
    await gateway.get(UploadCleanup).run();
    const rows = await gateway.store.query<{ job_id: string }>('select job_id from upload_chunks order by job_id');
    expect(rows.map((row) => row.job_id)).toEqual([hoursAgo(14), hoursAgo(12.5)]);
    expect(gateway.statements.filter((statement) => statement.includes('delete from upload_chunks'))).toHaveLength(3);
  });
});

describe('GET /v1/imports/{id}', () => {
  it('answers 404 for an unknown import and for a job of another kind, 400 for a malformed id', async () => {
    const id = '019a9c3e-5f00-7abc-8def-0123456789ab';
    await gateway.store.execute(
      `insert into jobs (id, kind, status, request) values ($1::uuid, 'build', 'queued', '{}')`,
      [id],
    );
    for (const path of [`/v1/imports/${id}`, `/v1/imports/${id}/rejections`]) {
      expect((await server().get(path).expect(404)).body.type).toBe('/problems/job-not-found');
    }
    await server().get('/v1/imports/17').expect(400);
  });
});

/** The status of the answer to a request whose body never comes. */
function statusOf(headers: Record<string, string>): Promise<number | undefined> {
  const { port } = gateway.app.getHttpServer().address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sending = rawRequest({ port, method: 'POST', path: '/v1/imports?kind=prices', headers }, (answer) => {
      resolve(answer.statusCode);
      sending.destroy();
    });
    sending.on('error', reject);
    sending.flushHeaders();
  });
}
