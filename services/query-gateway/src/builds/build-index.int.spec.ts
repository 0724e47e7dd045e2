import request from 'supertest';
import { Topic } from '#contracts/topics';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex, storePrices } from '../../test/index-fixture.js';
import { indexConstructed, nextCommand, performanceCalculated, sent } from '../../test/job-events.js';

let gateway: GatewayApp;
const server = () => request(gateway.app.getHttpServer());
const get = (path: string) => server().get(path);

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());
beforeEach(() => clearStore(gateway.store));

const JANUARY = { start_date: '2023-01-01', end_date: '2023-01-31' };

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
    const command = await nextCommand(gateway);
    expect(command).toEqual({
      topic: Topic.indexBuildRequested,
      key: 'top100-equal',
      body: { job_id: expect.any(String), index_id: 'top100-equal', ...JANUARY },
    });
    const jobId = command.body.job_id;
    await indexConstructed(gateway, jobId);
    expect((await get(`/v1/jobs/${jobId}`)).body).toMatchObject({ kind: 'build', status: 'running', progress: 0.9 });
    const started = performance.now();
    await performanceCalculated(gateway, jobId);
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
    await nextCommand(gateway);
    const answering = sent(server().post('/build-index').send(JANUARY));
    const { body } = await nextCommand(gateway);
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
    const ids = [(await nextCommand(gateway)).body.job_id, (await nextCommand(gateway)).body.job_id];
    for (const id of ids) await performanceCalculated(gateway, id);
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
    const { body } = await nextCommand(gateway);
    await performanceCalculated(gateway, body.job_id);
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
    const { body } = await nextCommand(gateway);
    await performanceCalculated(gateway, body.job_id);
    const answer = await answering;
    expect(answer.body.data_source).toBe('simulated market, not real prices');
    expect(answer.headers['x-data-source']).toBe('simulated');
    expect((await get(`/v1/jobs/${body.job_id}`)).body.data_source).toBe('simulated market, not real prices');
  });
});
