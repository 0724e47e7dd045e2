import request from 'supertest';
import { Topic } from '#contracts/topics';
import { eventually } from '#testing/eventually';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { event, nextCommand, progressed, sent } from '../../test/job-events.js';
import { ExportCompletedConsumer } from '../exports/export-completed.consumer.js';

let gateway: GatewayApp;
const server = () => request(gateway.app.getHttpServer());

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());
beforeEach(async () => {
  await clearStore(gateway.store);
  await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
});

const JANUARY = { start_date: '2023-01-01', end_date: '2023-01-31' };

const orders = {
  export: () => server().post('/export-data').send(JANUARY),
  import: () =>
    server().post('/v1/imports?kind=prices').set('Content-Type', 'text/csv').send('date,ticker,close,market_cap\n'),
} as const;
const asked = (): Promise<{ job_id: string }[]> => gateway.store.query('select job_id from job_cancellations');
describe.each(['export', 'import'] as const)('DELETE /v1/jobs/{id} of an %s', (kind) => {
  async function order(): Promise<string> {
    const { body } = await orders[kind]().set('Prefer', 'respond-async').expect(202);
    return body.job_id as string;
  }

  it('leaves word for the worker, and answers with the job when that has ended it', async () => {
    const id = await order();
    await progressed(gateway, { job_id: id, progress: 0.4 });
    const cancelling = sent(server().delete(`/v1/jobs/${id}`));
    await eventually('the worker is told', async () => (await asked()).length > 0);
    expect(await asked()).toEqual([{ job_id: id }]);
    await progressed(gateway, { job_id: id, status: 'cancelled' });
    const answer = await cancelling;
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ job_id: id, kind, status: 'cancelled', progress: 0.4, result: null });
    expect(await asked()).toEqual([]);
    expect(await gateway.store.query('select from upload_chunks')).toEqual([]);
    expect((await server().delete(`/v1/jobs/${id}`).expect(409)).body.detail).toContain('it was cancelled already');
  });

  it('answers 202 when that takes longer, and may be said twice', async () => {
    const id = await order();
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await server().delete(`/v1/jobs/${id}`).set('Prefer', 'respond-async').expect(202);
      expect(answer.headers).toMatchObject({
        location: `/v1/jobs/${id}`,
        'retry-after': '1',
        'preference-applied': 'respond-async',
      });
      expect(answer.body).toMatchObject({ job_id: id, status: 'queued' });
    }
    expect(await asked()).toHaveLength(1);
  });

  it('tells whoever waits for the job, and that nothing is left', async () => {
    const answering = sent(orders[kind]());
    const { body } = await nextCommand(gateway);
    await server().delete(`/v1/jobs/${body.job_id}`).set('Prefer', 'respond-async').expect(202);
    await progressed(gateway, { job_id: body.job_id, status: 'cancelled' });
    const answer = await answering;
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ type: '/problems/job-cancelled', job_id: body.job_id });
    expect(answer.body.detail).toContain('nothing of it is left');
  });

  it('answers 409 when the job was done before the word came', async () => {
    const id = await order();
    const cancelling = sent(server().delete(`/v1/jobs/${id}`));
    await eventually('the worker is told', async () => (await asked()).length > 0);
    if (kind === 'import') await progressed(gateway, { job_id: id, status: 'succeeded', progress: 1 });
    else {
      const file = { export_id: '019a9c3e-5f00-7abc-8def-0123456789ab', file_name: 'x.xlsx', bytes: 1, sha256: 'ab' };
      await gateway.get(ExportCompletedConsumer).handle(event(Topic.exportCompleted, { job_id: id, ...file }));
    }
    const answer = await cancelling;
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toContain('it succeeded already');
    expect(await asked()).toEqual([]);
  });
});

it('lets builds and decisions end, and says why', async () => {
  const build = await server().post('/build-index').set('Prefer', 'respond-async').send(JANUARY).expect(202);
  const decision = await server()
    .post('/v1/quality/decisions')
    .set('Prefer', 'respond-async')
    .send({ date: '2023-01-13', action: 'accept', reason: 'checked', decided_by: 'ann' })
    .expect(202);
  for (const [{ body }, why] of [
    [build, 'union of all ranges'],
    [decision, 'in one go'],
  ] as const) {
    const answer = await server().delete(`/v1/jobs/${body.job_id}`).expect(409);
    expect(answer.body.type).toBe('/problems/not-cancellable');
    expect(answer.body.detail).toContain(why);
  }
  expect(await asked()).toEqual([]);
});

it('says in a job that has not ended when to look again', async () => {
  const { body } = await server().post('/build-index').set('Prefer', 'respond-async').send(JANUARY).expect(202);
  expect((await server().get(`/v1/jobs/${body.job_id}`)).headers['retry-after']).toBe('1');
  await progressed(gateway, { job_id: body.job_id, status: 'failed' });
  expect((await server().get(`/v1/jobs/${body.job_id}`)).headers).not.toHaveProperty('retry-after');
});
