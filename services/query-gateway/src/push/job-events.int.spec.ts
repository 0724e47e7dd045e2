import request from 'supertest';
import type { JobAnswer } from '#contracts/api/job.schema';
import { jobAnswer } from '#contracts/api/job.schema';
import { clearStore, storePrices } from '../../test/index-fixture.js';
import { EventReader, until } from '../../test/event-reader.js';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { JobLifecycle } from '../jobs/job-lifecycle.js';

let gateway: GatewayApp;
let url: string;

beforeAll(async () => {
  gateway = await startGateway();
  url = await gateway.app.getUrl();
  await clearStore(gateway.store);
  await storePrices(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
});
afterAll(() => gateway.close());

async function requestBuild(): Promise<string> {
  const { body } = await request(url)
    .post('/build-index')
    .set('prefer', 'respond-async')
    .send({ start_date: '2023-01-01', end_date: '2023-01-31' })
    .expect(202);
  return (body as { job_id: string }).job_id;
}

const jobs = (reader: EventReader): JobAnswer[] => reader.messages.map(({ data }) => jobAnswer.parse(JSON.parse(data)));

test('a stream follows a job to its end, and then is not needed again', async () => {
  const id = await requestBuild();
  const lifecycle = gateway.get(JobLifecycle);
  const reader = await new EventReader(`${url}/v1/jobs/${id}/events`).open();
  expect(reader.status).toBe(200);
  await until(
    () => reader.messages.length === 1,
    () => 'the job as it is',
  );
  await gateway.store.transaction((transaction) => lifecycle.progress(transaction, id, 0.5));
  await until(
    () => reader.messages.length === 2,
    () => 'how far it is',
  );
  const ending = performance.now();
  await gateway.store.transaction((transaction) => lifecycle.succeed(transaction, id, { sessions: 20 }));
  await reader.ended();
  expect(performance.now() - ending).toBeLessThan(3_000);
  expect(jobs(reader).map(({ status, progress }) => [status, progress])).toEqual([
    ['queued', 0],
    ['running', 0.5],
    ['succeeded', 1],
  ]);
  expect(new Set(reader.messages.map(({ event }) => event))).toEqual(new Set(['job']));
  expect(reader.lastEventId).toBe('ended');
  expect((await new EventReader(`${url}/v1/jobs/${id}/events`, 'ended').open()).status).toBe(204);
  const late = await new EventReader(`${url}/v1/jobs/${id}/events`).open();
  await late.ended();
  expect(jobs(late).map(({ status }) => status)).toEqual(['succeeded']);
});

test('says what is wrong', async () => {
  const id = await requestBuild();
  await request(url).get(`/v1/jobs/${id}/events`).set('accept', 'application/json').expect(406);
  await request(url).get('/v1/jobs/019a9c3e-5f00-7abc-8def-0123456789ab/events').expect(404);
  await request(url).get('/v1/jobs/x/events').expect(400);
  await request(url).get(`/v1/jobs/${id}/events?a=b`).expect(400);
});
