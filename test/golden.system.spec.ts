import type { CompositionAnswer } from '#contracts/api/composition.schema';
import type { MetricsAnswer } from '#contracts/api/metrics.schema';
import { createRandom } from '#testing/market-simulator/random';
import type { ApiClient } from './harness/api-client.js';
import { profilesUnderTest, startDeployment, type Deployment, type DeploymentProfile } from './harness/deployment.js';
import {
  goldenChanges,
  goldenCompositions,
  goldenMetrics,
  goldenPerformance,
  type GoldenChange,
} from './harness/golden-files.js';
import { bySession, readSharedCsv, sharedFile, toCsv } from './harness/shared-data.js';

const RANGE = { start_date: '2021-01-29', end_date: '2023-12-29' };
/** Sessions of the calendar that the real data does not have. */
const MISSING_SESSIONS = ['2022-12-21', '2022-12-28'];
const RELATIVE_TOLERANCE = 1e-9;
/** For returns, which may be nought: in percent. */
const RETURN_TOLERANCE = 1e-9;

const profiles = profilesUnderTest();

function relativeDifference(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected);
}

const membersOf = (answer: CompositionAnswer | undefined) =>
  answer?.data.map(({ rank, ticker }) => ({ rank, ticker })) ?? [];

async function expectGoldenCompositions(api: ApiClient, set: string): Promise<void> {
  const golden = goldenCompositions(set);
  expect(golden.size).toBe(733);
  const answers = await api.compositions([...golden.keys()]);
  for (const [date, { effectiveFrom, members }] of golden) {
    const answer = answers.get(date);
    const said = { date: answer?.date, effectiveFrom: answer?.effective_from, members: membersOf(answer) };
    expect(said).toEqual({ date, effectiveFrom, members: members.map(({ rank, ticker }) => ({ rank, ticker })) });
    for (const [position, { weight }] of members.entries()) {
      expect(relativeDifference(answer?.data[position]?.weight ?? 0, weight)).toBeLessThan(RELATIVE_TOLERANCE);
    }
  }
}

async function expectGoldenPerformance(api: ApiClient, set: string): Promise<void> {
  const golden = goldenPerformance(set);
  const { data, gaps } = await api.performance(RANGE);
  expect(data.map(({ date }) => date)).toEqual(golden.map(({ date }) => date));
  expect(gaps.map(({ date, status }) => ({ date, status }))).toEqual(
    MISSING_SESSIONS.map((date) => ({ date, status: 'missing' })),
  );
  const worst = { level: 0, dailyReturn: 0, cumulativeReturn: 0 };
  for (const [position, expected] of golden.entries()) {
    const row = data[position];
    if (row === undefined) throw new Error(`No performance row for ${expected.date}.`);
    expect(row.daily_return === null).toBe(expected.dailyReturn === null);
    worst.level = Math.max(worst.level, relativeDifference(row.level, expected.level));
    worst.dailyReturn = Math.max(worst.dailyReturn, Math.abs((row.daily_return ?? 0) - (expected.dailyReturn ?? 0)));
    worst.cumulativeReturn = Math.max(
      worst.cumulativeReturn,
      Math.abs(row.cumulative_return - expected.cumulativeReturn) / Math.max(1, Math.abs(expected.cumulativeReturn)),
    );
  }
  expect(worst.level).toBeLessThan(RELATIVE_TOLERANCE);
  expect(worst.dailyReturn).toBeLessThan(RETURN_TOLERANCE);
  expect(worst.cumulativeReturn).toBeLessThan(RELATIVE_TOLERANCE);
}

async function expectGoldenChanges(api: ApiClient, set: string): Promise<void> {
  const { data } = await api.changes(RANGE);
  const said: GoldenChange[] = data.flatMap(({ date, effective_from: effectiveFrom, entered, exited }) => [
    ...entered.map(({ ticker, rank, previous_rank: previousRank }) => ({
      ...{ date, effectiveFrom, action: 'entered', ticker, rank, previousRank, reason: null },
    })),
    ...exited.map(({ ticker, rank, previous_rank: previousRank, reason }) => ({
      ...{ date, effectiveFrom, action: 'exited', ticker, rank, previousRank, reason },
    })),
  ]);
  const inOrder = (changes: GoldenChange[]) =>
    [...changes].sort((left, right) => {
      const [first, second] = [left, right].map(({ date, action, ticker }) => `${date} ${action} ${ticker}`);
      return (first ?? '') < (second ?? '') ? -1 : 1;
    });
  expect(inOrder(said)).toEqual(inOrder(goldenChanges(set)));
}

async function expectGoldenMetrics(api: ApiClient, set: string): Promise<void> {
  const range = new URLSearchParams(RANGE).toString();
  const { metrics, benchmark } = await api.get<MetricsAnswer>(`/v1/indices/top100-equal/metrics?${range}`);
  const said = new Map<string, unknown>(Object.entries(metrics));
  const golden = Object.entries(goldenMetrics(set));
  expect(golden.length).toBeGreaterThanOrEqual(14);
  for (const [name, value] of golden) {
    const difference = relativeDifference(Number(said.get(name) ?? Number.NaN), value);
    expect([name, difference < RELATIVE_TOLERANCE]).toEqual([name, true]);
  }
  expect(benchmark?.relative.observations).toBe(metrics.observations);
}

async function importAll(api: ApiClient): Promise<void> {
  const report = await api.importFile('prices', sharedFile('data/prices.csv.gz'));
  expect(report).toMatchObject({ rows_read: 406_006, rows_stored: 406_006, rows_rejected: 0, sessions: 733 });
  await api.importFile('splits', sharedFile('data/splits.csv'));
}

/** Hashes of the profiles' tables after the golden run; equal in the end. */
const hashes = new Map<DeploymentProfile, Record<string, unknown>>();

describe.each(profiles)('the golden run, %s', (profile) => {
  describe('by line', () => {
    let deployment: Deployment;
    beforeAll(async () => {
      deployment = await startDeployment(profile);
      await importAll(deployment.api);
      const result = await deployment.api.build(RANGE);
      expect(result).toMatchObject({ first_session: '2021-01-29', last_session: '2023-12-29', sessions: 733 });
    }, 300_000);
    afterAll(async () => deployment?.stop(), 60_000);

    it('has every composition', () => expectGoldenCompositions(deployment.api, 'line-daily'), 120_000);
    it('has every level and return, and names the missing sessions', () =>
      expectGoldenPerformance(deployment.api, 'line-daily'));
    it('has every change', () => expectGoldenChanges(deployment.api, 'line-daily'));
    it('has every metric, and a benchmark for each session', () => expectGoldenMetrics(deployment.api, 'line-daily'));
    it('says which content its tables have', async () => {
      const found = await deployment.api.tableHashes();
      expect(Object.keys(found).length).toBeGreaterThan(0);
      hashes.set(profile, found);
    });
  });

  describe('by company, once issuers are known', () => {
    let deployment: Deployment;
    beforeAll(async () => {
      deployment = await startDeployment(profile);
      await deployment.api.importText('stocks', stocksWithIssuers());
      await importAll(deployment.api);
      await deployment.api.build(RANGE);
    }, 300_000);
    afterAll(async () => deployment?.stop(), 60_000);

    it('has every composition', () => expectGoldenCompositions(deployment.api, 'company-daily'), 120_000);
    it('has every level and return', () => expectGoldenPerformance(deployment.api, 'company-daily'));
    it('has every change', () => expectGoldenChanges(deployment.api, 'company-daily'));
    it('has every metric, and a benchmark for each session', () =>
      expectGoldenMetrics(deployment.api, 'company-daily'));
  });
});

/** Names, sectors and exchanges are in one file, issuers in another; the import takes them as one. */
function stocksWithIssuers(): string {
  const issuers = new Map<string, string>();
  for (const row of readSharedCsv('data/stocks_extra.csv').rows) {
    const [ticker = '', issuer = ''] = cellsOf(row);
    issuers.set(ticker, issuer);
  }
  const { header, rows } = readSharedCsv('data/stocks.csv');
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return toCsv(
    `${header},issuer`,
    rows.map((row) => `${row},${quoted(issuers.get(cellsOf(row)[0] ?? '') ?? '')}`),
  );
}

/** The cells of a row; a cell that holds a comma is quoted. */
function cellsOf(row: string): string[] {
  const cells = row.match(/("(?:[^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  return cells.map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, '').replaceAll('""', '"'));
}

describe('the order of arrival', () => {
  const profile = profiles[0] ?? 'standalone';
  let deployment: Deployment;
  afterAll(async () => deployment?.stop(), 60_000);

  it('does not matter: sessions in random order, in several files, some twice, give the same tables', async () => {
    const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);
    process.stdout.write(`random order with TEST_SEED=${seed}\n`);
    const random = createRandom(seed, 1);
    const { header, rows } = readSharedCsv('data/prices.csv.gz');
    const shuffled = [...bySession(rows).values()]
      .map((session) => ({ session, place: random.uniform() }))
      .sort((left, right) => left.place - right.place)
      .map(({ session }) => session);
    deployment = await startDeployment(profile);
    const files = Array.from({ length: 8 }, (_unused, number) => shuffled.filter((_session, at) => at % 8 === number));
    await deployment.api.importText('prices', toCsv(header, (files[0] ?? []).flat()));
    // Building before everything is there makes the rest arrive as corrections and as new sessions.
    const [early] = (files[0] ?? []).map((session) => session[0]?.slice(0, 10) ?? '').sort();
    await deployment.api.build({ start_date: early ?? RANGE.start_date, end_date: RANGE.end_date });
    for (const [number, sessions] of files.slice(1).entries()) {
      const again = sessions.filter(() => random.uniform() < 0.1);
      await deployment.api.importText('prices', toCsv(header, [...sessions, ...again].flat()));
      if (number === 3) await deployment.api.importFile('splits', sharedFile('data/splits.csv'));
    }
    await deployment.api.importText('prices', toCsv(header, (files[2] ?? []).flat()));
    await deployment.api.build(RANGE);
    expect(await deployment.api.tableHashes()).toEqual(hashes.get(profile));
  }, 420_000);
});

describe('the profiles', () => {
  it('have the same tables', () => {
    expect([...hashes.keys()].sort()).toEqual([...profiles].sort());
    const [first, ...others] = [...hashes.values()];
    for (const other of others) expect(other).toEqual(first);
  });
});
