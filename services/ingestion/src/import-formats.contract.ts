import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { sessionsBetween } from '#domain/calendar';
import { A13, B13, HEADER, counts, prices } from '../test/import-samples.js';
import type { ImportStore } from '../test/import-store.js';
import { startEachTestEmpty } from '../test/use-import-store.js';

/** What every store must make of the forms that files have, and of files that are not what they say. */
export function describeImportFormats(name: string, store: () => ImportStore): void {
  describe(`${name}: import`, () => {
    startEachTestEmpty(store);

    describe('of prices', () => {
      test('is the same whether they come as CSV, as Parquet, or without caps as a vendor writes a day', async () => {
        await store().import(
          'prices',
          `date,ticker,close,market_cap,volume\n2023-01-13,A,10,1000,5\n2023-01-13,B,20,,6\n`,
        );
        const before = await store().contents();
        await store().clear();
        const parquet = parquetWriteBuffer({
          columnData: [
            { name: 'date', data: ['2023-01-13', '2023-01-13'], type: 'STRING' },
            { name: 'ticker', data: ['A', 'B'], type: 'STRING' },
            { name: 'close', data: [10, 20], type: 'DOUBLE' },
            { name: 'market_cap', data: [1000, null], type: 'DOUBLE' },
            { name: 'volume', data: [5n, 6n], type: 'INT64' },
          ],
        });
        const { end } = await store().import('prices', Buffer.from(parquet), 100);
        expect(end.result).toMatchObject(counts(2, 2, 0, 0));
        expect(await store().contents()).toEqual(before);
        const header = 'ticker,volume,open,close,high,low,window_start,transactions';
        const day = await store().import(
          'prices',
          gzipSync(`${header}\nA,5.5,,10,,,1673586000000000000,3\nC,7.5,1,2,3,1,1673586000000000000,3\n`),
        );
        expect(day.end.result).toMatchObject({ ...counts(2, 1, 1, 0), ignored_columns: ['transactions'] });
        expect((await store().contents())['prices']).toMatchObject([
          { ticker: 'A', market_cap: 1000, volume: 5 },
          { ticker: 'B' },
          { date: '2023-01-13', ticker: 'C', open: 1, close: 2, high: 3, low: 1, volume: 7, market_cap: null },
        ]);
      });
    });

    describe('of a file that is not what it says', () => {
      const bulk = (rows: number): string => {
        const dates = sessionsBetween('2022-01-01', '2022-12-31');
        const lines = Array.from(
          { length: rows },
          (_, row) => `${dates[row % 250]},T${Math.floor(row / 250)},${row + 1},${row * 1000}`,
        );
        return [HEADER, ...lines, ''].join('\n');
      };

      test('stores nothing and says why, even after many good rows', async () => {
        const packed = gzipSync(bulk(150_000));
        const bad = await store().import('prices', packed.subarray(0, -10));
        expect(bad.end).toMatchObject({
          status: 'failed',
          result: null,
          error: { type: '/problems/import-refused', status: 422, title: 'The file was refused' },
        });
        expect(bad.end.error?.detail).toMatch(/^The gzip file ends too early/);
        expect(bad.ingested).toBeNull();
        expect(await store().contents()).toEqual({ prices: [], actions: [], stocks: [], sessions: [] });
        expect(await store().revision()).toBe(0);
        const good = await store().import('prices', packed);
        expect(good.end.result).toMatchObject({ ...counts(150_000, 150_000, 0, 0), sessions: 250 });
      });

      test.each<[string, string | Buffer, RegExp]>([
        ['empty', '', /^The file is empty/],
        ['an Excel workbook', Buffer.from('PK\u0003\u0004\u0014\u0000\u0006\u0000', 'latin1'), /Excel workbook/],
        ['without its columns', 'ticker,close\nA,1\n', /lacks date, market_cap/],
        ['a damaged Parquet file', Buffer.from('PAR1 and no more'), /^The Parquet file is damaged/],
        ['not UTF-8', Buffer.concat([Buffer.from(prices(A13)), Buffer.from([0xff, 0x0a])]), /^Line 3, character 1/],
      ])('is refused: %s', async (_, content, detail) => {
        const { end } = await store().import('prices', content);
        expect(end.status).toBe('failed');
        expect(end.error?.detail).toMatch(detail);
      });

      test('is refused when part of the upload is missing', async () => {
        const event = await store().upload('prices', prices(A13, B13), 16);
        await store().owner.execute('delete from upload_chunks where job_id = $1 and position > 2', [
          event.body.job_id,
        ]);
        await store().deliver(event);
        const [end] = (await store().takeEvents()).slice(-1);
        expect(end?.body).toMatchObject({
          status: 'failed',
          error: { detail: expect.stringMatching(/^Of \d+ bytes announced 48/) },
        });
      });
    });
  });
}
