import { A13, A17, B13, HEADER, prices } from '../test/import-samples.js';
import type { ImportStore } from '../test/import-store.js';
import { startEachTestEmpty } from '../test/use-import-store.js';

/** What every store must keep of what an import replaces. */
export function describeImportRevisions(name: string, store: () => ImportStore): void {
  describe(`${name}: import`, () => {
    startEachTestEmpty(store);

    describe('keeps what it replaces', () => {
      const replaced = (): Promise<object[]> =>
        store().owner.query(
          `select history.ticker, history.close, history.market_cap, history.source, history.revision, change.kind,
             change.source as replaced_by, change.actor, change.job_id, change.rows, change.known_at
           from stock_price_history as history join market_revisions as change on change.revision = history.superseded_by
           order by history.superseded_by, history.ticker`,
        );

      test('a changed row once, with who changed it, when and from what', async () => {
        await store().import('prices', prices(A13, B13));
        await store().import('prices', prices(A17));
        expect(await replaced()).toEqual([]);
        store().now = new Date('2026-11-20T13:00:00Z');
        const { jobId } = await store().import('prices', prices(A13, '2023-01-13,B,21,2000', A17, '2023-01-17,B,20,1'));
        store().now = new Date('2026-11-20T12:00:00Z');
        const row = {
          ticker: 'B',
          close: 20,
          market_cap: 2000,
          source: 'test',
          revision: 1,
          kind: 'prices',
          replaced_by: 'test',
          actor: 'upload',
          job_id: jobId,
          rows: 2,
          known_at: new Date('2026-11-20T13:00:00Z'),
        };
        expect(await replaced()).toEqual([row]);
        await store().import('prices', prices(A13, '2023-01-13,B,21,2000', A17));
        expect(await replaced()).toEqual([row]);
        expect(await store().count('market_revisions')).toBe(3);
      });

      test('a split or dividend that is another or no more', async () => {
        const history = (): Promise<object[]> =>
          store().owner.query(
            `select ticker, ex_date, kind, value, source, revision, superseded_by from corporate_action_history
             order by superseded_by, ticker, kind`,
          );
        const header = `${HEADER},split_ratio,dividend`;
        await store().import('prices', `${header}\n${A13},2,0.5\n${B13},3,\n`);
        await store().import('prices', `${header}\n${A17},4,\n`);
        await store().import('splits', 'ticker,ex_date,factor\nZ,2023-01-13,9\nB,2023-01-13,3\n');
        expect(await history()).toEqual([]);
        await store().import('prices', `${header}\n${A13},2,\n${B13},3,\n${A17},5,\n`);
        await store().import('splits', 'ticker,ex_date,factor\nZ,2023-01-13,8\n');
        const base = { ex_date: '2023-01-13', source: 'prices', revision: 1 };
        expect(await history()).toEqual([
          { ...base, ticker: 'A', kind: 'dividend', value: 0.5, superseded_by: 4 },
          { ...base, ticker: 'A', ex_date: '2023-01-17', kind: 'split', value: 4, revision: 2, superseded_by: 4 },
          { ...base, ticker: 'Z', kind: 'split', value: 9, source: 'splits', revision: 3, superseded_by: 5 },
        ]);
      });

      test('names the sources that brought rows to a session', async () => {
        const from = async (source: string, ...rows: string[]): Promise<void> => {
          const event = await store().upload('prices', prices(...rows));
          await store().deliver({ ...event, body: { ...event.body, source } });
        };
        await from('vendor', A13);
        await from('another', A13, B13);
        await from('vendor', A13, '2023-01-13,B,21,2000', A17);
        await from('unheard', A13);
        expect(await store().owner.query('select date, sources from ingestion_sessions order by date')).toEqual([
          { date: '2023-01-13', sources: ['another', 'vendor'] },
          { date: '2023-01-17', sources: ['vendor'] },
        ]);
      });

      test('what a cap was made of, until another cap comes by itself', async () => {
        const inputs = (): Promise<object[]> =>
          store().owner.query(
            'select market_cap, shares, shares_source, shares_known_on, vendor_market_cap, cap_source, issuer from stock_prices',
          );
        const header = `${HEADER},shares,shares_source,shares_known_on,vendor_market_cap,cap_source,issuer`;
        await store().import('prices', `${header}\n${A13},100,sec,2023-01-08,1010,shares,Acme\n`);
        const made = {
          market_cap: 1000,
          shares: 100,
          shares_source: 'sec',
          shares_known_on: '2023-01-08',
          vendor_market_cap: 1010,
          cap_source: 'shares',
          issuer: 'Acme',
        };
        expect(await inputs()).toEqual([made]);
        await store().import('prices', prices('2023-01-13,A,11,1000'));
        expect(await inputs()).toEqual([made]);
        await store().import('prices', prices('2023-01-13,A,11,1100'));
        expect(await inputs()).toEqual([
          {
            market_cap: 1100,
            shares: null,
            shares_source: null,
            shares_known_on: null,
            vendor_market_cap: null,
            cap_source: null,
            issuer: 'Acme',
          },
        ]);
        const history = await store().owner.query('select * from stock_price_history order by superseded_by');
        expect(history).toMatchObject([
          { ...made, close: 10 },
          { ...made, close: 11 },
        ]);
      });
    });
  });
}
