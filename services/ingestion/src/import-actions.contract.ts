import { A13, A17, B13, HEADER, counts, prices } from '../test/import-samples.js';
import type { ImportStore } from '../test/import-store.js';
import { startEachTestEmpty } from '../test/use-import-store.js';

/** What every store must make of imports of splits and dividends. */
export function describeImportActions(name: string, store: () => ImportStore): void {
  describe(`${name}: import`, () => {
    startEachTestEmpty(store);

    describe('of splits and dividends', () => {
      const split = (...rows: string[]): string => ['ticker,ex_date,factor', ...rows, ''].join('\n');

      test('concerns the first session of the store on or after the ex-date', async () => {
        await store().import('prices', prices(A13, B13, A17));
        const { end, ingested } = await store().import(
          'splits',
          split('A,2023-01-14,2', 'A,2023-03-01,3', 'B,2023-01-13,4'),
        );
        expect(end.result).toMatchObject({ ...counts(3, 3, 0, 0), sessions: 2 });
        expect(ingested).toMatchObject({
          kind: 'splits',
          rows: 3,
          sessions: ['2023-01-13', '2023-01-17'],
          tickers: ['A', 'B'],
          first_session: '2023-01-13',
          last_session: '2023-01-17',
        });
        const again = await store().import('splits', split('B,2023-01-13,4', 'A,2023-01-14,2'));
        expect(again.end.result).toMatchObject(counts(2, 0, 2, 0));
        expect(again.ingested).toBeNull();
        const corrected = await store().import('splits', split('B,2023-01-13,5', 'A,2023-01-14,2'));
        expect(corrected.ingested).toMatchObject({ rows: 1, sessions: ['2023-01-13'], tickers: ['B'] });
      });

      test('keeps the event of a line without prices until they come', async () => {
        const { end, ingested } = await store().import('dividends', 'ticker,ex_date,amount\nA,2023-01-13,0.25\n');
        expect(end.result).toMatchObject({ ...counts(1, 1, 0, 0), sessions: 0 });
        expect(ingested).toBeNull();
        expect(await store().revision()).toBe(1);
        const later = await store().import('prices', prices(A13));
        expect(later.ingested).toMatchObject({ revision: 2, sessions: ['2023-01-13'] });
        expect((await store().contents())['actions']).toHaveLength(1);
      });

      test('their own file stands against a column of prices, in either order', async () => {
        const file = split('A,2023-01-13,2');
        const column = `${HEADER},split_ratio\n${A13},3\n`;
        await store().import('splits', file);
        const second = await store().import('prices', column);
        expect(second.end.result).toMatchObject(counts(1, 1, 0, 0));
        const again = await store().import('prices', column);
        expect(again.end.result).toMatchObject(counts(1, 0, 1, 0));
        const one = await store().contents();
        await store().clear();
        await store().import('prices', column);
        const overruling = await store().import('splits', file);
        expect(overruling.ingested).toMatchObject({ sessions: ['2023-01-13'] });
        expect(await store().contents()).toEqual(one);
        expect(one['actions']).toEqual([
          { ticker: 'A', ex_date: '2023-01-13', kind: 'split', value: 2, source: 'splits' },
        ]);
      });
    });
  });
}
