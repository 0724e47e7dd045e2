import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import request from 'supertest';
import { startGateway, type GatewayApp } from '#services/query-gateway/test/gateway-app';
import { goldenCompositions, goldenMetrics, goldenPerformance } from '../harness/golden-files.js';
import { sharedFile } from '../harness/shared-data.js';
import { IndexStore } from './index-store.js';

/**
 * What is said of the series of an index of real prices, asked over HTTP, against programs that share no code with the product: the
 * golden metrics and levels that are kept beside the repository, and the figures of `test/independent/series.py`. Every figure agrees to
 * 1e-11 of its size; returns of periods, which may be near nought, to 1e-11 percentage points.
 */
const TOLERANCE = 1e-11;

interface Independent {
  readonly level: number;
  readonly window: Record<'index' | 'benchmark' | 'relative', Record<string, number>>;
  readonly year_2022: { readonly base: string } & Record<'index' | 'benchmark', Record<string, number>>;
  /** Of each period, the return of the index and that of the benchmark in percent; the first holds the base session alone. */
  readonly year: readonly [number, number][];
  readonly quarter: readonly [number, number][];
  readonly month: readonly [number, number][];
  readonly week: readonly [number, number][];
}

const independent = JSON.parse(
  readFileSync(new URL('../independent/series.json', import.meta.url), 'utf8'),
) as Independent;
const [FIRST, LAST] = ['2021-01-29', '2023-12-29'];
const RANGE = `start_date=${FIRST}&end_date=${LAST}`;

/** Read where they are; in CI their absence is a failure. */
const available = existsSync('../shared/golden') || process.env['CI'] !== undefined;
const whenAvailable = available ? describe : describe.skip;

let golden: Record<string, number>;
let store: IndexStore;
let gateway: GatewayApp;
const get = async (path: string) =>
  (await request(gateway.app.getHttpServer()).get(`/v1/indices/top100-equal/${path}`).expect(200)).body;

/** The names whose values differ by more than the tolerance. */
function differing(actual: Record<string, unknown>, expected: Record<string, number>): string[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const ours = typeof actual[name] === 'number' ? actual[name] : Number.NaN;
    return Math.abs(ours - value) <= TOLERANCE * Math.abs(value) ? [] : [`${name}: ${ours}, not ${value}`];
  });
}

whenAvailable('the series of an index of real prices', () => {
  beforeAll(async () => {
    golden = goldenMetrics('line-daily');
    const now = () => new Date('2024-01-02T17:00:00Z');
    store = await IndexStore.open(now);
    await store.import('prices', [gunzipSync(readFileSync(sharedFile('data/prices.csv.gz')))]);
    await store.import('splits', [readFileSync(sharedFile('data/splits.csv'))]);
    await store.build(FIRST, LAST);
    await store.settle();
    const { database } = store;
    const forRole = (role: string) => database.forRole(role);
    const open = () => Promise.resolve({ database, forRole, close: () => store.close() });
    gateway = await startGateway('2024-01-02', open);
  }, 600_000);
  afterAll(() => gateway.close());

  it('has the golden metrics, and those of independent programs for index, benchmark and both', async () => {
    const plain = await get(`metrics?${RANGE}`);
    expect(plain).toMatchObject({ base_session: '2021-01-29', last_session: '2023-12-29' });
    expect(differing(plain.metrics, golden)).toEqual([]);
    const { metrics, benchmark } = await get(`metrics?${RANGE}&risk_free=0.02`);
    expect(differing(metrics, independent.window.index)).toEqual([]);
    expect(differing(benchmark.metrics, independent.window.benchmark)).toEqual([]);
    expect(differing(benchmark.relative, independent.window.relative)).toEqual([]);
  });

  it('has them for a year within it, from the last close before', async () => {
    const said = await get('metrics?start_date=2022-01-01&end_date=2022-12-31&risk_free=0.02');
    const { base, index, benchmark } = independent.year_2022;
    expect(said.base_session).toBe(base);
    expect(differing(said.metrics, index)).toEqual([]);
    expect(differing(said.benchmark.metrics, benchmark)).toEqual([]);
  });

  it.each(['week', 'month', 'quarter', 'year'] as const)('has the returns of each %s', async (interval) => {
    const { data, period_return } = await get(`performance?${RANGE}&interval=${interval}`);
    const expected = independent[interval];
    expect(data).toHaveLength(expected.length);
    const off = expected.flatMap(([index, benchmark], at) => {
      // Where there is the base session alone, pandas has 0 and we have null.
      const [ours, theirs] = [data[at].period_return ?? 0, data[at].benchmark_return ?? 0];
      return Math.max(Math.abs(ours - index), Math.abs(theirs - benchmark)) <= TOLERANCE ? [] : [data[at]];
    });
    expect(off).toEqual([]);
    const compounded = data.reduce(
      (total: number, row: { period_return: number | null }) => total * (1 + (row.period_return ?? 0) / 100),
      1,
    );
    expect(compounded / (1 + period_return / 100)).toBeCloseTo(1, 12);
  });

  it('has every golden constituent in one answer, row by row', async () => {
    const path = `/v1/indices/top100-equal/compositions?${RANGE}&format=csv`;
    const { text } = await request(gateway.app.getHttpServer()).get(path).expect(200);
    const [header, ...rows] = text.trimEnd().split('\r\n');
    expect(header).toBe('date,rank,ticker,weight,close,market_cap');
    const expected = [...goldenCompositions('line-daily')].flatMap(([date, { members }]) =>
      members.map(({ rank, ticker }) => `${date},${rank ?? ''},${ticker}`),
    );
    expect(expected.length).toBeGreaterThan(73_000);
    // Compared as one flag: the difference of such texts is not to be read.
    expect(rows.map((row) => row.split(',').slice(0, 3).join()).join() === expected.join()).toBe(true);
  });

  it('has the same benchmark when a build gives it to levels that were stored without one', async () => {
    const hashes = await store.hashes();
    await store.database.execute('update index_performance set benchmark_return = null, benchmark_level = null');
    await store.build('2023-01-01', '2023-01-31');
    await store.settle();
    expect(await store.hashes()).toEqual(hashes);
  }, 120_000);

  it('has the golden levels and turnover, and the level of the twin', async () => {
    const { data } = await get(`performance?${RANGE}`);
    const expected = goldenPerformance('line-daily');
    expect(data.map(({ date }: { date: string }) => date)).toEqual(expected.map(({ date }) => date));
    const off = expected.filter(({ level }, at) => Math.abs(data[at].level / level - 1) > TOLERANCE);
    expect(off).toEqual([]);
    expect(data.at(-1).benchmark_level / independent.level).toBeCloseTo(1, 11);
    const turnover = await get(`turnover?${RANGE}`);
    const mean = turnover.annualised_turnover_one_way / (golden['annualised_turnover_one_way'] ?? Number.NaN);
    expect(mean).toBeCloseTo(1, 11);
    expect(turnover.data).toHaveLength(expected.length);
  });
});
