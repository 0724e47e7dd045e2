import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { Topic } from '#contracts/topics';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import {
  deadLetter,
  event,
  indexConstructed,
  nextCommand,
  performanceCalculated,
  progressed,
  sent,
} from '../../test/job-events.js';
import { DeadLettersConsumer } from '../job-reports/dead-letters.consumer.js';
import { JobProgressedConsumer } from '../job-reports/job-progressed.consumer.js';
import type { WaitingRoom } from '../waiting/waiting-room.js';
import { JobWaiter } from './job-waiter.js';

let gateway: GatewayApp;
const server = () => request(gateway.app.getHttpServer());
const get = (path: string) => server().get(path);

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());
beforeEach(() => clearStore(gateway.store));

const JANUARY = { start_date: '2023-01-01', end_date: '2023-01-31' };

describe('the end of a job', () => {
  async function queuedBuild(): Promise<string> {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const answer = await server().post('/build-index').set('Prefer', 'respond-async').send(JANUARY).expect(202);
    return answer.body.job_id as string;
  }
  const statusOf = async (id: string): Promise<string> => (await get(`/v1/jobs/${id}`)).body.status as string;

  it('is final: nothing that comes later changes it', async () => {
    const id = await queuedBuild();
    await performanceCalculated(gateway, id);
    const before = (await get(`/v1/jobs/${id}`)).text;
    await progressed(gateway, { job_id: id, status: 'running', progress: 0.2 });
    await progressed(gateway, {
      job_id: id,
      status: 'failed',
      error: { type: 'x', title: 'x', status: 500, detail: 'x' },
    });
    await indexConstructed(gateway, id);
    await performanceCalculated(gateway, id);
    expect((await get(`/v1/jobs/${id}`)).text).toBe(before);
  });

  it('takes neither a partial event nor one without a job as the end', async () => {
    const id = await queuedBuild();
    await performanceCalculated(gateway, id, false);
    await performanceCalculated(gateway, null);
    expect(await statusOf(id)).toBe('queued');
  });

  it('lets progress only rise', async () => {
    const id = await queuedBuild();
    await progressed(gateway, { job_id: id, progress: 0.6 });
    await progressed(gateway, { job_id: id, progress: 0.3 });
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
    await progressed(gateway, { job_id: '019a9c3e-5f00-7abc-8def-0123456789ab', status: 'failed' });
    await performanceCalculated(gateway, '019a9c3e-5f00-7abc-8def-0123456789ab');
    expect(await gateway.store.query('select id from jobs')).toEqual([]);
  });

  it('comes as a failure with the reason when the command went to the dead letters', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const answering = sent(server().post('/build-index').send(JANUARY));
    const { body } = await nextCommand(gateway);
    const context = deadLetter(Topic.indexBuildRequested, 'index-construction');
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
    const { body } = await nextCommand(gateway);
    const context = deadLetter(Topic.jobProgressed, 'query-gateway');
    const report = { job_id: body.job_id, progress: 0.5, result: null, error: null };
    const letters = gateway.get(DeadLettersConsumer);
    await letters.handleReport(event(Topic.jobProgressed, { ...report, status: 'running' }), context);
    expect(await statusOf(report.job_id)).toBe('queued');
    await letters.handleReport(event(Topic.jobProgressed, { ...report, status: 'failed' }), context);
    expect((await answering).status).toBe(500);
  });

  it('is not taken for lost with a step by which only progress is noted here', async () => {
    const id = await queuedBuild();
    const letters = gateway.get(DeadLettersConsumer);
    const range = { index_id: 'top100-equal', first_session: '2023-01-03', last_session: '2023-01-31', revision: 1 };
    const composed = { ...range, sessions_changed: 20, job_id: id, complete: true };
    const partly = { ...range, latest_session: '2023-01-31', latest_level: 1010, job_id: id, complete: false };
    await letters.handleStep(
      event(Topic.indexConstructed, composed),
      deadLetter(Topic.indexConstructed, 'query-gateway'),
    );
    await letters.handleStep(
      event(Topic.performanceCalculated, partly),
      deadLetter(Topic.performanceCalculated, 'query-gateway'),
    );
    expect(await statusOf(id)).toBe('queued');
    await letters.handleStep(
      event(Topic.indexConstructed, composed),
      deadLetter(Topic.indexConstructed, 'performance'),
    );
    expect(await statusOf(id)).toBe('failed');
  });

  it('is told with the error of the worker', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const answering = sent(server().post('/build-index').send(JANUARY));
    const { body } = await nextCommand(gateway);
    const error = {
      type: 'about:blank',
      title: 'Unprocessable',
      status: 422,
      detail: 'no session could be published: all are missing',
    };
    await progressed(gateway, { job_id: body.job_id, status: 'failed', error });
    const answer = await answering;
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toBe(error.detail);
  });
});

it('nobody is waited for who has gone while the job was being made', async () => {
  await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  // Nothing else gets its turn until this ends.
  const busy = gateway.store.transaction(() => released);
  const asking = connect((gateway.app.getHttpServer().address() as AddressInfo).port, '127.0.0.1');
  const body = JSON.stringify(JANUARY);
  const type = `Content-Type: application/json\r\nContent-Length: ${body.length}`;
  asking.write(`POST /build-index HTTP/1.1\r\nHost: 127.0.0.1\r\nPrefer: wait=300\r\n${type}\r\n\r\n${body}`);
  await sleep(100);
  asking.destroy();
  await sleep(100);
  release();
  await busy;
  await nextCommand(gateway);
  await sleep(200);
  const { room } = gateway.get(JobWaiter) as unknown as { readonly room: WaitingRoom<string> };
  expect(room.subjects).toEqual([]);
});

describe('GET /v1/jobs/{id}', () => {
  it('answers 404 for an unknown id and 400 for a malformed one', async () => {
    const unknown = await get('/v1/jobs/019a9c3e-5f00-7abc-8def-0123456789ab').expect(404);
    expect(unknown.body).toMatchObject({ type: '/problems/job-not-found', status: 404 });
    const malformed = await get('/v1/jobs/17').expect(400);
    expect(malformed.body.errors).toEqual([{ parameter: 'id', value: '17', message: expect.stringContaining('UUID') }]);
  });
});
