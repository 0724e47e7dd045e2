import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { MarketDays } from '../provider.js';
import { flatFilesProvider } from './flat-files.provider.js';

const HEADER = 'ticker,volume,open,close,high,low,window_start,transactions';
/** Midnight in New York, in winter. */
const JANUARY_13 = '1673586000000000000';
const NOW = new Date('2023-01-20T12:00:00Z');
const signal = new AbortController().signal;

let directory: string;
let days: MarketDays;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'flat-files-'));
  const { marketDays } = flatFilesProvider(directory);
  if (marketDays === undefined) throw new TypeError('no market days');
  days = marketDays;
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('flat files', () => {
  test('are found where the bucket has them, and read as the vendor writes them', async () => {
    const folder = join(directory, 'us_stocks_sip', 'day_aggs_v1', '2023', '01');
    mkdirSync(folder, { recursive: true });
    const rows = [
      `AAPL,57758000.75,132.03,134.76,134.92,131.66,${JANUARY_13},500000`,
      `BRK.B,4000000,310,312.5,313,309,${JANUARY_13},9`,
      `AAPL,1,1,1,1,1,${JANUARY_13},1`,
      `BAD,1,1,0,1,1,${JANUARY_13},1`,
      'LATE,1,1,1,1,1,1673931600000000000,1',
    ];
    writeFileSync(join(folder, '2023-01-13.csv.gz'), gzipSync([HEADER, ...rows, ''].join('\n')));
    expect(days.offers('2023-01-13', NOW)).toBe(true);
    expect(days.offers('2023-01-17', NOW)).toBe(false);
    expect(await days.readMarketDay('2023-01-17', signal)).toBeNull();
    expect(await days.readMarketDay('2023-01-13', signal)).toEqual({
      date: '2023-01-13',
      bars: [
        { ticker: 'AAPL', open: 132.03, high: 134.92, low: 131.66, close: 134.76, volume: 57_758_000, marketCap: null },
        { ticker: 'BRK.B', open: 310, high: 313, low: 309, close: 312.5, volume: 4_000_000, marketCap: null },
      ],
      refused: [
        { ticker: 'AAPL', reason: 'line 4: the ticker is there twice' },
        { ticker: 'BAD', reason: 'line 5: close "0": not_positive' },
        { ticker: 'LATE', reason: 'the row is of 2023-01-17, the file of 2023-01-13' },
      ],
    });
  });

  test('lie beside each other with market caps, as CSV or Parquet', async () => {
    const bars = [{ ticker: 'A', open: null, high: null, low: null, close: 10, volume: null, marketCap: 1000 }];
    writeFileSync(join(directory, '2023-01-13.csv'), 'date,ticker,close,market_cap\n2023-01-13,A,10,1000\n');
    const parquet = parquetWriteBuffer({
      columnData: [
        { name: 'date', data: ['2023-01-17'], type: 'STRING' },
        { name: 'ticker', data: ['A'], type: 'STRING' },
        { name: 'close', data: [10], type: 'DOUBLE' },
        { name: 'market_cap', data: [1000], type: 'DOUBLE' },
      ],
    });
    writeFileSync(join(directory, '2023-01-17.parquet'), Buffer.from(parquet));
    expect(await days.readMarketDay('2023-01-13', signal)).toEqual({ date: '2023-01-13', bars, refused: [] });
    expect(await days.readMarketDay('2023-01-17', signal)).toEqual({ date: '2023-01-17', bars, refused: [] });
  });

  test('say of which day they are, whatever they are called', async () => {
    writeFileSync(join(directory, '2023-01-17.csv'), `${HEADER}\nA,1,1,1,1,1,${JANUARY_13},1\n`);
    expect(await days.readMarketDay('2023-01-17', signal)).toMatchObject({ date: '2023-01-13' });
  });

  test.each([
    ['cut off', gzipSync(`${HEADER}\n`).subarray(0, -4), /ends too early/],
    ['another table', 'ticker,close\nA,1\n', /lacks date, market_cap/],
    ['without a good row', `${HEADER}\nA,1,1,x,1,1,${JANUARY_13},1\n`, /line 2: close "x": not_a_number/],
  ])('%s are no answer, and the error names the file', async (_, content, message) => {
    writeFileSync(join(directory, '2023-01-13.csv'), content);
    const reading = days.readMarketDay('2023-01-13', signal);
    await expect(reading).rejects.toMatchObject({ code: 'upstream.malformed', retryable: true });
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow('2023-01-13.csv');
  });

  test('are left alone when nobody waits any more, and for what is no date', async () => {
    writeFileSync(join(directory, '2023-01-13.csv'), `${HEADER}\n`);
    expect(await days.readMarketDay('2023-01-13', signal)).toBeNull();
    await expect(days.readMarketDay('2023-01-13', AbortSignal.abort())).rejects.toMatchObject({
      code: 'upstream.cancelled',
    });
    expect(days.offers('../2023-01-13', NOW)).toBe(false);
  });
});
