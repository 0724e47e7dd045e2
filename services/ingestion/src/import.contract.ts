import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { sessionsBetween } from '#domain/calendar';
import { Topic } from '#contracts/topics';
import type { Outbox } from '#messaging/outbox';
import type { ImportStore } from '../test/import-store.js';
import { importFile } from './import-file.js';
import { importUpload } from './import-upload.js';
import type { ImportRequested } from './import-upload.js';

const HEADER = 'date,ticker,close,market_cap';
const prices = (...rows: string[]): string => [HEADER, ...rows, ''].join('\n');
const A13 = '2023-01-13,A,10,1000';
const B13 = '2023-01-13,B,20,2000';
const A17 = '2023-01-17,A,11,1100';
const counts = (read: number, stored: number, unchanged: number, rejected: number): object => ({
  rows_read: read,
  rows_stored: stored,
  rows_unchanged: unchanged,
  rows_rejected: rejected,
});

/** What every store must make of imports. `open` gives a fresh, migrated one. */
export function describeImport(name: string, open: () => Promise<ImportStore>): void {
  describe(`${name}: import`, () => {
    let store: ImportStore;

    beforeAll(async () => {
      store = await open();
    });
    beforeEach(async () => {
      await store.clear();
    });
    afterEach(async () => {
      expect(await store.leftovers()).toEqual([]);
    });
    afterAll(async () => {
      await store.close();
    });

    describe('of prices', () => {
      test('stores, says what changed, and announces it once', async () => {
        const first = await store.import('prices', prices(A13, B13, A17));
        expect(first.end).toMatchObject({
          status: 'succeeded',
          progress: 1,
          error: null,
          result: {
            kind: 'prices',
            ...counts(3, 3, 0, 0),
            sessions: 2,
            first_session: '2023-01-13',
            last_session: '2023-01-17',
            ignored_columns: [],
          },
        });
        expect(first.ingested).toEqual({
          universe: 'us',
          kind: 'prices',
          simulated: false,
          revision: 1,
          rows: 3,
          first_session: '2023-01-13',
          last_session: '2023-01-17',
          sessions: ['2023-01-13', '2023-01-17'],
          tickers: ['A', 'B'],
        });
        expect((await store.contents())['sessions']).toEqual([
          { date: '2023-01-13', lines: 2, simulated: false },
          { date: '2023-01-17', lines: 1, simulated: false },
        ]);
      });

      test('of the same file again changes nothing, one of a correction just that', async () => {
        await store.import('prices', prices(A13, B13, A17));
        const before = await store.contents();
        const again = await store.import('prices', prices(A17, B13, A13));
        expect(again.end.result).toMatchObject({
          ...counts(3, 0, 3, 0),
          sessions: 0,
          first_session: null,
          last_session: null,
        });
        expect(again.ingested).toBeNull();
        expect(await store.contents()).toEqual(before);
        expect(await store.revision()).toBe(1);

        const corrected = await store.import(
          'prices',
          prices(A13, '2023-01-13,B,21,2000', A17, '2023-01-18,A,12,1200'),
        );
        expect(corrected.end.result).toMatchObject(counts(4, 2, 2, 0));
        expect(corrected.ingested).toMatchObject({
          revision: 2,
          rows: 2,
          sessions: ['2023-01-13', '2023-01-18'],
          tickers: ['A', 'B'],
        });
        const revisions = await store.owner.query(
          'select date, ticker, revision from stock_prices order by date, ticker',
        );
        expect(revisions.map((row) => (row as { revision: number }).revision)).toEqual([1, 2, 1, 2]);
      });

      test('leaves columns alone that the file lacks, and empties those that it has empty', async () => {
        const header = 'date,ticker,close,market_cap,open,volume,eligible,issuer,delisting_return';
        await store.import('prices', `${header}\n2023-01-13,A,10,1000,9,500,true,Acme,\n`);
        await store.import('prices', prices('2023-01-13,A,12,'));
        expect((await store.contents())['prices']).toEqual([
          {
            date: '2023-01-13',
            ticker: 'A',
            open: 9,
            high: null,
            low: null,
            close: 12,
            volume: 500,
            market_cap: null,
            eligible: true,
            issuer: 'Acme',
            delisting_return: null,
          },
        ]);
        await store.import('prices', `${header}\n2023-01-13,A,,,,,,,-0.5\n`);
        expect((await store.contents())['prices']).toMatchObject([
          { open: null, close: null, volume: null, eligible: null, issuer: null, delisting_return: -0.5 },
        ]);
      });

      test('is the same whether they come as CSV, as Parquet, or without caps as a vendor writes a day', async () => {
        await store.import(
          'prices',
          `date,ticker,close,market_cap,volume\n2023-01-13,A,10,1000,5\n2023-01-13,B,20,,6\n`,
        );
        const before = await store.contents();
        await store.clear();
        const parquet = parquetWriteBuffer({
          columnData: [
            { name: 'date', data: ['2023-01-13', '2023-01-13'], type: 'STRING' },
            { name: 'ticker', data: ['A', 'B'], type: 'STRING' },
            { name: 'close', data: [10, 20], type: 'DOUBLE' },
            { name: 'market_cap', data: [1000, null], type: 'DOUBLE' },
            { name: 'volume', data: [5n, 6n], type: 'INT64' },
          ],
        });
        const { end } = await store.import('prices', Buffer.from(parquet), 100);
        expect(end.result).toMatchObject(counts(2, 2, 0, 0));
        expect(await store.contents()).toEqual(before);
        const header = 'ticker,volume,open,close,high,low,window_start,transactions';
        const day = await store.import(
          'prices',
          gzipSync(`${header}\nA,5.5,,10,,,1673586000000000000,3\nC,7.5,1,2,3,1,1673586000000000000,3\n`),
        );
        expect(day.end.result).toMatchObject({ ...counts(2, 1, 1, 0), ignored_columns: ['transactions'] });
        expect((await store.contents())['prices']).toMatchObject([
          { ticker: 'A', market_cap: 1000, volume: 5 },
          { ticker: 'B' },
          { date: '2023-01-13', ticker: 'C', open: 1, close: 2, high: 3, low: 1, volume: 7, market_cap: null },
        ]);
      });

      test('takes all spellings of a share class for one line', async () => {
        await store.import('prices', prices('2023-01-13,BRK-B,300,1', '2023-01-13,NA,1,1'));
        const other = await store.import('prices', prices('2023-01-13,BRK/B,300,1', '2023-01-17,BRK.B,301,1'));
        expect(other.end.result).toMatchObject(counts(2, 1, 1, 0));
        expect(other.ingested).toMatchObject({ tickers: ['BRK.B'], sessions: ['2023-01-17'] });
      });

      test('stores the good rows and keeps the rest with its reason', async () => {
        const { end, jobId } = await store.import(
          'prices',
          prices(A13, '2023-01-14,A,1,1', '2023-01-13,B,zero,1', A17),
        );
        expect(end.result).toMatchObject(counts(4, 2, 0, 2));
        expect(await store.rejections(jobId)).toEqual([
          { line: 3, column: 'date', value: '2023-01-14', rule: 'not_a_session' },
          { line: 4, column: 'close', value: 'zero', rule: 'not_a_number' },
        ]);
        const [report] = await store.owner.query('select * from ingestion_imports where job_id = $1', [jobId]);
        expect(report).toMatchObject({ kind: 'prices', source: 'test', ...counts(4, 2, 0, 2), sessions: 2 });
      });

      test('with nothing good in it succeeds and says so', async () => {
        const { end, ingested } = await store.import('prices', prices('2023-01-14,A,1,1'));
        expect(end).toMatchObject({ status: 'succeeded', result: { ...counts(1, 0, 0, 1), sessions: 0 } });
        expect(ingested).toBeNull();
        const empty = await store.import('prices', `${HEADER}\n`);
        expect(empty.end).toMatchObject({ status: 'succeeded', result: counts(0, 0, 0, 0) });
      });

      test('lets the first line of a key stand: the same again is unchanged, another value is rejected', async () => {
        const { end, jobId } = await store.import(
          'prices',
          prices(A13, B13, A13, '2023-01-13,B,20,2001', '2023-01-13,B,19,2001'),
        );
        expect(end.result).toMatchObject(counts(5, 2, 1, 2));
        expect(await store.rejections(jobId)).toEqual([
          { line: 5, column: 'market_cap', value: '2001 (line 3 says otherwise)', rule: 'contradicts_line' },
          { line: 6, column: 'close', value: '19 (line 3 says otherwise)', rule: 'contradicts_line' },
        ]);
        expect((await store.contents())['sessions']).toMatchObject([{ lines: 2 }]);
        expect((await store.contents())['prices']).toMatchObject([{ close: 10 }, { close: 20, market_cap: 2000 }]);
      });

      test('names no more than 500 sessions and 1000 tickers', async () => {
        const dates = sessionsBetween('2020-01-01', '2022-12-31');
        const long = await store.import('prices', prices(...dates.map((date) => `${date},A,1,1`)));
        expect(long.ingested).toMatchObject({
          sessions: null,
          tickers: ['A'],
          first_session: '2020-01-02',
          last_session: '2022-12-30',
        });
        expect(long.end.result).toMatchObject({ sessions: dates.length });
        const wide = await store.import(
          'prices',
          prices(...Array.from({ length: 1001 }, (_, line) => `2023-01-13,T${line},1,1`)),
        );
        expect(wide.ingested).toMatchObject({ sessions: ['2023-01-13'], tickers: null });
      });

      test('keeps splits and dividends beside them, and takes them back when they are gone', async () => {
        const header = `${HEADER},split_ratio,dividend`;
        const first = await store.import('prices', `${header}\n${A13},4,0.5\n${B13},1,0\n${A17},,\n`);
        expect(first.end.result).toMatchObject(counts(3, 3, 0, 0));
        expect((await store.contents())['actions']).toEqual([
          { ticker: 'A', ex_date: '2023-01-13', kind: 'dividend', value: 0.5, source: 'prices' },
          { ticker: 'A', ex_date: '2023-01-13', kind: 'split', value: 4, source: 'prices' },
        ]);
        // A file without the columns says nothing of them.
        const without = await store.import('prices', prices(A13, B13, A17));
        expect(without.end.result).toMatchObject(counts(3, 0, 3, 0));
        const changed = await store.import('prices', `${header}\n${A13},,0.6\n${B13},,\n${A17},2,\n`);
        expect(changed.end.result).toMatchObject(counts(3, 2, 1, 0));
        expect(changed.ingested).toMatchObject({ sessions: ['2023-01-13', '2023-01-17'], tickers: ['A'], rows: 2 });
        expect((await store.contents())['actions']).toEqual([
          { ticker: 'A', ex_date: '2023-01-13', kind: 'dividend', value: 0.6, source: 'prices' },
          { ticker: 'A', ex_date: '2023-01-17', kind: 'split', value: 2, source: 'prices' },
        ]);
        const again = await store.import('prices', `${header}\n${A13},,0.6\n${B13},,\n${A17},2,\n`);
        expect(again.end.result).toMatchObject(counts(3, 0, 3, 0));
        expect(again.ingested).toBeNull();
      });
    });

    describe('of splits and dividends', () => {
      const split = (...rows: string[]): string => ['ticker,ex_date,factor', ...rows, ''].join('\n');

      test('concerns the first session of the store on or after the ex-date', async () => {
        await store.import('prices', prices(A13, B13, A17));
        const { end, ingested } = await store.import(
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
        const again = await store.import('splits', split('B,2023-01-13,4', 'A,2023-01-14,2'));
        expect(again.end.result).toMatchObject(counts(2, 0, 2, 0));
        expect(again.ingested).toBeNull();
        const corrected = await store.import('splits', split('B,2023-01-13,5', 'A,2023-01-14,2'));
        expect(corrected.ingested).toMatchObject({ rows: 1, sessions: ['2023-01-13'], tickers: ['B'] });
      });

      test('keeps the event of a line without prices until they come', async () => {
        const { end, ingested } = await store.import('dividends', 'ticker,ex_date,amount\nA,2023-01-13,0.25\n');
        expect(end.result).toMatchObject({ ...counts(1, 1, 0, 0), sessions: 0 });
        expect(ingested).toBeNull();
        expect(await store.revision()).toBe(1);
        const later = await store.import('prices', prices(A13));
        expect(later.ingested).toMatchObject({ revision: 2, sessions: ['2023-01-13'] });
        expect((await store.contents())['actions']).toHaveLength(1);
      });

      test('their own file stands against a column of prices, in either order', async () => {
        const file = split('A,2023-01-13,2');
        const column = `${HEADER},split_ratio\n${A13},3\n`;
        await store.import('splits', file);
        const second = await store.import('prices', column);
        expect(second.end.result).toMatchObject(counts(1, 1, 0, 0));
        const again = await store.import('prices', column);
        expect(again.end.result).toMatchObject(counts(1, 0, 1, 0));
        const one = await store.contents();
        await store.clear();
        await store.import('prices', column);
        const overruling = await store.import('splits', file);
        expect(overruling.ingested).toMatchObject({ sessions: ['2023-01-13'] });
        expect(await store.contents()).toEqual(one);
        expect(one['actions']).toEqual([
          { ticker: 'A', ex_date: '2023-01-13', kind: 'split', value: 2, source: 'splits' },
        ]);
      });
    });

    describe('keeps what it replaces', () => {
      const replaced = (): Promise<object[]> =>
        store.owner.query(
          `select history.ticker, history.close, history.market_cap, history.source, history.revision, change.kind,
             change.source as replaced_by, change.actor, change.job_id, change.rows, change.known_at
           from stock_price_history as history join market_revisions as change on change.revision = history.superseded_by
           order by history.superseded_by, history.ticker`,
        );

      test('a changed row once, with who changed it, when and from what', async () => {
        await store.import('prices', prices(A13, B13));
        await store.import('prices', prices(A17));
        expect(await replaced()).toEqual([]);
        store.now = new Date('2026-11-20T13:00:00Z');
        const { jobId } = await store.import('prices', prices(A13, '2023-01-13,B,21,2000', A17, '2023-01-17,B,20,1'));
        store.now = new Date('2026-11-20T12:00:00Z');
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
        await store.import('prices', prices(A13, '2023-01-13,B,21,2000', A17));
        expect(await replaced()).toEqual([row]);
        expect(await store.count('market_revisions')).toBe(3);
      });

      test('a split or dividend that is another or no more', async () => {
        const history = (): Promise<object[]> =>
          store.owner.query(
            `select ticker, ex_date, kind, value, source, revision, superseded_by from corporate_action_history
             order by superseded_by, ticker, kind`,
          );
        const header = `${HEADER},split_ratio,dividend`;
        await store.import('prices', `${header}\n${A13},2,0.5\n${B13},3,\n`);
        await store.import('prices', `${header}\n${A17},4,\n`);
        await store.import('splits', 'ticker,ex_date,factor\nZ,2023-01-13,9\nB,2023-01-13,3\n');
        expect(await history()).toEqual([]);
        await store.import('prices', `${header}\n${A13},2,\n${B13},3,\n${A17},5,\n`);
        await store.import('splits', 'ticker,ex_date,factor\nZ,2023-01-13,8\n');
        const base = { ex_date: '2023-01-13', source: 'prices', revision: 1 };
        expect(await history()).toEqual([
          { ...base, ticker: 'A', kind: 'dividend', value: 0.5, superseded_by: 4 },
          { ...base, ticker: 'A', ex_date: '2023-01-17', kind: 'split', value: 4, revision: 2, superseded_by: 4 },
          { ...base, ticker: 'Z', kind: 'split', value: 9, source: 'splits', revision: 3, superseded_by: 5 },
        ]);
      });

      test('names the sources that brought rows to a session', async () => {
        const from = async (source: string, ...rows: string[]): Promise<void> => {
          const event = await store.upload('prices', prices(...rows));
          await store.deliver({ ...event, body: { ...event.body, source } });
        };
        await from('vendor', A13);
        await from('another', A13, B13);
        await from('vendor', A13, '2023-01-13,B,21,2000', A17);
        await from('unheard', A13);
        expect(await store.owner.query('select date, sources from ingestion_sessions order by date')).toEqual([
          { date: '2023-01-13', sources: ['another', 'vendor'] },
          { date: '2023-01-17', sources: ['vendor'] },
        ]);
      });

      test('what a cap was made of, until another cap comes by itself', async () => {
        const inputs = (): Promise<object[]> =>
          store.owner.query(
            'select market_cap, shares, shares_source, shares_known_on, vendor_market_cap, cap_source, issuer from stock_prices',
          );
        const header = `${HEADER},shares,shares_source,shares_known_on,vendor_market_cap,cap_source,issuer`;
        await store.import('prices', `${header}\n${A13},100,sec,2023-01-08,1010,shares,Acme\n`);
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
        await store.import('prices', prices('2023-01-13,A,11,1000'));
        expect(await inputs()).toEqual([made]);
        await store.import('prices', prices('2023-01-13,A,11,1100'));
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
        const history = await store.owner.query('select * from stock_price_history order by superseded_by');
        expect(history).toMatchObject([
          { ...made, close: 10 },
          { ...made, close: 11 },
        ]);
      });
    });

    describe('and the quality gate', () => {
      const deliver = async (gate: 'flag' | 'block', ...rows: string[]): Promise<void> => {
        const event = await store.upload('prices', prices(...rows));
        await store.deliver({ ...event, body: { ...event.body, gate } });
      };
      const verdicts = async (): Promise<object> =>
        Object.fromEntries(
          (
            await store.owner.query<{ date: string; verdict: string; verdict_reasons: string[] }>(
              'select date, verdict, verdict_reasons from ingestion_sessions order by date',
            )
          ).map(({ date, verdict, verdict_reasons: reasons }) => [date, [verdict, ...reasons]]),
        );

      test('is waited for where that was asked, by the sessions that changed and no operator accepted', async () => {
        const pending = ['blocked', 'quality_pending: the quality gate has not looked at the session yet'];
        await deliver('flag', A13);
        await deliver('block', A13, A17);
        expect(await verdicts()).toEqual({ '2023-01-13': ['open'], '2023-01-17': pending });
        await store.owner.execute("update ingestion_sessions set verdict = 'accepted', verdict_reasons = '{}'");
        await deliver('block', A13, '2023-01-17,A,12,1', '2023-01-18,A,12,1');
        expect(await verdicts()).toEqual({
          '2023-01-13': ['accepted'],
          '2023-01-17': ['accepted'],
          '2023-01-18': pending,
        });
        const [unjudged] = await store.owner.query(
          'select count(*) as sessions from ingestion_sessions where assessed_revision is distinct from revision',
        );
        expect(unjudged).toEqual({ sessions: 3 });
      });
    });

    describe('of renames', () => {
      const rename = (...rows: string[]): string => ['ticker,effective_on,new_ticker', ...rows, ''].join('\n');

      test('concerns both tickers on the first session of the store on or after its day', async () => {
        await store.import('prices', prices(A13, B13, A17));
        const { end, ingested } = await store.import('renames', rename('A,2023-01-14,Z', 'Q,2023-01-13,R'));
        expect(end.result).toMatchObject({ ...counts(2, 2, 0, 0), sessions: 1 });
        expect(ingested).toMatchObject({
          kind: 'renames',
          rows: 2,
          sessions: ['2023-01-17'],
          tickers: ['A', 'Z'],
          revision: 2,
        });
        const again = await store.import('renames', rename('Q,2023-01-13,R', 'A,2023-01-14,Z'));
        expect(again.end.result).toMatchObject(counts(2, 0, 2, 0));
        expect(again.ingested).toBeNull();
        const corrected = await store.import('renames', rename('A,2023-01-14,Y'));
        expect(corrected.ingested).toMatchObject({ rows: 1, tickers: ['A', 'Y', 'Z'] });
        expect(
          await store.owner.query(
            'select ticker, effective_on, new_ticker, revision from ticker_changes order by ticker',
          ),
        ).toEqual([
          { ticker: 'A', effective_on: '2023-01-14', new_ticker: 'Y', revision: 3 },
          { ticker: 'Q', effective_on: '2023-01-13', new_ticker: 'R', revision: 2 },
        ]);
      });

      test('rejects a line renamed to itself and a second name on one day', async () => {
        const { end, jobId } = await store.import(
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
        expect(await store.rejections(jobId)).toEqual([
          { line: 2, column: 'new_ticker', value: 'BRK-B', rule: 'renamed_to_itself' },
          { line: 4, column: 'new_ticker', value: 'Y (line 3 says otherwise)', rule: 'contradicts_line' },
          { line: 6, column: 'effective_on', value: '', rule: 'missing_value' },
          { line: 7, column: 'new_ticker', value: '', rule: 'missing_value' },
        ]);
      });
    });

    describe('of stocks', () => {
      test('a new name concerns no session but is announced, an issuer concerns all from the first price on', async () => {
        await store.import('prices', prices(A13, B13, A17, '2023-01-18,B,1,1'));
        const named = await store.import('stocks', 'ticker,name,sector\nA,Acme,Tools\nZ,Zeta,\n');
        expect(named.end.result).toMatchObject({ ...counts(2, 2, 0, 0), sessions: 0, first_session: null });
        expect(named.ingested).toMatchObject({
          kind: 'stocks',
          rows: 2,
          sessions: [],
          first_session: '2023-01-13',
          last_session: '2023-01-17',
          tickers: ['A', 'Z'],
        });
        const owned = await store.import('stocks', 'ticker,issuer,kind\nA,Acme Inc,common\nB,,common\n');
        expect(owned.end.result).toMatchObject({ ...counts(2, 2, 0, 0), ignored_columns: ['kind'] });
        expect(owned.ingested).toMatchObject({
          sessions: ['2023-01-13', '2023-01-17', '2023-01-18'],
          first_session: '2023-01-13',
          last_session: '2023-01-18',
        });
        expect((await store.contents())['stocks']).toMatchObject([
          { ticker: 'A', name: 'Acme', sector: 'Tools', issuer: 'Acme Inc' },
          { ticker: 'B', name: null },
          { ticker: 'Z', name: 'Zeta', sector: null },
        ]);
        const again = await store.import('stocks', 'ticker,issuer,name\nA,Acme Inc,Acme\n');
        expect(again.end.result).toMatchObject(counts(1, 0, 1, 0));
        expect(again.ingested).toBeNull();
      });

      test('a stock without prices is stored and announced to nobody', async () => {
        const { end, ingested } = await store.import(
          'stocks',
          'ticker,name,listed_on\nA,"=cmd|x",1999-01-04\nA,Other,1999-01-04\n',
        );
        expect(end.result).toMatchObject(counts(2, 1, 0, 1));
        expect(ingested).toBeNull();
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
        const bad = await store.import('prices', packed.subarray(0, -10));
        expect(bad.end).toMatchObject({
          status: 'failed',
          result: null,
          error: { type: '/problems/import-refused', status: 422, title: 'The file was refused' },
        });
        expect(bad.end.error?.detail).toMatch(/^The gzip file ends too early/);
        expect(bad.ingested).toBeNull();
        expect(await store.contents()).toEqual({ prices: [], actions: [], stocks: [], sessions: [] });
        expect(await store.revision()).toBe(0);
        const good = await store.import('prices', packed);
        expect(good.end.result).toMatchObject({ ...counts(150_000, 150_000, 0, 0), sessions: 250 });
      });

      test.each<[string, string | Buffer, RegExp]>([
        ['empty', '', /^The file is empty/],
        ['an Excel workbook', Buffer.from('PK\u0003\u0004\u0014\u0000\u0006\u0000', 'latin1'), /Excel workbook/],
        ['without its columns', 'ticker,close\nA,1\n', /lacks date, market_cap/],
        ['a damaged Parquet file', Buffer.from('PAR1 and no more'), /^The Parquet file is damaged/],
        ['not UTF-8', Buffer.concat([Buffer.from(prices(A13)), Buffer.from([0xff, 0x0a])]), /^Line 3, character 1/],
      ])('is refused: %s', async (_, content, detail) => {
        const { end } = await store.import('prices', content);
        expect(end.status).toBe('failed');
        expect(end.error?.detail).toMatch(detail);
      });

      test('is refused when part of the upload is missing', async () => {
        const event = await store.upload('prices', prices(A13, B13), 16);
        await store.owner.execute('delete from upload_chunks where job_id = $1 and position > 2', [event.body.job_id]);
        await store.deliver(event);
        const [end] = (await store.takeEvents()).slice(-1);
        expect(end?.body).toMatchObject({
          status: 'failed',
          error: { detail: expect.stringMatching(/^Of \d+ bytes announced 48/) },
        });
      });
    });

    describe('delivered again', () => {
      /** Stops the process, as it were, when so much of the file has been read. */
      const deliverUntil = (event: ImportRequested, share: number): Promise<void> => {
        const stopping = new AbortController();
        const { outbox } = store.parts;
        const append: Outbox['append'] = async (transaction, events) => {
          await outbox.append(transaction, events);
          if (events.some(({ body }) => 'progress' in body && body.progress >= share)) stopping.abort();
        };
        return importUpload({ ...store.parts, outbox: { append } }, event, stopping.signal);
      };

      test('has its effect once, whether it ended well or not', async () => {
        for (const content of [prices(A13), 'nonsense\n']) {
          const event = await store.upload('prices', content);
          await store.deliver(event);
          await store.takeEvents();
          await store.deliver(event);
          const news = (await store.takeEvents()).filter(
            ({ body }) => !('status' in body) || body.status !== 'running',
          );
          expect(news).toEqual([]);
        }
        expect(await store.revision()).toBe(1);
      });

      test('has its effect once when both deliveries are under way at the same time', async () => {
        const event = await store.upload('prices', prices(A13, B13));
        await Promise.all([store.deliver(event), store.deliver(event), store.deliver(event)]);
        const events = await store.takeEvents();
        expect(events.filter(({ topic }) => topic === Topic.pricesIngested)).toHaveLength(1);
        expect(events.filter(({ body }) => 'status' in body && body.status === 'succeeded')).toHaveLength(1);
        expect(await store.revision()).toBe(1);
      });

      test('starts over after an interruption, and ends the same', async () => {
        const dates = sessionsBetween('2020-01-01', '2022-12-31').slice(0, 700);
        const rows = dates.flatMap((date) =>
          Array.from({ length: 250 }, (_, line) => `${date},T${line},${line + 1},1000`),
        );
        const event = await store.upload('prices', [HEADER, ...rows, ''].join('\n'), 200_000);
        await expect(deliverUntil(event, 0.5)).rejects.toMatchObject({ code: 'import.interrupted', retryable: true });
        expect(await store.leftovers()).toEqual([]);
        expect((await store.contents())['prices']).toEqual([]);
        await store.takeEvents();
        await store.deliver(event);
        const events = await store.takeEvents();
        const progress = events.flatMap(({ body }) => ('progress' in body ? [body.progress] : []));
        expect(progress).toEqual([...progress].sort((a, b) => a - b));
        expect(progress.length).toBeGreaterThan(2);
        expect(progress.at(-1)).toBe(1);
        expect(await store.count('stock_prices')).toBe(rows.length);
      });

      test('lets others have their turn meanwhile', async () => {
        const rows = sessionsBetween('2022-01-01', '2022-12-31').flatMap((date) =>
          Array.from({ length: 100 }, (_, line) => `${date},T${line},${line + 1},1000`),
        );
        const event = await store.upload('prices', [HEADER, ...rows, ''].join('\n'), 50_000);
        let turns = 0;
        const timer = setInterval(() => (turns += 1), 1);
        await store.deliver(event);
        clearInterval(timer);
        expect(turns).toBeGreaterThan(5);
      });

      test('sweeps what a killed import left behind', async () => {
        await store.parts.database.execute('create unlogged table ingestion.staged_dead (line int8)');
        await store.parts.database.execute(
          "insert into ingestion.staging_tables (name, touched_at) values ('staged_dead', now() - interval '1 hour')",
        );
        await store.import('prices', prices(A13));
      });
    });

    describe('and the simulated market', () => {
      const simulated = async function* (): AsyncGenerator<Uint8Array> {
        yield Buffer.from(prices(A13));
      };
      const steps = {
        onProgress: () => Promise.resolve(),
        claim: () => Promise.resolve(true),
        announce: () => Promise.resolve(),
      };
      const load = async (jobId: string): Promise<unknown> =>
        importFile(
          store.parts,
          {
            jobId,
            kind: 'prices',
            source: 'simulator',
            actor: 'simulation',
            gate: 'flag',
            simulated: true,
            chunks: simulated(),
            bytes: null,
          },
          steps,
        );

      test('lets what is stored beside it stand or fall with it', async () => {
        const load = (fail: boolean): Promise<unknown> =>
          importFile(
            store.parts,
            {
              jobId: '00000000-0000-4000-8000-000000000003',
              kind: 'prices',
              source: 'vendor',
              actor: 'schedule',
              gate: 'block',
              simulated: false,
              chunks: simulated(),
              bytes: null,
            },
            {
              ...steps,
              announce: async (transaction, report, revision) => {
                await transaction.execute(
                  "insert into share_counts (line_id, known_on, as_of, source, shares) values ('A', '2023-01-13', $1, 'sec', $2)",
                  [report.lastSession, revision],
                );
                if (fail) throw new Error('no');
              },
            },
          );
        await expect(load(true)).rejects.toThrow('no');
        expect([await store.count('share_counts'), await store.count('stock_prices')]).toEqual([0, 0]);
        await load(false);
        expect(await store.owner.query('select as_of, shares from share_counts')).toEqual([
          { as_of: '2023-01-13', shares: 1 },
        ]);
        await store.owner.execute('truncate share_counts');
      });

      test('never meet in one store', async () => {
        await load('00000000-0000-4000-8000-000000000001');
        expect(await store.takeEvents()).toMatchObject([{ topic: Topic.pricesIngested, body: { simulated: true } }]);
        const real = await store.import('prices', prices(B13));
        expect(real.end).toMatchObject({ status: 'failed', error: { status: 409, type: '/problems/market-conflict' } });
        expect(real.end.error?.detail).toMatch(/DEMO=off and another DATA_DIR/);
        await store.clear();
        await store.import('prices', prices(B13));
        await expect(load('00000000-0000-4000-8000-000000000002')).rejects.toMatchObject({
          code: 'import.market_conflict',
        });
      });
    });

    test('any order, splitting and repetition of the same rows ends with the same tables', async () => {
      const dates = sessionsBetween('2022-12-20', '2023-01-20');
      const row = fc.tuple(fc.constantFrom(...dates), fc.constantFrom('A', 'B', 'C', 'BRK.B'));
      const market = fc.uniqueArray(row, { selector: ([date, ticker]) => date + ticker, minLength: 1, maxLength: 40 });
      const line = ([date, ticker]: readonly [string, string]): string =>
        `${date},${ticker},${Number(date.slice(8))},${ticker.length * 1000},${ticker === 'C' && date.endsWith('5') ? 2 : ''}`;
      const file = (rows: readonly (readonly [string, string])[]): string =>
        [`${HEADER},split_ratio`, ...rows.map(line), ''].join('\n');
      await fc.assert(
        fc.asyncProperty(market, fc.infiniteStream(fc.nat(3)), async (rows, dice) => {
          await store.clear();
          await store.import('prices', file(rows));
          const whole = await store.contents();
          await store.clear();
          const parts: (typeof rows)[] = [[], [], [], []];
          for (const one of rows) {
            parts[dice.next().value]?.push(one);
            parts[dice.next().value]?.unshift(one);
          }
          let stored = 0;
          for (const part of parts) {
            const { end } = await store.import('prices', file(part));
            const result = end.result as Record<string, number>;
            expect(result['rows_read']).toBe((result['rows_stored'] ?? 0) + (result['rows_unchanged'] ?? 0));
            stored += result['rows_stored'] ?? 0;
          }
          expect(stored).toBe(rows.length);
          expect(await store.contents()).toEqual(whole);
        }),
        { numRuns: 15 },
      );
    });
  });
}
