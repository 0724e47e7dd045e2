import request from 'supertest';
import { Topic } from '#contracts/topics';
import { EventContext } from '#messaging/event-context';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex, storePrices } from '../../test/index-fixture.js';
import { event, nextCommand as takeCommand, progressed as reported } from '../../test/job-events.js';
import { IndexConstructedConsumer } from '../builds/index-constructed.consumer.js';
import { PerformanceCalculatedConsumer } from '../builds/performance-calculated.consumer.js';
import { ExportCompletedConsumer } from '../exports/export-completed.consumer.js';
import { DeadLettersConsumer } from './dead-letters.consumer.js';
import { JobProgressedConsumer } from './job-progressed.consumer.js';

let gateway: GatewayApp;
const server = () => request(gateway.app.getHttpServer());
const get = (path: string) => server().get(path);

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());
beforeEach(() => clearStore(gateway.store));

const JANUARY = { start_date: '2023-01-01', end_date: '2023-01-31' };

const calculated = (jobId: string | null, complete = true) =>
  gateway.get(PerformanceCalculatedConsumer).handle(
    event(Topic.performanceCalculated, {
      index_id: 'top100-equal',
      first_session: '2023-01-03',
      last_session: '2023-01-31',
      latest_session: '2023-01-31',
      latest_level: 1010,
      revision: 1,
      job_id: jobId,
      complete,
    }),
  );
const constructed = (jobId: string) =>
  gateway.get(IndexConstructedConsumer).handle(
    event(Topic.indexConstructed, {
      index_id: 'top100-equal',
      first_session: '2023-01-03',
      last_session: '2023-01-31',
      sessions_changed: 20,
      revision: 1,
      job_id: jobId,
      complete: true,
    }),
  );
const progressed = (body: Parameters<typeof reported>[1]) => reported(gateway, body);
const nextCommand = () => takeCommand(gateway);

/** Sends a request at once: supertest only does so when it is awaited. */
const sent = (test: request.Test): Promise<request.Response> => test.then((answer) => answer);

describe('POST /build-index', () => {
  it('waits for the build and answers with what stands in the tables', async () => {
    await storeIndex(gateway.store, {
      first: '2023-01-03',
      last: '2023-01-31',
      changes: [
        { date: '2023-01-03', ticker: 'AAPL', action: 'entered', rank: 1, previous_rank: null, reason: null },
        { date: '2023-01-13', ticker: 'NA', action: 'entered', rank: 2, previous_rank: 5, reason: null },
        { date: '2023-01-13', ticker: 'B', action: 'exited', rank: 5, previous_rank: 2, reason: 'rank' },
      ],
    });
    const answering = sent(server().post('/build-index').send(JANUARY));
    const command = await nextCommand();
    expect(command).toEqual({
      topic: Topic.indexBuildRequested,
      key: 'top100-equal',
      body: { job_id: expect.any(String), index_id: 'top100-equal', ...JANUARY },
    });
    const jobId = command.body.job_id;
    await constructed(jobId);
    expect((await get(`/v1/jobs/${jobId}`)).body).toMatchObject({ kind: 'build', status: 'running', progress: 0.9 });
    const started = performance.now();
    await calculated(jobId);
    const answer = await answering;
    expect(performance.now() - started).toBeLessThan(1000);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      job_id: jobId,
      status: 'succeeded',
      start_date: '2023-01-01',
      end_date: '2023-01-31',
      first_session: '2023-01-03',
      last_session: '2023-01-31',
      sessions: 20,
      composition_changes: 1,
      level: expect.closeTo(1000 * 1.01 ** 19, 9),
    });
    const { body: job } = await get(`/v1/jobs/${jobId}`).expect(200);
    expect(job).toEqual({
      job_id: jobId,
      kind: 'build',
      status: 'succeeded',
      progress: 1,
      request: JANUARY,
      created_at: '2023-02-03T17:00:00.000Z',
      started_at: '2023-02-03T17:00:00.000Z',
      finished_at: '2023-02-03T17:00:00.000Z',
      result: {
        start_date: '2023-01-01',
        end_date: '2023-01-31',
        first_session: '2023-01-03',
        last_session: '2023-01-31',
        sessions: 20,
        composition_changes: 1,
        level: answer.body.level,
      },
      error: null,
    });
    expect(Object.keys(job.request)).toEqual(['start_date', 'end_date']);
  });

  it.each([
    ['respond-async', 'respond-async'],
    ['wait=0', 'wait=0'],
  ])('answers 202 at once with Prefer: %s', async (preference, applied) => {
    await storePrices(gateway.store, { first: '2023-01-03', last: '2023-01-06' });
    const answer = await server().post('/v1/build-index').set('Prefer', preference).send(JANUARY).expect(202);
    expect(answer.body).toEqual({ job_id: expect.any(String), status: 'queued', progress: 0 });
    expect(answer.headers).toMatchObject({
      location: `/v1/jobs/${answer.body.job_id}`,
      'retry-after': '1',
      'preference-applied': applied,
    });
    await get(answer.headers['location'] ?? '').expect(200);
  });

  it('answers 202 when the wait is over, and notices an end that another replica has stored', async () => {
    await storePrices(gateway.store, { first: '2023-01-03', last: '2023-01-06' });
    const late = await server().post('/build-index').set('Prefer', 'wait=1').send(JANUARY).expect(202);
    expect(late.body.status).toBe('queued');
    await nextCommand();
    const answering = sent(server().post('/build-index').send(JANUARY));
    const { body } = await nextCommand();
    await gateway.store.execute(
      `update jobs set status = 'succeeded', result = '{"sessions": 4}' where id = $1::uuid`,
      [body.job_id],
    );
    expect((await answering).body).toEqual({ job_id: body.job_id, status: 'succeeded', sessions: 4 });
  });

  it('makes a job of each of two equal requests, and both succeed', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const answers = [
      sent(server().post('/build-index').send(JANUARY)),
      sent(server().post('/build-index').send(JANUARY)),
    ];
    const ids = [(await nextCommand()).body.job_id, (await nextCommand()).body.job_id];
    for (const id of ids) await calculated(id);
    expect((await Promise.all(answers)).map(({ status, body }) => [status, body.sessions])).toEqual([
      [200, 20],
      [200, 20],
    ]);
  });

  it('fails with the reasons when no session could be published', async () => {
    await storeIndex(gateway.store, {
      first: '2023-01-03',
      last: '2023-01-05',
      gaps: [{ date: '2023-01-05', status: 'incomplete', reasons: ['62 of 100 lines can be ranked'] }],
    });
    const day = { start_date: '2023-01-05', end_date: '2023-01-05' };
    const answering = sent(server().post('/build-index').send(day));
    const { body } = await nextCommand();
    await calculated(body.job_id);
    const answer = await answering;
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ type: '/problems/nothing-published', status: 422, job_id: body.job_id });
    expect(answer.body.detail).toContain('2023-01-05 is incomplete: 62 of 100 lines can be ranked');
    expect((await get(`/v1/jobs/${body.job_id}`)).body).toMatchObject({ status: 'failed', error: { status: 422 } });
  });

  it('answers 422 naming what is available when there are no prices in the range', async () => {
    const empty = await server().post('/build-index').send(JANUARY).expect(422);
    expect(empty.body).toMatchObject({ type: '/problems/no-data-in-range' });
    expect(empty.body.detail).toContain('POST /v1/imports?kind=prices');
    await storePrices(gateway.store, { first: '2022-01-03', last: '2022-01-07' });
    const other = await server().post('/build-index').send(JANUARY).expect(422);
    expect(other.body).toMatchObject({
      type: '/problems/no-data-in-range',
      available: { first_session: '2022-01-03', last_session: '2022-01-07' },
    });
    expect(other.body.detail).toContain('prices are stored from 2022-01-03 to 2022-01-07');
    const beyond = await server()
      .post('/build-index')
      .send({ start_date: '2022-01-01', end_date: '2031-01-01' })
      .expect(422);
    expect(beyond.body.type).toBe('/problems/outside-calendar');
    expect(await gateway.store.query('select id from jobs')).toEqual([]);
  });

  it('says that the market is simulated', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31', simulated: true });
    const answering = sent(server().post('/build-index').send(JANUARY));
    const { body } = await nextCommand();
    await calculated(body.job_id);
    const answer = await answering;
    expect(answer.body.data_source).toBe('simulated market, not real prices');
    expect(answer.headers['x-data-source']).toBe('simulated');
    expect((await get(`/v1/jobs/${body.job_id}`)).body.data_source).toBe('simulated market, not real prices');
  });
});

describe('the end of a job', () => {
  async function queuedBuild(): Promise<string> {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const answer = await server().post('/build-index').set('Prefer', 'respond-async').send(JANUARY).expect(202);
    return answer.body.job_id as string;
  }
  const statusOf = async (id: string): Promise<string> => (await get(`/v1/jobs/${id}`)).body.status as string;

  it('is final: nothing that comes later changes it', async () => {
    const id = await queuedBuild();
    await calculated(id);
    const before = (await get(`/v1/jobs/${id}`)).text;
    await progressed({ job_id: id, status: 'running', progress: 0.2 });
    await progressed({ job_id: id, status: 'failed', error: { type: 'x', title: 'x', status: 500, detail: 'x' } });
    await constructed(id);
    await calculated(id);
    expect((await get(`/v1/jobs/${id}`)).text).toBe(before);
  });

  it('takes neither a partial event nor one without a job as the end', async () => {
    const id = await queuedBuild();
    await calculated(id, false);
    await calculated(null);
    expect(await statusOf(id)).toBe('queued');
  });

  it('lets progress only rise', async () => {
    const id = await queuedBuild();
    await progressed({ job_id: id, progress: 0.6 });
    await progressed({ job_id: id, progress: 0.3 });
    expect((await get(`/v1/jobs/${id}`)).body).toMatchObject({ status: 'running', progress: 0.6 });
  });

  it('has its effect once per event', async () => {
    const id = await queuedBuild();
    const twice = event(Topic.jobProgressed, {
      job_id: id,
      status: 'running',
      progress: 0.5,
      result: null,
      error: null,
    });
    await gateway.get(JobProgressedConsumer).handle(twice);
    await gateway.store.execute(`update jobs set status = 'queued', progress = 0`);
    await gateway.get(JobProgressedConsumer).handle(twice);
    expect(await statusOf(id)).toBe('queued');
  });

  it('ignores jobs that are not there', async () => {
    await progressed({ job_id: '019a9c3e-5f00-7abc-8def-0123456789ab', status: 'failed' });
    await calculated('019a9c3e-5f00-7abc-8def-0123456789ab');
    expect(await gateway.store.query('select id from jobs')).toEqual([]);
  });

  it('comes as a failure with the reason when the command went to the dead letters', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const answering = sent(server().post('/build-index').send(JANUARY));
    const { body } = await nextCommand();
    const context = new EventContext({
      topic: 'index.build.requested.dlq',
      group: 'query-gateway',
      attempt: 1,
      headers: { 'x-error': 'boom: it broke', 'x-attempts': '5', 'x-group': 'index-construction' },
      signal: new AbortController().signal,
    });
    await gateway
      .get(DeadLettersConsumer)
      .handleCommand(
        event(Topic.indexBuildRequested, { job_id: body.job_id, index_id: 'top100-equal', ...JANUARY }),
        context,
      );
    const answer = await answering;
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ type: '/problems/job-failed', job_id: body.job_id });
    expect(answer.body.detail).toContain('index-construction gave up after 5 attempt(s): boom: it broke');
  });

  it('comes as a failure when the last report of it went to the dead letters', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const answering = sent(server().post('/build-index').send(JANUARY));
    const { body } = await nextCommand();
    const context = new EventContext({
      topic: 'job.progressed.dlq',
      group: 'query-gateway',
      attempt: 1,
      headers: { 'x-error': 'boom: it broke', 'x-attempts': '5', 'x-group': 'query-gateway' },
      signal: new AbortController().signal,
    });
    const report = { job_id: body.job_id, progress: 0.5, result: null, error: null };
    const letters = gateway.get(DeadLettersConsumer);
    await letters.handleReport(event(Topic.jobProgressed, { ...report, status: 'running' }), context);
    expect(await statusOf(report.job_id)).toBe('queued');
    await letters.handleReport(event(Topic.jobProgressed, { ...report, status: 'failed' }), context);
    expect((await answering).status).toBe(500);
  });

  it('is told with the error of the worker', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const answering = sent(server().post('/build-index').send(JANUARY));
    const { body } = await nextCommand();
    const error = {
      type: 'about:blank',
      title: 'Unprocessable',
      status: 422,
      detail: 'no session could be published: all are missing',
    };
    await progressed({ job_id: body.job_id, status: 'failed', error });
    const answer = await answering;
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toBe(error.detail);
  });
});

describe('GET /v1/jobs/{id}', () => {
  it('answers 404 for an unknown id and 400 for a malformed one', async () => {
    const unknown = await get('/v1/jobs/019a9c3e-5f00-7abc-8def-0123456789ab').expect(404);
    expect(unknown.body).toMatchObject({ type: '/problems/job-not-found', status: 404 });
    const malformed = await get('/v1/jobs/17').expect(400);
    expect(malformed.body.errors).toEqual([{ parameter: 'id', value: '17', message: expect.stringContaining('UUID') }]);
  });
});

describe('POST /export-data', () => {
  it('waits for the workbook and says where it is', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const answering = sent(server().post('/export-data').send(JANUARY));
    const command = await nextCommand();
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
    expect(outside.headers['content-disposition']).toBeUndefined();
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
