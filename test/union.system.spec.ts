import type { PerformanceAnswer } from '#contracts/api/performance.schema';
import type { ChangesAnswer } from '#contracts/api/changes.schema';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient, DateRange } from './harness/api-client.js';
import { profilesUnderTest, startDeployment, type Deployment } from './harness/deployment.js';
import { readChangeNotices } from './harness/outside-consumer.js';
import { readWorkbook, tableRows, type ReadSheet } from './harness/workbook-reader.js';
import { realPrices, sharedFile, toCsv } from './harness/shared-data.js';

const JANUARY: DateRange = { start_date: '2023-01-01', end_date: '2023-01-31' };
const FEBRUARY: DateRange = { start_date: '2023-02-01', end_date: '2023-02-28' };
const BOTH: DateRange = { start_date: '2023-01-01', end_date: '2023-02-28' };

const prices = realPrices('2022-12-01', '2023-03-31');

async function withMarket(profile: 'standalone' | 'distributed'): Promise<Deployment> {
  const deployment = await startDeployment(profile);
  try {
    await deployment.api.importText('prices', toCsv(prices.header, prices.rows));
    await deployment.api.importFile('splits', sharedFile('data/splits.csv'));
    return deployment;
  } catch (error) {
    await deployment.stop();
    throw error;
  }
}

async function hashesAfter(profile: 'standalone' | 'distributed', ranges: readonly DateRange[]) {
  const deployment = await withMarket(profile);
  try {
    for (const range of ranges) await deployment.api.build(range);
    return { hashes: await deployment.api.tableHashes(), performance: await deployment.api.performance(BOTH) };
  } finally {
    await deployment.stop();
  }
}

describe.each(profilesUnderTest())('the union of built ranges, %s', (profile) => {
  it('decides the result, not the order or number of calls', async () => {
    const atOnce = await hashesAfter(profile, [BOTH]);
    const inOrder = await hashesAfter(profile, [JANUARY, FEBRUARY]);
    const reversed = await hashesAfter(profile, [FEBRUARY, JANUARY]);
    const twice = await hashesAfter(profile, [FEBRUARY, JANUARY, JANUARY, BOTH]);
    expect(inOrder).toEqual(atOnce);
    expect(reversed).toEqual(atOnce);
    expect(twice).toEqual(atOnce);
    expect(atOnce.performance.data[0]).toMatchObject({ date: '2023-01-03', level: 1000, daily_return: null });
    expect(atOnce.performance.data).toHaveLength(39);
  }, 300_000);
});

interface Seen {
  readonly performance: PerformanceAnswer;
  readonly changes: ChangesAnswer;
  readonly compositions: Map<string, string>;
}

async function look(api: ApiClient): Promise<Seen> {
  const performance = await api.performance(BOTH);
  const answers = await api.compositions(performance.data.map(({ date }) => date));
  const compositions = new Map([...answers].map(([date, { data }]) => [date, JSON.stringify(data)]));
  return { performance, changes: await api.changes(BOTH), compositions };
}

/** Waits until what `read` says is another thing than `before`; a correction is worked off without a job to ask for. */
async function changed<T>(read: () => Promise<T>, before: T): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const now = await read();
    if (JSON.stringify(now) !== JSON.stringify(before)) return now;
    if (Date.now() > deadline) throw new Error('The correction was not seen within 60 s.');
    await sleep(100);
  }
}

/** The dates of a sheet's rows that differ between two workbooks in the given columns. */
function differentDates(
  before: ReadonlyMap<string, ReadSheet>,
  after: ReadonlyMap<string, ReadSheet>,
  sheet: string,
  counts: (column: string) => boolean,
): string[] {
  const byDate = (workbook: ReadonlyMap<string, ReadSheet>): Map<string, string> => {
    const dates = new Map<string, string>();
    for (const row of tableRows(workbook.get(sheet))) {
      const date = String(row['Date']?.v).slice(0, 10);
      const values = Object.entries(row).filter(([column]) => counts(column));
      dates.set(date, `${dates.get(date) ?? ''}${JSON.stringify(values)}`);
    }
    return dates;
  };
  const [old, fresh] = [byDate(before), byDate(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].filter((date) => old.get(date) !== fresh.get(date)).sort();
}

describe.each(profilesUnderTest())('a correction of one old price, %s', (profile) => {
  const CORRECTED = '2023-01-18';
  const NEXT = '2023-01-19';
  let deployment: Deployment;
  let before: Seen;
  let after: Seen;
  let leaver: string;
  let noticesBefore = 0;
  let workbookBefore: Map<string, ReadSheet>;
  const folder = mkdtempSync(join(tmpdir(), 'ewi-correction-'));

  beforeAll(async () => {
    deployment = await withMarket(profile);
    await deployment.api.build(BOTH);
    before = await look(deployment.api);
    workbookBefore = await readWorkbook((await deployment.api.exportWorkbook(BOTH)).bytes, folder);
    if (deployment.brokers !== null) noticesBefore = (await readChangeNotices(deployment.brokers)).length;
    // A member of the middle loses nine tenths of its price and cap for one day, so it leaves and comes back.
    leaver = (await deployment.api.composition(CORRECTED)).data[49]?.ticker ?? '';
    const row = prices.rows.find((text) => text.startsWith(`${CORRECTED},${leaver},`)) ?? '';
    const [date, ticker, ...numbers] = row.split(',');
    const corrected = numbers.map((text, at) => (at === 4 ? text : String(Number(text) / 10)));
    const report = await deployment.api.importText(
      'prices',
      toCsv(prices.header, [[date, ticker, ...corrected].join(',')]),
    );
    expect(report).toMatchObject({ rows_read: 1, rows_stored: 1, sessions: 1, first_session: CORRECTED });
    const level = async () =>
      (await deployment.api.performance(BOTH)).data.find(({ date: day }) => day === NEXT)?.level;
    await changed(level, before.performance.data.find(({ date: day }) => day === NEXT)?.level);
    after = await look(deployment.api);
  }, 180_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await deployment?.stop();
  }, 60_000);

  it('changes the workbook in the same places', async () => {
    const workbook = await readWorkbook((await deployment.api.exportWorkbook(BOTH)).bytes, folder);
    expect(differentDates(workbookBefore, workbook, 'Compositions', () => true)).toEqual([CORRECTED]);
    expect(differentDates(workbookBefore, workbook, 'Changes', () => true)).toEqual([CORRECTED, NEXT]);
    const isReturn = (column: string): boolean => column === 'Daily return';
    expect(differentDates(workbookBefore, workbook, 'Performance', isReturn)).toEqual([CORRECTED, NEXT]);
  }, 90_000);

  it('changes the composition of its session only', () => {
    const different = [...after.compositions].filter(([date, text]) => text !== before.compositions.get(date));
    expect(different.map(([date]) => date)).toEqual([CORRECTED]);
    expect(after.compositions.get(CORRECTED)).not.toContain(`"${leaver}"`);
  });

  it('changes the changes of its session and of the next one only', () => {
    const byDate = ({ changes }: Seen) => new Map(changes.data.map((change) => [change.date, JSON.stringify(change)]));
    const [old, fresh] = [byDate(before), byDate(after)];
    const dates = [...new Set([...old.keys(), ...fresh.keys()])].sort();
    expect(dates.filter((date) => old.get(date) !== fresh.get(date))).toEqual([CORRECTED, NEXT]);
  });

  it('changes two returns, and the levels after them by one factor', () => {
    const rows = after.performance.data.map((row, at) => ({ row, old: before.performance.data[at] }));
    const otherReturns = rows.filter(({ row, old }) => row.daily_return !== old?.daily_return);
    expect(otherReturns.map(({ row }) => row.date)).toEqual([CORRECTED, NEXT]);
    expect(rows.filter(({ row, old }) => row.date < CORRECTED && row.level !== old?.level)).toEqual([]);
    const factors = rows.filter(({ row }) => row.date >= NEXT).map(({ row, old }) => row.level / (old?.level ?? 0));
    for (const factor of factors) expect(Math.abs(factor / (factors[0] ?? 0) - 1)).toBeLessThan(1e-12);
  });

  // The stream of the standalone profile stays inside the process: nobody can read it from outside.
  const itWithBroker = profile === 'distributed' ? it : null;
  itWithBroker?.(
    'is published for these sessions only',
    async () => {
      if (deployment.brokers === null) throw new Error('The distributed profile has brokers.');
      const notices = (await readChangeNotices(deployment.brokers)).slice(noticesBefore).map(({ notice }) => notice);
      const told = new Set(notices.map(({ session }) => session));
      expect([...told].sort()).toEqual([CORRECTED, NEXT]);
      expect(
        notices
          .filter(({ session }) => session === CORRECTED)
          .at(-1)
          ?.exited.map(({ ticker }) => ticker),
      ).toContain(leaver);
    },
    90_000,
  );

  it('is undone by the old price', async () => {
    const row = prices.rows.find((text) => text.startsWith(`${CORRECTED},${leaver},`)) ?? '';
    await deployment.api.importText('prices', toCsv(prices.header, [row]));
    const level = async () => (await deployment.api.performance(BOTH)).data.at(-1)?.level;
    await changed(level, after.performance.data.at(-1)?.level);
    const restored = await look(deployment.api);
    expect(restored).toEqual(before);
  }, 90_000);
});
