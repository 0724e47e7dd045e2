import { randomUUID } from 'node:crypto';
import type { Event } from '#contracts/envelope';
import { Service, Topic, US_UNIVERSE } from '#contracts/topics';
import { AcquisitionStore } from '../../test/acquisition-store.js';
import { AcquisitionRequestsConsumer } from './acquisition-requests.consumer.js';

type Requested = Event<typeof Topic.acquisitionRequested>;

let store: AcquisitionStore;
let consumer: AcquisitionRequestsConsumer;
let woken = 0;
beforeAll(async () => {
  store = await AcquisitionStore.open();
  const { database, inbox, outbox, clock } = store.store.parts;
  const worker = { wake: () => (woken += 1) };
  consumer = new AcquisitionRequestsConsumer(database, inbox, outbox, clock, worker);
});
beforeEach(() => store.clear());
afterAll(() => store.close());

const job = randomUUID();
function requested(action: 'start' | 'cancel'): Requested {
  const range = { start_date: '2026-11-02', end_date: '2026-11-05' };
  return {
    ...{ id: randomUUID(), topic: Topic.acquisitionRequested, source: Service.queryGateway, key: US_UNIVERSE },
    ...{ time: '2026-11-20T00:00:00Z', traceparent: null },
    body: { job_id: job, action, ...range, source: null, refresh: false, requested_by: 'api' },
  };
}
const work = (): Promise<unknown[]> =>
  store.store.owner.query('select job_id, first_session, done_through from ingestion.acquisition_work');
const said = async (): Promise<unknown[]> => (await store.store.takeEvents()).map(({ body }) => body);

test('a request that is delivered twice is taken on once, and wakes the worker', async () => {
  const start = requested('start');
  const before = woken;
  await consumer.handle(start);
  await consumer.handle(start);
  expect(await work()).toEqual([{ job_id: job, first_session: '2026-11-02', done_through: null }]);
  expect(woken).toBeGreaterThan(before);
});

test('a job that is cancelled ends where it is, once, and can be asked for again', async () => {
  await consumer.handle(requested('start'));
  const cancel = requested('cancel');
  await consumer.handle(cancel);
  await consumer.handle(cancel);
  expect(await work()).toEqual([]);
  expect(await said()).toEqual([{ job_id: job, status: 'cancelled', progress: 0, result: null, error: null }]);
  await consumer.handle(requested('start'));
  expect(await work()).toHaveLength(1);
});

test('a job that has ended cannot be cancelled any more', async () => {
  await consumer.handle(requested('cancel'));
  expect(await said()).toEqual([]);
});
