import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { EventBody } from '#contracts/events';
import { Service, Topic } from '#contracts/topics';
import { sessionsBetween } from '#domain/calendar';
import { defaultIndex } from '#domain/index-definition';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import type { Outbox } from '#messaging/outbox';
import { exportRange } from '#services/export/src/export-range';
import { importUpload } from '#services/ingestion/src/import-upload';
import { JobProgressedConsumer } from '#services/query-gateway/src/job-reports/job-progressed.consumer';
import { startGateway } from '#services/query-gateway/test/gateway-app';
import type { GatewayApp } from '#services/query-gateway/test/gateway-app';
import { clearStore, storeIndex } from '#services/query-gateway/test/index-fixture';
import { event, nextCommand } from '#services/query-gateway/test/job-events';
import { openPostgres } from '#services/query-gateway/test/postgres-store';

/** From the order over HTTP through the worker and back, on a store with real concurrency. */
let gateway: GatewayApp;
const server = () => request(gateway.app.getHttpServer());
const signal = new AbortController().signal;

beforeAll(async () => {
  gateway = await startGateway('2023-02-03', openPostgres);
});
afterAll(() => gateway.close());
beforeEach(async () => {
  await clearStore(gateway.store);
  await gateway.store.execute('truncate stock_prices, ingestion.outbox, export.outbox');
  await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
});

/** What a worker works with, whose job is cancelled over HTTP the moment it first says that it is at work. */
function partsOf(service: Service, cancel: () => Promise<unknown>) {
  const clock = { now: () => gateway.clock.now() };
  const outbox = new SqlOutbox({ service, relay: { wake: () => undefined }, now: clock.now });
  let running = false;
  const append: Outbox['append'] = async (transaction, events) => {
    await outbox.append(transaction, events);
    if (running) return;
    running = true;
    await cancel();
  };
  return {
    ...{ database: gateway.store, outbox: { append }, inbox: new SqlInbox(service), clock },
    createId: () => randomUUID(),
  };
}

/** Gives the gateway what the worker has said, as the stream would. */
async function deliver(schema: 'ingestion' | 'export'): Promise<string[]> {
  const rows = await gateway.store.query<{ topic: string; body: string }>(
    `select o.topic, o.body from ${schema}.outbox o order by o.id`,
  );
  for (const { topic, body } of rows) {
    expect(topic).toBe(Topic.jobProgressed);
    const said = JSON.parse(body) as EventBody<typeof Topic.jobProgressed>;
    await gateway.get(JobProgressedConsumer).handle(event(Topic.jobProgressed, said));
  }
  return rows.map(({ body }) => (JSON.parse(body) as { status: string }).status);
}

const cancelOverHttp = (id: string) => (): Promise<unknown> =>
  server()
    .delete(`/v1/jobs/${id}`)
    .set('Prefer', 'respond-async')
    .expect(202)
    .then((answer) => answer);

test('an import that is cancelled at work ends as cancelled, and nothing of its file is stored', async () => {
  const rows = sessionsBetween('2022-01-03', '2022-12-30').map((date) => `${date},AAPL,100,1000000`);
  const { body: order } = await server()
    .post('/v1/imports?kind=prices')
    .set({ 'Content-Type': 'text/csv', Prefer: 'respond-async' })
    .send(`date,ticker,close,market_cap\n${rows.join('\n')}\n`)
    .expect(202);
  const { body } = await nextCommand(gateway);
  const command = event(Topic.importRequested, body as EventBody<typeof Topic.importRequested>);
  await importUpload(partsOf(Service.ingestion, cancelOverHttp(order.job_id as string)), command, signal);
  expect(await deliver('ingestion')).toEqual(['running', 'cancelled']);
  const job = await server().get(`/v1/jobs/${order.job_id}`).expect(200);
  expect(job.body).toMatchObject({ kind: 'import', status: 'cancelled', result: null, error: null });
  for (const table of [
    'stock_prices',
    'upload_chunks',
    'ingestion_imports',
    'job_cancellations',
    'ingestion.staging_tables',
  ])
    expect([table, await gateway.store.query(`select from ${table}`)]).toEqual([table, []]);
});

test('an export that is cancelled at work ends as cancelled, and there is no file', async () => {
  const january = { start_date: '2023-01-01', end_date: '2023-01-31' };
  const { body: order } = await server().post('/export-data').set('Prefer', 'respond-async').send(january).expect(202);
  const { body } = await nextCommand(gateway);
  await gateway.store.execute(`update indices set definition = $1::text::jsonb`, [JSON.stringify(defaultIndex)]);
  const command = event(Topic.exportRequested, body as EventBody<typeof Topic.exportRequested>);
  await exportRange(partsOf(Service.export, cancelOverHttp(order.job_id as string)), command, signal);
  expect((await deliver('export')).at(-1)).toBe('cancelled');
  expect((await server().get(`/v1/jobs/${order.job_id}`)).body).toMatchObject({ kind: 'export', status: 'cancelled' });
  for (const table of ['exports', 'export_chunks', 'job_cancellations'])
    expect([table, await gateway.store.query(`select from ${table}`)]).toEqual([table, []]);
});
