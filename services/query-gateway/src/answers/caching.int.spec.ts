import { get as httpGet } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import request from 'supertest';
import { MemoryCache } from '#cache/memory-cache';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { DataRevisions } from './data-revision.js';
import { createAnswer, pack } from './stored-answer.js';

let gateway: GatewayApp;
const cache = new MemoryCache(16 * 1024 * 1024);
const get = (path: string) => request(gateway.app.getHttpServer()).get(path);

beforeAll(async () => {
  gateway = await startGateway('2023-02-03', undefined, undefined, undefined, undefined, cache);
});
afterAll(() => gateway.close());
beforeEach(async () => {
  await clearStore(gateway.store);
  await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
  gateway.statements.length = 0;
});

const PERFORMANCE = '/index-performance?start_date=2023-01-01&end_date=2023-01-31';
const isCompute = (statement: string): boolean => statement.includes('end_level');
const isRevision = (statement: string): boolean => statement.includes('from ingestion_state');

describe('answers about the data', () => {
  it('are made once for 500 parallel requests of a cold range', async () => {
    const answers = await Promise.all(Array.from({ length: 500 }, () => get(PERFORMANCE).then((answer) => answer)));
    expect(new Set(answers.map(({ status, text }) => `${status}${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(gateway.statements.filter(isCompute)).toHaveLength(1);
  }, 60_000);

  it('need the revision of the data once for a burst', async () => {
    const revisions = gateway.get(DataRevisions);
    await Promise.all(Array.from({ length: 500 }, () => revisions.read()));
    expect(gateway.statements.filter(isRevision)).toHaveLength(1);
  });

  it('are kept, whatever the order of the parameters, until the data changes', async () => {
    const before = await get(PERFORMANCE).expect(200);
    await get('/v1/index-performance?end_date=2023-01-31&start_date=2023-01-01').expect(200);
    expect(gateway.statements.filter(isCompute)).toHaveLength(1);

    await gateway.store.execute('update index_performance set level = level * 2');
    await gateway.store.execute('update index_performance_state set revision = revision + 1');
    const after = await get(PERFORMANCE).expect(200);
    expect(after.body.data[0].level).toBe(2000);
    expect(after.headers['etag']).not.toBe(before.headers['etag']);

    for (const change of [
      `update indices set revision = revision + 1`,
      `update ingestion_state set revision = revision + 1`,
    ]) {
      gateway.statements.length = 0;
      await gateway.store.execute(change);
      await get(PERFORMANCE).expect(200);
      expect(gateway.statements.filter(isCompute)).toHaveLength(1);
    }
  });

  it('show a new name of a line at once', async () => {
    await get('/index-composition?date=2023-01-13').expect(200);
    await gateway.store.execute(`update stocks set name = 'Apple' where ticker = 'AAPL'`);
    await gateway.store.execute('update ingestion_state set revision = revision + 1');
    expect((await get('/index-composition?date=2023-01-13')).body.data[0].name).toBe('Apple');
  });

  it('are not mixed up between two stores behind one cache', async () => {
    await get(PERFORMANCE).expect(200);
    await clearStore(gateway.store);
    await storeIndex(gateway.store, { first: '2023-01-04', last: '2023-01-31' });
    expect((await get(PERFORMANCE)).body.data[0].date).toBe('2023-01-04');
  });

  it('are not taken from what another version has left in a cache that both share', async () => {
    const revision = await gateway.get(DataRevisions).read();
    const left = createAnswer('{"of":"an older version"}', null);
    const name = `top100-equal:${revision.key}:end_date=2023-01-31&start_date=2023-01-01`;
    await cache.set(`answer:4:json:identity:performance-by-interval:${name}`, pack(left), 60);
    const path = '/v1/indices/top100-equal/performance?start_date=2023-01-01&end_date=2023-01-31';
    expect((await get(path).expect(200)).body).toHaveProperty('net_period_return');
  });

  it('are not to be kept while levels of their range are still being calculated', async () => {
    gateway.clock.now = () => new Date('2024-02-03T17:00:00Z');
    const keeping = async () => (await get(PERFORMANCE).expect(200)).headers['cache-control'];
    expect(await keeping()).toBe('public, max-age=3600, stale-while-revalidate=3600');
    await gateway.store.execute(`delete from index_performance where date > '2023-01-13'`);
    await gateway.store.execute('update index_performance_state set revision = revision + 1');
    expect(await keeping()).toBe('no-cache');
    gateway.clock.now = () => new Date('2023-02-03T17:00:00Z');
  });

  it('do not keep problems: what was missing is there once it is built', async () => {
    const path = '/index-performance?start_date=2023-02-01&end_date=2023-02-01';
    await get(path).expect(404);
    await gateway.store.execute(
      `insert into index_performance (index_id, date, daily_return, cumulative_return, level, net_level, constituents)
       values ('top100-equal', '2023-02-01', 1, 1, 1010, 1010, 3)`,
    );
    await gateway.store.execute('update index_performance_state set revision = revision + 1');
    await get(path).expect(200);
  });

  it('can be asked conditionally, with a strong ETag per encoding', async () => {
    const plain = await get(PERFORMANCE).set('Accept-Encoding', 'identity').expect(200);
    const etag = plain.headers['etag'] ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    expect(plain.headers).toMatchObject({
      'cache-control': 'no-cache',
      vary: 'Accept, Accept-Encoding, Authorization',
    });
    const same = await get(PERFORMANCE)
      .set({ 'Accept-Encoding': 'identity', 'If-None-Match': `"other", W/${etag}` })
      .expect(304);
    expect(same.headers).toMatchObject({
      etag,
      'cache-control': 'no-cache',
      vary: 'Accept, Accept-Encoding, Authorization',
    });
    expect(same.text).toBe('');
    await get(PERFORMANCE).set({ 'Accept-Encoding': 'identity', 'If-None-Match': '*' }).expect(304);
    await get(PERFORMANCE).set({ 'Accept-Encoding': 'identity', 'If-None-Match': '"other"' }).expect(200);
    const zipped = await get(PERFORMANCE).set('Accept-Encoding', 'gzip').expect(200);
    expect(zipped.headers['etag']).toBe(etag.replace(/"$/, '-gzip"'));
    await get(PERFORMANCE).set({ 'Accept-Encoding': 'gzip', 'If-None-Match': etag }).expect(200);
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('come as %s where it is taken and worth it', async (encoding, decompress) => {
    const plain = await get(PERFORMANCE).set('Accept-Encoding', 'identity');
    for (let time = 0; time < 2; time += 1) {
      const answer = await rawGet(PERFORMANCE, { 'Accept-Encoding': encoding });
      expect(answer.headers['content-encoding']).toBe(encoding);
      expect(answer.headers['content-length']).toBe(String(answer.body.length));
      expect(answer.body.length).toBeLessThan(plain.text.length);
      expect(decompress(answer.body).toString()).toBe(plain.text);
    }
    expect(gateway.statements.filter(isCompute)).toHaveLength(1);
    const small = await get('/composition-changes?start_date=2023-01-01&end_date=2023-01-31').set(
      'Accept-Encoding',
      encoding,
    );
    expect(small.headers['content-encoding']).toBeUndefined();
  });

  it('answer HEAD with the same headers', async () => {
    const plain = await get(PERFORMANCE).set('Accept-Encoding', 'identity');
    const head = await request(gateway.app.getHttpServer())
      .head(PERFORMANCE)
      .set('Accept-Encoding', 'identity')
      .expect(200);
    expect(head.headers['etag']).toBe(plain.headers['etag']);
    expect(head.headers['content-length']).toBe(plain.headers['content-length']);
  });
});

/** The bytes as they come: every comfortable client unpacks them. */
function rawGet(
  path: string,
  headers: Record<string, string>,
): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  const { port } = gateway.app.getHttpServer().address() as AddressInfo;
  return new Promise((resolve, reject) => {
    httpGet({ port, path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}
