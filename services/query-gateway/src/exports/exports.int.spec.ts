import request from 'supertest';
import { Topic } from '#contracts/topics';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { event, nextCommand, sent } from '../../test/job-events.js';
import { ExportCompletedConsumer } from './export-completed.consumer.js';

let gateway: GatewayApp;
const server = () => request(gateway.app.getHttpServer());
const get = (path: string) => server().get(path);

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());
beforeEach(() => clearStore(gateway.store));

const JANUARY = { start_date: '2023-01-01', end_date: '2023-01-31' };

describe('POST /export-data', () => {
  it('waits for the workbook and says where it is', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const answering = sent(server().post('/export-data').send(JANUARY));
    const command = await nextCommand(gateway);
    const id = command.body.job_id;
    expect(command).toEqual({
      topic: Topic.exportRequested,
      key: id,
      body: { job_id: id, index_id: 'top100-equal', ...JANUARY },
    });
    const exportId = '019a9c3e-5f00-7abc-8def-0123456789ab';
    await gateway.get(ExportCompletedConsumer).handle(
      event(Topic.exportCompleted, {
        job_id: id,
        export_id: exportId,
        file_name: 'index.xlsx',
        bytes: 10,
        sha256: 'ab',
      }),
    );
    const answer = await answering;
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      job_id: id,
      status: 'succeeded',
      file_name: 'index.xlsx',
      download_url: `/v1/exports/${exportId}`,
      bytes: 10,
    });
    // The row of an expired export goes; its job remembers it.
    expect((await get(`/v1/exports/${exportId}`).expect(410)).body.type).toBe('/problems/export-expired');
  });

  it('exports the index that it names, and answers 404 for one that nobody made', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    await gateway.store.executeScript(`
      insert into indices (id, definition, first_requested, last_requested, base_session, last_session, revision)
        select 'first-50', definition, first_requested, last_requested, base_session, last_session, revision from indices;
      insert into index_sessions (index_id, date, status, reasons, eligible, covered, constituents, rebalanced, hash, revision)
        values ('first-50', '2023-01-03', 'published', '{}', 100, 100, 50, true, 'hash', 1);`);
    const order = (body: object) => server().post('/v1/export-data').set('Prefer', 'respond-async').send(body);
    const asked = { index_id: 'first-50', ...JANUARY };
    const { body } = await order(asked).expect(202);
    expect((await nextCommand(gateway)).body).toEqual({ job_id: body.job_id, ...asked });
    expect((await get(`/v1/jobs/${body.job_id}`).expect(200)).body.request).toEqual(asked);
    const unknown = await order({ index_id: 'nobodys', ...JANUARY }).expect(404);
    expect(unknown.body.type).toBe('/problems/index-not-found');
    const malformed = await order({ index_id: 'No_Id', ...JANUARY }).expect(400);
    expect(malformed.body.errors).toMatchObject([{ pointer: '/index_id', value: 'No_Id' }]);
  });

  it('answers 404 before a build and outside of what is built, 202 when asked not to wait', async () => {
    expect((await server().post('/export-data').send(JANUARY).expect(404)).body.type).toBe('/problems/index-not-built');
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const outside = await server()
      .post('/v1/export-data')
      .send({ start_date: '2022-01-01', end_date: '2022-02-01' })
      .expect(404);
    expect(outside.body.type).toBe('/problems/outside-built-range');
    await server().post('/export-data').set('Prefer', 'respond-async').send(JANUARY).expect(202);
  });
});

describe('GET /v1/exports/{id}', () => {
  const ID = '019a9c3e-5f00-7abc-8def-0123456789ab';
  const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
  const BYTES = Buffer.from('abcdefghijklmnopqrstuvwxyz');

  beforeEach(async () => {
    await gateway.store.execute(
      `insert into exports (id, index_id, start_date, end_date, file_name, bytes, sha256, expires_at)
       values ($1::uuid, 'top100-equal', '2023-01-01', '2023-01-31', 'Jänner "1".xlsx', $2, $3, '2023-02-04')`,
      [ID, BYTES.length, SHA256],
    );
    for (const [position, start] of [0, 10, 20].entries()) {
      await gateway.store.execute('insert into export_chunks (export_id, position, data) values ($1::uuid, $2, $3)', [
        ID,
        position,
        BYTES.subarray(start, start + 10),
      ]);
    }
  });

  const download = (headers: Record<string, string> = {}) =>
    get(`/v1/exports/${ID}`).set(headers).buffer(true).parse(binary);

  it('gives the file with its name, size, type and digests', async () => {
    const answer = await download().expect(200);
    expect(answer.body).toEqual(BYTES);
    expect(answer.headers).toMatchObject({
      'content-length': '26',
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="J_nner _1_.xlsx"; filename*=UTF-8''J%C3%A4nner%20%221%22.xlsx`,
      etag: `"${SHA256}"`,
      'repr-digest': `sha-256=:${Buffer.from(SHA256, 'hex').toString('base64')}:`,
      'accept-ranges': 'bytes',
    });
    await download({ 'If-None-Match': `"${SHA256}"` }).expect(304);
  });

  it.each([
    ['bytes=8-21', 'ijklmnopqrstuv', 'bytes 8-21/26'],
    ['bytes=20-', 'uvwxyz', 'bytes 20-25/26'],
    ['bytes=-3', 'xyz', 'bytes 23-25/26'],
    ['bytes=0-0', 'a', 'bytes 0-0/26'],
    ['bytes=24-99', 'yz', 'bytes 24-25/26'],
  ])('gives the part %s', async (range, text, contentRange) => {
    const answer = await download({ Range: range }).expect(206);
    expect(String(answer.body)).toBe(text);
    expect(answer.headers['content-range']).toBe(contentRange);
    expect(answer.headers['content-length']).toBe(String(text.length));
  });

  it('gives the whole file for ranges that it does not offer, and when the file has changed', async () => {
    for (const headers of [
      { Range: 'bytes=0-1,4-5' },
      { Range: 'lines=1-2' },
      { Range: 'bytes=0-1', 'If-Range': '"other"' },
    ]) {
      expect((await download(headers).expect(200)).body).toEqual(BYTES);
    }
    await download({ Range: 'bytes=0-1', 'If-Range': `"${SHA256}"` }).expect(206);
  });

  it('answers 416 outside the file, 404 for an unknown file, 410 for an expired one', async () => {
    const outside = await get(`/v1/exports/${ID}`).set('Range', 'bytes=26-').expect(416);
    expect(outside.headers['content-range']).toBe('bytes */26');
    // What is said of the file is not said of the problem.
    for (const name of ['content-disposition', 'etag', 'last-modified', 'repr-digest']) {
      expect([name, outside.headers[name]]).toEqual([name, undefined]);
    }
    expect(outside.headers['content-type']).toBe('application/problem+json');
    await get('/v1/exports/019a9c3e-5f00-7abc-8def-0123456789ff').expect(404);
    await get('/v1/exports/none').expect(400);
    await gateway.store.execute(`update exports set expires_at = '2023-02-03T16:59:59Z'`);
    await get(`/v1/exports/${ID}`).expect(410);
  });

  it('answers HEAD without the bytes', async () => {
    const answer = await server().head(`/v1/exports/${ID}`).expect(200);
    expect(answer.headers['content-length']).toBe('26');
  });
});

/** Keeps the bytes of an answer as they are. */
function binary(answer: unknown, done: (error: Error | null, body: Buffer) => void): void {
  const response = answer as NodeJS.ReadableStream;
  const parts: Buffer[] = [];
  response.on('data', (part: Buffer) => parts.push(part));
  response.on('end', () => done(null, Buffer.concat(parts)));
}
