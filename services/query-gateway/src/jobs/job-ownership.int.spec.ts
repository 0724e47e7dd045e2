import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { operations } from '#contracts/api/operations';
import type { Operation } from '#contracts/api/operation';
import type { JobKind } from '#contracts/api/job.schema';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { addressOf, admin, closed, createKey } from '../../test/keyed-gateway.js';
import type { TestKey } from '../../test/keyed-gateway.js';
import { createJobId } from './job-id.js';

let gateway: GatewayApp;
let alice: TestKey;
let bob: TestKey;

beforeAll(async () => {
  gateway = await startGateway('2023-02-03', undefined, closed);
  alice = await createKey(gateway, 'alice', ['read', 'build', 'export']);
  bob = await createKey(gateway, 'bob', ['read', 'build', 'export']);
});
afterAll(() => gateway.close());
beforeEach(() => clearStore(gateway.store));

const EXPORT = randomUUID();
const RANGE = { start_date: '2023-01-01', end_date: '2023-01-31' };
const ACQUISITION = { ...RANGE, source: null, refresh: false };

let made = 0;
/** Each a second after the one before. */
async function storeJob(
  owner: string | null,
  kind: JobKind,
  fields: { status?: string; result?: object } = {},
): Promise<string> {
  made += 1;
  const id = createJobId(new Date(Date.UTC(2023, 1, 3, 12, 0, made)));
  await gateway.store.execute(
    `insert into jobs (id, kind, status, request, owner, result) values ($1::uuid, $2, $3, $4::text::jsonb, $5, $6::text::jsonb)`,
    [
      ...[id, kind, fields.status ?? 'queued', JSON.stringify(kind === 'acquisition' ? ACQUISITION : RANGE), owner],
      fields.result === undefined ? null : JSON.stringify(fields.result),
    ],
  );
  return id;
}

async function storeExport(): Promise<void> {
  await gateway.store.execute(
    `insert into exports (id, index_id, start_date, end_date, file_name, bytes, sha256, expires_at)
     values ($1::uuid, 'top100-equal', '2023-01-01', '2023-01-31', 'index.xlsx', 3, 'ab', '2023-02-10')`,
    [EXPORT],
  );
  await gateway.store.execute(
    `insert into export_chunks (export_id, position, data) values ($1::uuid, 0, 'abc'::bytea)`,
    [EXPORT],
  );
}

/** An answer without its body: one of them is a stream that does not end. */
async function call(method: string, path: string, key: TestKey): Promise<{ status: number; problem: unknown }> {
  const leave = new AbortController();
  const answer = await fetch(`${addressOf(gateway)}${path}`, {
    method: method.toUpperCase(),
    headers: { Authorization: `Bearer ${key.key}`, Prefer: 'respond-async' },
    signal: leave.signal,
  });
  const isProblem = answer.headers.get('content-type') === 'application/problem+json';
  const problem: unknown = isProblem ? await answer.json() : null;
  leave.abort();
  return { status: answer.status, problem };
}

interface JobPage {
  readonly data: readonly { readonly job_id: string; readonly owner?: string | null }[];
  readonly next_cursor: string | null;
}

const get = async (path: string, key: TestKey, expected = 200): Promise<JobPage> => {
  const answer = await fetch(`${addressOf(gateway)}${path}`, { headers: { 'X-API-Key': key.key } });
  expect(answer.status).toBe(expected);
  return (await answer.json()) as JobPage;
};

/** Every operation that takes the id of a job or of what a job made. */
const taking = operations.filter(
  ({ paths, problems }) =>
    paths[0]?.includes('{id}') === true &&
    (problems.includes('job-not-found') || problems.includes('export-not-found')),
);

/** The kinds of job that an operation knows: of one kind where its path says so. */
function kindsOf({ paths: [path = ''] }: Operation): readonly JobKind[] {
  if (path.startsWith('/v1/acquisitions')) return ['acquisition'];
  if (path.startsWith('/v1/imports')) return ['import'];
  return ['build', 'export', 'import', 'acquisition', 'quality-decision'];
}

describe('OWASP API1: what belongs to somebody else', () => {
  it('covers every operation that takes such an id', () => {
    expect(taking.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        ...['getJob', 'cancelJob', 'getImport', 'getImportRejections', 'getExport'],
        ...['getAcquisition', 'cancelAcquisition', 'resumeAcquisition'],
      ]),
    );
  });

  it.each(taking.map((operation) => [operation.id, operation] as const))(
    '%s answers as if it were not there',
    async (_id, operation) => {
      const path = (id: string): string => (operation.paths[0] ?? '').replace('{id}', id);
      const unknown = randomUUID();
      const nothing = await call(operation.method, path(unknown), bob);
      expect(nothing.status).toBe(404);
      /** A problem without what names the request. */
      const general = (problem: unknown, id: string): unknown => {
        const { instance: _instance, request_id: _requestId, ...rest } = problem as Record<string, string>;
        return { ...rest, detail: rest['detail']?.replaceAll(id, 'ID') };
      };
      for (const kind of kindsOf(operation)) {
        await clearStore(gateway.store);
        const id =
          operation.id === 'getExport'
            ? (await storeExport(),
              await storeJob(alice.owner, 'export', {
                status: 'succeeded',
                result: { file_name: 'index.xlsx', download_url: `/v1/exports/${EXPORT}`, bytes: 3 },
              }),
              EXPORT)
            : await storeJob(alice.owner, kind);
        const before = await gateway.store.query('select * from jobs');
        const refused = await call(operation.method, path(id), bob);
        expect(refused.status).toBe(404);
        expect(general(refused.problem, id)).toEqual(general(nothing.problem, unknown));
        expect(await gateway.store.query('select * from jobs')).toEqual(before);
        expect(await gateway.store.query('select * from query_gateway.outbox')).toEqual([]);
        expect(await gateway.store.query('select * from job_cancellations')).toEqual([]);
        for (const key of [alice, admin])
          expect([kind, (await call(operation.method, path(id), key)).status]).not.toEqual([kind, 404]);
      }
    },
  );

  it('is not told when a workbook has expired either', async () => {
    await storeJob(alice.owner, 'export', { status: 'succeeded', result: { download_url: `/v1/exports/${EXPORT}` } });
    expect((await call('get', `/v1/exports/${EXPORT}`, bob)).status).toBe(404);
    expect((await call('get', `/v1/exports/${EXPORT}`, alice)).status).toBe(410);
  });

  it("is nobody's but the admins' where it was made before there were owners", async () => {
    const id = await storeJob(null, 'build');
    expect((await call('get', `/v1/jobs/${id}`, alice)).status).toBe(404);
    expect((await call('get', `/v1/jobs/${id}`, admin)).status).toBe(200);
  });

  it("is what one's own requests have made", async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    for (const path of ['/build-index', '/export-data', '/v1/acquisitions']) {
      const answer = await fetch(`${addressOf(gateway)}${path}`, {
        method: 'POST',
        headers: { 'X-API-Key': alice.key, 'Content-Type': 'application/json', Prefer: 'respond-async' },
        body: JSON.stringify(RANGE),
      });
      expect(answer.status).toBe(202);
      expect(answer.headers.get('preference-applied')).toBe('respond-async');
      const location = answer.headers.get('location') ?? '';
      expect((await call('get', location, alice)).status).toBe(200);
      expect((await call('get', location, bob)).status).toBe(404);
    }
  });
});

describe('GET /v1/jobs', () => {
  it("lists one's own, the newest first, page by page", async () => {
    const [first, second, third] = [
      await storeJob(alice.owner, 'build', { status: 'succeeded', result: { sessions: 1 } }),
      await storeJob(alice.owner, 'export'),
      await storeJob(alice.owner, 'import'),
    ];
    await storeJob(bob.owner, 'import');
    const page = await get('/v1/jobs?limit=2', alice);
    expect(page.data.map((job) => job.job_id)).toEqual([third, second]);
    expect(page.data[1]).not.toHaveProperty('owner');
    const rest = await get(`/v1/jobs?limit=2&cursor=${page.next_cursor}`, alice);
    expect(rest).toMatchObject({
      data: [{ job_id: first, kind: 'build', result: { sessions: 1 } }],
      next_cursor: null,
    });
    expect((await get('/v1/jobs?kind=export', alice)).data).toMatchObject([{ job_id: second }]);
    expect((await get('/v1/jobs?kind=import&status=queued', alice)).data).toMatchObject([{ job_id: third }]);
    expect((await get('/v1/jobs?status=failed', alice)).data).toEqual([]);
    expect((await get('/v1/jobs', bob)).data).toHaveLength(1);
    const { text: csv } = await request(gateway.app.getHttpServer())
      .get('/v1/jobs?format=csv&limit=1')
      .set('X-API-Key', alice.key)
      .expect(200);
    expect(csv).toContain(third);
    expect(csv.split('\r\n')[0]).toBe(
      'job_id,kind,status,progress,request,created_at,started_at,finished_at,result,error',
    );
  });

  it('lists what everybody has to admins, with whose it is', async () => {
    const ids = [
      await storeJob(alice.owner, 'build'),
      await storeJob(null, 'build'),
      await storeJob(bob.owner, 'build'),
    ];
    const { data } = await get('/v1/jobs', admin);
    expect(data.map((job) => [job.job_id, job.owner])).toEqual([
      [ids[2], bob.owner],
      [ids[1], null],
      [ids[0], alice.owner],
    ]);
  });

  it.each(['kind=what-if', 'status=done', 'limit=0', 'cursor=x', 'owner=bob'])('answers 400 for %s', async (query) => {
    await get(`/v1/jobs?${query}`, alice, 400);
  });
});

describe('OWASP API4: jobs of one owner at the same time', () => {
  it('are bounded, per kind and owner, also when they are asked for at once', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
    const ask = (key: TestKey): Promise<globalThis.Response> =>
      fetch(`${addressOf(gateway)}/export-data`, {
        method: 'POST',
        headers: { 'X-API-Key': key.key, 'Content-Type': 'application/json', Prefer: 'respond-async' },
        body: JSON.stringify(RANGE),
      });
    const answers = await Promise.all(Array.from({ length: 15 }, () => ask(alice)));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(10).fill(202),
      ...Array<number>(5).fill(429),
    ]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('5');
    expect(await refused?.json()).toMatchObject({ type: '/problems/too-many-at-once' });
    expect((await ask(bob)).status).toBe(202);
    await gateway.store.execute(
      `update jobs set status = 'failed' where id = (select j.id from jobs j where j.owner = $1 limit 1)`,
      [alice.owner],
    );
    expect((await ask(alice)).status).toBe(202);
  });
});
