import request from 'supertest';
import { acquisitionResult } from '#contracts/api/acquisition.schema';
import { problemKinds, problemType } from '#contracts/api/problem.schema';
import type { ProblemKind } from '#contracts/api/problem.schema';
import { Topic } from '#contracts/topics';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore } from '../../test/index-fixture.js';
import { deadLetter, event, nextCommand, progressed, sent } from '../../test/job-events.js';
import { DeadLettersConsumer } from '../job-reports/dead-letters.consumer.js';

let gateway: GatewayApp;
const server = () => request(gateway.app.getHttpServer());

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());
beforeEach(() => clearStore(gateway.store));

const JANUARY = { start_date: '2023-01-01', end_date: '2023-01-31' };
const RESULT = {
  ...JANUARY,
  sessions: 20,
  complete: 19,
  incomplete: 1,
  missing: 0,
  first_session: '2023-01-03',
  last_session: '2023-01-31',
};
const UNKNOWN = '019a9c3e-5f00-7abc-8def-0123456789ab';

const problemOf = (kind: ProblemKind, detail: string) => ({
  type: problemType(kind),
  title: problemKinds[kind].title,
  status: problemKinds[kind].status,
  detail,
});

/** Asks without waiting; the command is taken off the outbox. */
async function acquire(body: object = JANUARY): Promise<string> {
  const answer = await server().post('/v1/acquisitions').set('Prefer', 'respond-async').send(body).expect(202);
  await nextCommand(gateway);
  return answer.body.job_id as string;
}

async function cancelled(): Promise<string> {
  const id = await acquire({ ...JANUARY, source: 'massive', refresh: true });
  await progressed(gateway, { job_id: id, progress: 0.4 });
  await progressed(gateway, { job_id: id, status: 'cancelled', progress: 0.4 });
  return id;
}

describe('POST /v1/acquisitions', () => {
  it('asks ingestion for the range, waits, and answers with what came of it', async () => {
    const answering = sent(server().post('/v1/acquisitions').send(JANUARY));
    const command = await nextCommand(gateway);
    const id = command.body.job_id;
    expect(command).toEqual({
      topic: Topic.acquisitionRequested,
      key: 'us',
      body: { job_id: id, action: 'start', ...JANUARY, source: null, refresh: false, requested_by: 'api' },
    });
    await progressed(gateway, { job_id: id, status: 'succeeded', progress: 1, result: RESULT });
    const answer = await answering;
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ job_id: id, status: 'succeeded', ...RESULT });
    expect(Object.keys(answer.body).slice(2)).toEqual(Object.keys(acquisitionResult.shape));

    const { body: job } = await server().get(`/v1/acquisitions/${id}`).expect(200);
    expect(job).toMatchObject({ kind: 'acquisition', status: 'succeeded', result: RESULT });
    expect(Object.keys(job.request)).toEqual(['start_date', 'end_date', 'source', 'refresh']);
    expect((await server().get(`/v1/jobs/${id}`).expect(200)).body).toEqual(job);
  });

  it('takes a source, a refresh and today, and answers 202 when asked not to wait', async () => {
    const body = { start_date: '2023-02-01', end_date: '2023-02-03', source: 'nasdaq', refresh: true };
    const answer = await server().post('/v1/acquisitions').set('Prefer', 'respond-async').send(body).expect(202);
    expect(answer.headers['location']).toBe(`/v1/jobs/${answer.body.job_id}`);
    expect((await nextCommand(gateway)).body).toMatchObject(body);
  });

  it.each([
    ['an unknown source', { ...JANUARY, source: 'fmp' }, '/source', 'massive-flat-files'],
    ['no boolean', { ...JANUARY, refresh: 'yes' }, '/refresh', 'true or false'],
    ['an unknown member', { ...JANUARY, gate: 'block' }, '/gate', 'is not known'],
    ['no end', { start_date: '2023-01-01' }, '/end_date', 'is missing'],
    ['start after end', { start_date: '2023-02-01', end_date: '2023-01-31' }, '/start_date', 'is after end_date'],
  ])('answers 400 for %s, pointing at it', async (_, body, pointer, message) => {
    const { errors } = (await server().post('/v1/acquisitions').send(body).expect(400)).body as {
      errors: { pointer: string; message: string }[];
    };
    expect(errors.find((error) => error.pointer === pointer)?.message).toContain(message);
  });

  it.each([
    ['date-in-the-future', { start_date: '2023-02-01', end_date: '2023-02-04' }, 'today, 2023-02-03 in New York'],
    ['outside-calendar', { start_date: '1989-12-29', end_date: '1990-01-31' }, 'give a start_date from then on'],
    ['outside-calendar', { start_date: '2030-12-01', end_date: '2031-01-31' }, 'give an end_date up to then'],
  ])('answers 422 %s and makes no job', async (kind, body, detail) => {
    const answer = await server().post('/v1/acquisitions').send(body).expect(422);
    expect(answer.body.type).toBe(`/problems/${kind}`);
    expect(answer.body.detail).toContain(detail);
    expect(await gateway.store.query('select id from jobs')).toEqual([]);
  });

  it.each([
    ['no-provider', 422],
    ['acquisition-failed', 502],
  ] as const)('fails as %s with the reason of the worker', async (kind, status) => {
    const answering = sent(server().post('/v1/acquisitions').send(JANUARY));
    const { body } = await nextCommand(gateway);
    await progressed(gateway, {
      job_id: body.job_id,
      status: 'failed',
      error: problemOf(kind, 'Set MASSIVE_API_KEY.'),
    });
    const answer = await answering;
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      type: `/problems/${kind}`,
      detail: 'Set MASSIVE_API_KEY.',
      job_id: body.job_id,
    });
  });

  it('fails when its command went to the dead letters', async () => {
    const id = await acquire();
    const context = deadLetter(Topic.acquisitionRequested, 'ingestion');
    const body = {
      job_id: id,
      action: 'start' as const,
      ...JANUARY,
      source: null,
      refresh: false,
      requested_by: 'api',
    };
    await gateway.get(DeadLettersConsumer).handleCommand(event(Topic.acquisitionRequested, body), context);
    expect((await server().get(`/v1/jobs/${id}`)).body).toMatchObject({ status: 'failed', error: { status: 500 } });
    const other = await acquire();
    const cancel = { ...body, job_id: other, action: 'cancel' as const };
    await gateway.get(DeadLettersConsumer).handleCommand(event(Topic.acquisitionRequested, cancel), context);
    expect((await server().get(`/v1/jobs/${other}`)).body).toMatchObject({ status: 'queued', error: null });
  });

  it('tells whoever waits that it was cancelled, and how to go on', async () => {
    const answering = sent(server().post('/v1/acquisitions').send(JANUARY));
    const { body } = await nextCommand(gateway);
    await progressed(gateway, { job_id: body.job_id, status: 'cancelled', progress: 0.4 });
    const answer = await answering;
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ type: '/problems/job-cancelled', job_id: body.job_id });
    expect(answer.body.detail).toContain(`POST /v1/acquisitions/${body.job_id}/resume`);
  });
});

describe.each([
  ['POST /v1/acquisitions/{id}/cancel', (id: string) => server().post(`/v1/acquisitions/${id}/cancel`)],
  ['DELETE /v1/jobs/{id}', (id: string) => server().delete(`/v1/jobs/${id}`)],
])('%s', (_, cancel) => {
  it('asks the worker to end, and answers with the job when it has', async () => {
    const id = await acquire();
    await progressed(gateway, { job_id: id, progress: 0.4 });
    const answering = sent(cancel(id));
    expect(await nextCommand(gateway)).toEqual({
      topic: Topic.acquisitionRequested,
      key: 'us',
      body: { job_id: id, action: 'cancel', ...JANUARY, source: null, refresh: false, requested_by: 'api' },
    });
    await progressed(gateway, { job_id: id, status: 'cancelled', progress: 0.4 });
    const answer = await answering;
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ job_id: id, status: 'cancelled', progress: 0.4, error: null });
    expect(answer.body.finished_at).toBe('2023-02-03T17:00:00.000Z');
  });

  it('answers 202 with the job while it goes on', async () => {
    const id = await acquire();
    const answer = await cancel(id).set('Prefer', 'wait=0').expect(202);
    expect(answer.body).toMatchObject({ job_id: id, kind: 'acquisition', status: 'queued' });
    expect(answer.headers['location']).toBe(`/v1/jobs/${id}`);
  });

  it('answers 409 for one that has ended, also when it ends while it is to be cancelled', async () => {
    const id = await acquire();
    const answering = sent(cancel(id));
    await nextCommand(gateway);
    await progressed(gateway, { job_id: id, status: 'succeeded', progress: 1, result: RESULT });
    for (const answer of [await answering, await sent(cancel(id))]) {
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ type: '/problems/not-cancellable', job_id: id });
      expect(answer.body.detail).toContain('it succeeded already');
    }
    const again = await cancel(await cancelled()).expect(409);
    expect(again.body.detail).toContain('it was cancelled already');
  });

  it('answers 404 for an unknown id', async () => {
    expect((await cancel(UNKNOWN).expect(404)).body.type).toBe('/problems/job-not-found');
  });
});

describe('a job of another kind', () => {
  it('is no acquisition, and cannot be cancelled', async () => {
    await gateway.store.execute(
      `insert into jobs (id, kind, status, request) values ($1::uuid, 'build', 'running', '{}')`,
      [UNKNOWN],
    );
    const answer = await server().delete(`/v1/jobs/${UNKNOWN}`).expect(409);
    expect(answer.body.detail).toContain('is of kind build: an index depends on the union of all ranges');
    await server().get(`/v1/acquisitions/${UNKNOWN}`).expect(404);
    await server().post(`/v1/acquisitions/${UNKNOWN}/cancel`).expect(404);
    await server().post(`/v1/acquisitions/${UNKNOWN}/resume`).expect(404);
  });
});

describe('POST /v1/acquisitions/{id}/resume', () => {
  it('goes on with a cancelled one under its id', async () => {
    const id = await cancelled();
    const answering = sent(server().post(`/v1/acquisitions/${id}/resume`));
    expect(await nextCommand(gateway)).toEqual({
      topic: Topic.acquisitionRequested,
      key: 'us',
      body: { job_id: id, action: 'start', ...JANUARY, source: 'massive', refresh: true, requested_by: 'api' },
    });
    expect((await server().get(`/v1/jobs/${id}`)).body).toMatchObject({
      status: 'queued',
      progress: 0.4,
      finished_at: null,
    });
    await progressed(gateway, { job_id: id, status: 'succeeded', progress: 1, result: RESULT });
    expect((await answering).body).toEqual({ job_id: id, status: 'succeeded', ...RESULT });
  });

  it('goes on with a failed one, whose error is gone then', async () => {
    const id = await acquire();
    await progressed(gateway, { job_id: id, status: 'failed', error: problemOf('acquisition-failed', 'It is down.') });
    await server().post(`/v1/acquisitions/${id}/resume`).set('Prefer', 'respond-async').expect(202);
    expect((await server().get(`/v1/jobs/${id}`)).body).toMatchObject({ status: 'queued', error: null });
  });

  it('answers 409 while it goes on and when it has succeeded', async () => {
    const id = await acquire();
    const running = await server().post(`/v1/acquisitions/${id}/resume`).expect(409);
    expect(running.body).toMatchObject({ type: '/problems/not-resumable', job_id: id });
    expect(running.body.detail).toContain('is queued: it goes on by itself');
    await progressed(gateway, { job_id: id, status: 'succeeded', progress: 1, result: RESULT });
    const done = await server().post(`/v1/acquisitions/${id}/resume`).expect(409);
    expect(done.body.detail).toContain('has succeeded: ask for a new one');
    expect(await gateway.store.query('select id from query_gateway.outbox')).toEqual([]);
  });
});
