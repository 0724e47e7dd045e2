import { randomUUID } from 'node:crypto';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { progressed } from '../../test/job-events.js';
import { addressOf, admin, createKey } from '../../test/keyed-gateway.js';
import type { TestKey } from '../../test/keyed-gateway.js';
import { IdempotencyCleanup } from './idempotency-cleanup.js';

const JANUARY = { start_date: '2023-01-01', end_date: '2023-01-31' };
const CSV = 'date,ticker,close,market_cap\n2023-01-03,AAPL,1,1\n';

/** What becomes of requests that are repeated, on one or more replicas of the gateway over one store. */
export function describeIdempotency(
  name: string,
  start: () => Promise<{ gateways: GatewayApp[]; stop: () => Promise<void> }>,
): void {
  describe(`${name}: Idempotency-Key`, () => {
    let gateways: GatewayApp[];
    let stop: () => Promise<void>;
    let alice: TestKey;

    const first = (): GatewayApp => {
      const [gateway] = gateways;
      if (gateway === undefined) throw new Error('no gateway was started');
      return gateway;
    };

    beforeAll(async () => {
      ({ gateways, stop } = await start());
      alice = await createKey(first(), 'alice', ['read', 'build', 'export']);
    });
    afterAll(() => stop());
    beforeEach(async () => {
      await clearStore(first().store);
      await storeIndex(first().store, { first: '2023-01-03', last: '2023-01-31' });
    });

    /** POSTs, without waiting for the job. */
    const post = async (
      path: string,
      body: object | string,
      options: { key?: string; by?: TestKey; at?: GatewayApp; prefer?: string } = {},
    ): Promise<{ status: number; body: { job_id: string; errors?: unknown } }> => {
      const { key, by = alice, at = first(), prefer = 'respond-async' } = options;
      const answer = await fetch(`${addressOf(at)}${path}`, {
        method: 'POST',
        headers: {
          'X-API-Key': by.key,
          'Content-Type': typeof body === 'string' ? 'text/csv' : 'application/json',
          Prefer: prefer,
          ...(key === undefined ? {} : { 'Idempotency-Key': key }),
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: answer.status, body: (await answer.json()) as { job_id: string } };
    };
    const jobs = async (): Promise<string[]> =>
      (await first().store.query<{ id: string }>('select id from jobs')).map(({ id }) => id);
    const commands = async (): Promise<number> =>
      (await first().store.query('select from query_gateway.outbox')).length;

    test.each([
      ['/build-index', JANUARY],
      ['/v1/export-data', JANUARY],
      ['/v1/acquisitions', JANUARY],
      ['/v1/imports?kind=prices', CSV],
      ['/v1/quality/decisions', { date: '2023-01-13', action: 'accept', reason: 'checked', decided_by: 'ann' }],
    ])('%s makes one job of 100 requests at the same time', async (path, body) => {
      const key = randomUUID();
      const by = path.includes('quality') ? admin : alice;
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, turn) =>
          post(path, body, { key, by, at: gateways[turn % gateways.length] ?? first() }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
      const ids = new Set(answers.map((answer) => answer.body.job_id));
      expect([...ids]).toEqual(await jobs());
      expect(ids.size).toBe(1);
      expect(await commands()).toBe(1);
      const chunks = await first().store.query<{ job_id: string }>('select job_id from upload_chunks');
      expect(chunks.map(({ job_id: id }) => id)).toEqual(path.includes('imports') ? [...ids] : []);
    });

    test('gives the job as it is by then, also its end', async () => {
      const key = `"${randomUUID()}"`;
      const made = await post('/v1/acquisitions', JANUARY, { key });
      await progressed(first(), { job_id: made.body.job_id, status: 'running', progress: 0.5 });
      expect(await post('/v1/acquisitions', JANUARY, { key })).toEqual({
        status: 202,
        body: { job_id: made.body.job_id, status: 'running', progress: 0.5 },
      });
      const error = { type: '/problems/no-provider', title: 'x', status: 422, detail: 'No vendor.' };
      await progressed(first(), { job_id: made.body.job_id, status: 'failed', error });
      expect(await post('/v1/acquisitions', JANUARY, { key })).toMatchObject({
        status: 422,
        body: { type: '/problems/no-provider', job_id: made.body.job_id },
      });
    });

    test('is the same key with and without quotes, under both paths, and however the body is written', async () => {
      const made = await post('/build-index', JANUARY, { key: 'k 1' });
      const again = await post(
        '/v1/build-index',
        { end_date: JANUARY.end_date, start_date: JANUARY.start_date },
        { key: '"k 1"' },
      );
      expect(again.body.job_id).toBe(made.body.job_id);
    });

    test('answers for a request that would be refused by now', async () => {
      const made = await post('/export-data', JANUARY, { key: 'k' });
      await first().store.execute('delete from index_sessions');
      expect((await post('/export-data', JANUARY, { key: 'k' })).body.job_id).toBe(made.body.job_id);
      expect((await post('/export-data', JANUARY, { key: 'other' })).status).toBe(404);
    });

    test('with another body, file, kind of file or operation is refused', async () => {
      const made = await post('/v1/imports?kind=prices', CSV, { key: 'k' });
      for (const [path, body] of [
        ['/v1/imports?kind=prices', `${CSV}2023-01-04,AAPL,1,1\n`],
        ['/v1/imports?kind=stocks', CSV],
        ['/v1/imports?kind=prices&gate=block', CSV],
        ['/build-index', JANUARY],
      ] as const) {
        expect(await post(path, body, { key: 'k' })).toMatchObject({
          status: 422,
          body: { type: '/problems/idempotency-key-reused', job_id: made.body.job_id },
        });
      }
      expect(await jobs()).toEqual([made.body.job_id]);
      expect(await first().store.query('select from upload_chunks')).toHaveLength(1);
    });

    test('is of its owner, and of one day', async () => {
      const made = await post('/build-index', JANUARY, { key: 'k' });
      const other = await post('/build-index', JANUARY, { key: 'k', by: admin });
      expect(other.body.job_id).not.toBe(made.body.job_id);
      await first().store.execute(
        `update idempotency_keys set created_at = created_at - interval '24 hours' where owner <> 'admin'`,
      );
      const later = await post('/build-index', { ...JANUARY, end_date: '2023-01-20' }, { key: 'k' });
      expect(later.status).toBe(202);
      expect(later.body.job_id).not.toBe(made.body.job_id);
      await first().store.execute(
        `update idempotency_keys set created_at = created_at - interval '24 hours' where owner = 'admin'`,
      );
      await first().get(IdempotencyCleanup).run();
      expect(await first().store.query('select owner, job_id from idempotency_keys')).toEqual([
        { owner: alice.owner, job_id: later.body.job_id },
      ]);
    });

    test('is free again when its request was refused', async () => {
      const future = { start_date: '2023-03-01', end_date: '2023-03-31' };
      expect((await post('/build-index', future, { key: 'k' })).status).toBe(422);
      expect((await post('/build-index', JANUARY, { key: 'k' })).status).toBe(202);
    });

    test.each(['', '""', 'x'.repeat(256), '"open'])('%j is refused', async (key) => {
      const { status, body } = await post('/build-index', JANUARY, { key });
      expect(status).toBe(400);
      expect(body.errors).toMatchObject([{ parameter: 'Idempotency-Key' }]);
      expect(await jobs()).toEqual([]);
    });

    test('without it, equal requests make a job each', async () => {
      await post('/build-index', JANUARY);
      await post('/build-index', JANUARY);
      expect(await jobs()).toHaveLength(2);
    });
  });
}
