import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ImportStore } from '../test/import-store.js';

/** Real market data lies beside the repository and is never part of it. On a build machine it must be there. */
const FOLDER = resolve('../shared/data');
const describeWithData = existsSync(FOLDER) || process.env['CI'] === 'true' ? describe : describe.skip;

/** Twice 400,000 rows, on a machine that does other things as well. */
const TIMEOUT_MS = 300_000;

describeWithData('the real files', () => {
  let store: ImportStore;

  beforeAll(async () => {
    store = await ImportStore.openPglite();
  });
  afterAll(() => store.close());

  test.each([
    ['prices.csv.gz', 'prices'],
    ['prices_close_only.csv.gz', 'prices'],
    ['stocks.csv', 'stocks'],
    ['stocks_extra.csv', 'stocks'],
    ['splits.csv', 'splits'],
    ['dividends.csv', 'dividends'],
  ] as const)(
    '%s is imported whole, and a second time changes nothing',
    async (name, kind) => {
      const bytes = readFileSync(resolve(FOLDER, name));
      const rows = countRows(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
      const first = await store.import(kind, bytes);
      expect(first.end).toMatchObject({
        status: 'succeeded',
        result: { rows_read: rows, rows_stored: rows, rows_unchanged: 0, rows_rejected: 0 },
      });
      const again = await store.import(kind, bytes);
      expect(again.end).toMatchObject({
        status: 'succeeded',
        result: { rows_read: rows, rows_stored: 0, rows_unchanged: rows, rows_rejected: 0, sessions: 0 },
      });
      expect(again.ingested).toBeNull();
      expect(await store.leftovers()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'every value of prices.csv.gz is in the store as it is in the file',
    async () => {
      const lines = gunzipSync(readFileSync(resolve(FOLDER, 'prices.csv.gz')))
        .toString()
        .trimEnd()
        .split('\n')
        .slice(1);
      const tickers = new Set(lines.map((line) => line.split(',')[1] ?? ''));
      const number = (text: string | undefined): number | null =>
        text === undefined || text === '' ? null : Number(text);
      const expected = createHash('sha256');
      for (const line of lines) {
        const [date, ticker, ...numbers] = line.split(',');
        expected.update(JSON.stringify([date, ticker, ...numbers.map(number)]));
      }
      const stored = createHash('sha256');
      await store.owner.transaction(async (transaction) => {
        const batches = transaction.stream<Record<string, string | number | null>>(
          `select date, ticker, open, high, low, close, volume, market_cap from stock_prices
         where ticker = any($1::text[]) order by date, ticker`,
          [[...tickers]],
          20_000,
        );
        for await (const batch of batches) {
          for (const row of batch) stored.update(JSON.stringify(Object.values(row)));
        }
      });
      expect(stored.digest('hex')).toBe(expected.digest('hex'));
    },
    TIMEOUT_MS,
  );
});

/** None of these files has a line break inside a field. */
function countRows(bytes: Buffer): number {
  return bytes.toString('latin1').trimEnd().split('\n').length - 1;
}
