import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profilesUnderTest, startDeployment, type Deployment } from './harness/deployment.js';
import { realPrices, sharedFile, toCsv } from './harness/shared-data.js';
import { readWorkbook, tableRows, type ReadCell, type ReadSheet } from './harness/workbook-reader.js';

const YEAR = { start_date: '2022-01-01', end_date: '2022-12-31' };
/** A fraction is the percentage of the interface divided by 100: the last bit may differ. */
const TOLERANCE = 1e-13;

const value = (row: Record<string, ReadCell> | undefined, column: string) => row?.[column]?.v ?? null;
const number = (row: Record<string, ReadCell> | undefined, column: string) => Number(row?.[column]?.v);

describe.each(profilesUnderTest())('the workbook of a year, read by another program, %s', (profile) => {
  const folder = mkdtempSync(join(tmpdir(), 'ewi-workbook-'));
  let deployment: Deployment;
  let sheets: Map<string, ReadSheet>;

  beforeAll(async () => {
    const prices = realPrices('2021-12-01', '2022-12-31');
    deployment = await startDeployment(profile);
    const { api } = deployment;
    await api.importFile('stocks', sharedFile('data/stocks.csv'));
    await api.importFile('splits', sharedFile('data/splits.csv'));
    await api.importText('prices', toCsv(prices.header, prices.rows));
    await api.build(YEAR);
    const { fileName, bytes } = await api.exportWorkbook(YEAR);
    expect(fileName).toMatch(/\.xlsx$/);
    sheets = await readWorkbook(bytes, folder);
  }, 240_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await deployment?.stop();
  }, 60_000);

  it('has the sheets, with frozen headers and filters', () => {
    expect([...sheets.keys()]).toEqual(['Summary', 'Performance', 'Compositions', 'Changes']);
    for (const name of ['Performance', 'Compositions', 'Changes']) {
      expect(sheets.get(name)?.frozen).toBe('A2');
      expect(sheets.get(name)?.filter).toMatch(/^A1:/);
    }
    const kinds = new Set([...sheets.values()].flatMap(({ rows }) => rows.flat().map(({ t }) => t)));
    expect(kinds.has('f')).toBe(false);
  });

  it('has the returns and levels of the interface', async () => {
    const { data } = await deployment.api.performance(YEAR);
    const rows = tableRows(sheets.get('Performance'));
    expect(rows.map((row) => row['Date'])).toEqual(data.map(({ date }) => ({ t: 'd', v: date, f: 'yyyy-mm-dd' })));
    for (const [position, expected] of data.entries()) {
      const row = rows[position];
      expect(number(row, 'Level')).toBe(expected.level);
      expect(number(row, 'Constituents')).toBe(expected.constituents);
      expect(number(row, 'Cumulative return')).toBeCloseTo(expected.cumulative_return / 100, 12);
      if (expected.daily_return === null) expect(value(row, 'Daily return')).toBeNull();
      else expect(Math.abs(number(row, 'Daily return') - expected.daily_return / 100)).toBeLessThan(TOLERANCE);
    }
  });

  it('has the compositions of the interface', async () => {
    const rows = tableRows(sheets.get('Compositions'));
    const { data } = await deployment.api.performance(YEAR);
    const answers = await deployment.api.compositions(data.map(({ date }) => date));
    const expected = data.flatMap(({ date }) => {
      const answer = answers.get(date);
      return (answer?.data ?? []).map((line) => ({ date, effective: answer?.effective_from, ...line }));
    });
    expect(rows).toHaveLength(expected.length);
    const read = rows.map((row) => ({
      date: value(row, 'Date'),
      effective: value(row, 'Effective from'),
      rank: value(row, 'Rank'),
      ticker: value(row, 'Ticker'),
      name: value(row, 'Name'),
      sector: value(row, 'Sector'),
      exchange: value(row, 'Exchange'),
      weight: value(row, 'Weight'),
      close: value(row, 'Close'),
      market_cap: value(row, 'Market cap'),
    }));
    expect(read).toEqual(expected);
  });

  it('has the changes of the interface', async () => {
    const { data } = await deployment.api.changes(YEAR);
    const expected = data.flatMap(({ date, entered, exited, renamed }) => [
      ...entered.map(
        ({ ticker, rank, previous_rank }) => `${date} entered ${ticker} ${rank} ${previous_rank} null null`,
      ),
      ...renamed.map(({ ticker, new_ticker }) => `${date} renamed ${ticker} null null null ${new_ticker}`),
      ...exited.map(
        ({ ticker, rank, previous_rank, reason }) => `${date} exited ${ticker} ${rank} ${previous_rank} ${reason} null`,
      ),
    ]);
    const columns = ['Date', 'Action', 'Ticker', 'Rank', 'Previous rank', 'Reason', 'New ticker'];
    const read = tableRows(sheets.get('Changes')).map((row) =>
      columns.map((column) => String(value(row, column))).join(' '),
    );
    expect(read.sort()).toEqual(expected.sort());
  });
});
