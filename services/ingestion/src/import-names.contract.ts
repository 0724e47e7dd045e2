import { A13, A17, B13, counts, prices } from '../test/import-samples.js';
import type { ImportStore } from '../test/import-store.js';
import { startEachTestEmpty } from '../test/use-import-store.js';

/** What every store must make of imports of renames and stocks. */
export function describeImportNames(name: string, store: () => ImportStore): void {
  describe(`${name}: import`, () => {
    startEachTestEmpty(store);

    describe('of renames', () => {
      const rename = (...rows: string[]): string => ['ticker,effective_on,new_ticker', ...rows, ''].join('\n');

      test('concerns both tickers on the first session of the store on or after its day', async () => {
        await store().import('prices', prices(A13, B13, A17));
        const { end, ingested } = await store().import('renames', rename('A,2023-01-14,Z', 'Q,2023-01-13,R'));
        expect(end.result).toMatchObject({ ...counts(2, 2, 0, 0), sessions: 1 });
        expect(ingested).toMatchObject({
          kind: 'renames',
          rows: 2,
          sessions: ['2023-01-17'],
          tickers: ['A', 'Z'],
          revision: 2,
        });
        const again = await store().import('renames', rename('Q,2023-01-13,R', 'A,2023-01-14,Z'));
        expect(again.end.result).toMatchObject(counts(2, 0, 2, 0));
        expect(again.ingested).toBeNull();
        const corrected = await store().import('renames', rename('A,2023-01-14,Y'));
        expect(corrected.ingested).toMatchObject({ rows: 1, tickers: ['A', 'Y', 'Z'] });
        expect(
          await store().owner.query(
            'select ticker, effective_on, new_ticker, revision from ticker_changes order by ticker',
          ),
        ).toEqual([
          { ticker: 'A', effective_on: '2023-01-14', new_ticker: 'Y', revision: 3 },
          { ticker: 'Q', effective_on: '2023-01-13', new_ticker: 'R', revision: 2 },
        ]);
      });

      test('rejects a line renamed to itself and a second name on one day', async () => {
        const { end, jobId } = await store().import(
          'renames',
          rename(
            'BRK.B,2023-01-13,BRK-B',
            'A,2023-01-13,Z',
            'A,2023-01-13,Y',
            'A,2023-01-13,Z',
            'A,,X',
            'A,2023-01-17,',
          ),
        );
        expect(end.result).toMatchObject(counts(6, 1, 1, 4));
        expect(await store().rejections(jobId)).toEqual([
          { line: 2, column: 'new_ticker', value: 'BRK-B', rule: 'renamed_to_itself' },
          { line: 4, column: 'new_ticker', value: 'Y (line 3 says otherwise)', rule: 'contradicts_line' },
          { line: 6, column: 'effective_on', value: '', rule: 'missing_value' },
          { line: 7, column: 'new_ticker', value: '', rule: 'missing_value' },
        ]);
      });
    });

    describe('of stocks', () => {
      test('a new name concerns no session but is announced, an issuer concerns all from the first price on', async () => {
        await store().import('prices', prices(A13, B13, A17, '2023-01-18,B,1,1'));
        const named = await store().import('stocks', 'ticker,name,sector\nA,Acme,Tools\nZ,Zeta,\n');
        expect(named.end.result).toMatchObject({ ...counts(2, 2, 0, 0), sessions: 0, first_session: null });
        expect(named.ingested).toMatchObject({
          kind: 'stocks',
          rows: 2,
          sessions: [],
          first_session: '2023-01-13',
          last_session: '2023-01-17',
          tickers: ['A', 'Z'],
        });
        const owned = await store().import('stocks', 'ticker,issuer,kind\nA,Acme Inc,common\nB,,common\n');
        expect(owned.end.result).toMatchObject({ ...counts(2, 2, 0, 0), ignored_columns: ['kind'] });
        expect(owned.ingested).toMatchObject({
          sessions: ['2023-01-13', '2023-01-17', '2023-01-18'],
          first_session: '2023-01-13',
          last_session: '2023-01-18',
        });
        expect((await store().contents())['stocks']).toMatchObject([
          { ticker: 'A', name: 'Acme', sector: 'Tools', issuer: 'Acme Inc' },
          { ticker: 'B', name: null },
          { ticker: 'Z', name: 'Zeta', sector: null },
        ]);
        const again = await store().import('stocks', 'ticker,issuer,name\nA,Acme Inc,Acme\n');
        expect(again.end.result).toMatchObject(counts(1, 0, 1, 0));
        expect(again.ingested).toBeNull();
      });

      test('an exchange beside the market concerns all sessions from the first price on', async () => {
        await store().import('prices', prices(A13, B13, A17));
        const listed = await store().import('stocks', 'ticker,exchange\nA,NYSE\nB,NASDAQ\n');
        expect(listed.ingested).toMatchObject({ sessions: [] });
        const left = await store().import('stocks', 'ticker,exchange\nA,OTC Pink\nB,NYSE\n');
        expect(left.ingested).toMatchObject({ sessions: ['2023-01-13', '2023-01-17'], tickers: ['A', 'B'] });
        const moved = await store().import('stocks', 'ticker,exchange\nA,OTCQX\n');
        expect(moved.ingested).toMatchObject({ sessions: [] });
        const back = await store().import('stocks', 'ticker,exchange\nA,\n');
        expect(back.ingested).toMatchObject({ sessions: ['2023-01-13', '2023-01-17'] });
      });

      test('what concerns sessions begins with the first price of all that is to be ranked anew', async () => {
        await store().import('prices', prices(A13, A17, '2023-01-18,B,1,1'));
        await store().import('stocks', 'ticker,sector,issuer\nA,Tools,\nB,Tools,\n');
        const mixed = await store().import('stocks', 'ticker,sector,issuer\nA,Food,\nB,Tools,B Inc\n');
        expect(mixed.ingested).toMatchObject({ sessions: ['2023-01-13', '2023-01-17', '2023-01-18'] });
      });

      test('a stock without prices is stored and announced to nobody', async () => {
        const { end, ingested } = await store().import(
          'stocks',
          'ticker,name,listed_on\nA,"=cmd|x",1999-01-04\nA,Other,1999-01-04\n',
        );
        expect(end.result).toMatchObject(counts(2, 1, 0, 1));
        expect(ingested).toBeNull();
      });
    });
  });
}
