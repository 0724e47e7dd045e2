import fc from 'fast-check';
import { sessionsBetween } from '#domain/calendar';
import { Topic } from '#contracts/topics';
import { A13, A17, B13, HEADER, counts, prices } from '../test/import-samples.js';
import type { ImportStore } from '../test/import-store.js';
import { startEachTestEmpty } from '../test/use-import-store.js';
import { importFile } from './import-file.js';

/** What every store must make of imports of prices. */
export function describeImport(name: string, store: () => ImportStore): void {
  describe(`${name}: import`, () => {
    startEachTestEmpty(store);

    describe('of prices', () => {
      test('stores, says what changed, and announces it once', async () => {
        const first = await store().import('prices', prices(A13, B13, A17));
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
        expect((await store().contents())['sessions']).toEqual([
          { date: '2023-01-13', lines: 2, simulated: false },
          { date: '2023-01-17', lines: 1, simulated: false },
        ]);
      });

      test('of the same file again changes nothing, one of a correction just that', async () => {
        await store().import('prices', prices(A13, B13, A17));
        const before = await store().contents();
        const again = await store().import('prices', prices(A17, B13, A13));
        expect(again.end.result).toMatchObject({
          ...counts(3, 0, 3, 0),
          sessions: 0,
          first_session: null,
          last_session: null,
        });
        expect(again.ingested).toBeNull();
        expect(await store().contents()).toEqual(before);
        expect(await store().revision()).toBe(1);

        const corrected = await store().import(
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
        const revisions = await store().owner.query(
          'select date, ticker, revision from stock_prices order by date, ticker',
        );
        expect(revisions.map((row) => (row as { revision: number }).revision)).toEqual([1, 2, 1, 2]);
      });

      test('leaves columns alone that the file lacks, and empties those that it has empty', async () => {
        const header = 'date,ticker,close,market_cap,open,volume,eligible,issuer,delisting_return';
        await store().import('prices', `${header}\n2023-01-13,A,10,1000,9,500,true,Acme,\n`);
        await store().import('prices', prices('2023-01-13,A,12,'));
        expect((await store().contents())['prices']).toEqual([
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
        await store().import('prices', `${header}\n2023-01-13,A,,,,,,,-0.5\n`);
        expect((await store().contents())['prices']).toMatchObject([
          { open: null, close: null, volume: null, eligible: null, issuer: null, delisting_return: -0.5 },
        ]);
      });

      test('takes all spellings of a share class for one line', async () => {
        await store().import('prices', prices('2023-01-13,BRK-B,300,1', '2023-01-13,NA,1,1'));
        const other = await store().import('prices', prices('2023-01-13,BRK/B,300,1', '2023-01-17,BRK.B,301,1'));
        expect(other.end.result).toMatchObject(counts(2, 1, 1, 0));
        expect(other.ingested).toMatchObject({ tickers: ['BRK.B'], sessions: ['2023-01-17'] });
      });

      test('stores the good rows and keeps the rest with its reason', async () => {
        const { end, jobId } = await store().import(
          'prices',
          prices(A13, '2023-01-14,A,1,1', '2023-01-13,B,zero,1', A17),
        );
        expect(end.result).toMatchObject(counts(4, 2, 0, 2));
        expect(await store().rejections(jobId)).toEqual([
          { line: 3, column: 'date', value: '2023-01-14', rule: 'not_a_session' },
          { line: 4, column: 'close', value: 'zero', rule: 'not_a_number' },
        ]);
        const [report] = await store().owner.query('select * from ingestion_imports where job_id = $1', [jobId]);
        expect(report).toMatchObject({ kind: 'prices', source: 'test', ...counts(4, 2, 0, 2), sessions: 2 });
      });

      test('with nothing good in it succeeds and says so', async () => {
        const { end, ingested } = await store().import('prices', prices('2023-01-14,A,1,1'));
        expect(end).toMatchObject({ status: 'succeeded', result: { ...counts(1, 0, 0, 1), sessions: 0 } });
        expect(ingested).toBeNull();
        const empty = await store().import('prices', `${HEADER}\n`);
        expect(empty.end).toMatchObject({ status: 'succeeded', result: counts(0, 0, 0, 0) });
      });

      test('lets the first line of a key stand: the same again is unchanged, another value is rejected', async () => {
        const { end, jobId } = await store().import(
          'prices',
          prices(A13, B13, A13, '2023-01-13,B,20,2001', '2023-01-13,B,19,2001'),
        );
        expect(end.result).toMatchObject(counts(5, 2, 1, 2));
        expect(await store().rejections(jobId)).toEqual([
          { line: 5, column: 'market_cap', value: '2001 (line 3 says otherwise)', rule: 'contradicts_line' },
          { line: 6, column: 'close', value: '19 (line 3 says otherwise)', rule: 'contradicts_line' },
        ]);
        expect((await store().contents())['sessions']).toMatchObject([{ lines: 2 }]);
        expect((await store().contents())['prices']).toMatchObject([{ close: 10 }, { close: 20, market_cap: 2000 }]);
      });

      test('names no more than 500 sessions and 1000 tickers', async () => {
        const dates = sessionsBetween('2020-01-01', '2022-12-31');
        const long = await store().import('prices', prices(...dates.map((date) => `${date},A,1,1`)));
        expect(long.ingested).toMatchObject({
          sessions: null,
          tickers: ['A'],
          first_session: '2020-01-02',
          last_session: '2022-12-30',
        });
        expect(long.end.result).toMatchObject({ sessions: dates.length });
        const wide = await store().import(
          'prices',
          prices(...Array.from({ length: 1001 }, (_, line) => `2023-01-13,T${line},1,1`)),
        );
        expect(wide.ingested).toMatchObject({ sessions: ['2023-01-13'], tickers: null });
      });

      test('keeps splits and dividends beside them, and takes them back when they are gone', async () => {
        const header = `${HEADER},split_ratio,dividend`;
        const first = await store().import('prices', `${header}\n${A13},4,0.5\n${B13},1,0\n${A17},,\n`);
        expect(first.end.result).toMatchObject(counts(3, 3, 0, 0));
        expect((await store().contents())['actions']).toEqual([
          { ticker: 'A', ex_date: '2023-01-13', kind: 'dividend', value: 0.5, source: 'prices' },
          { ticker: 'A', ex_date: '2023-01-13', kind: 'split', value: 4, source: 'prices' },
        ]);
        // A file without the columns says nothing of them.
        const without = await store().import('prices', prices(A13, B13, A17));
        expect(without.end.result).toMatchObject(counts(3, 0, 3, 0));
        const changed = await store().import('prices', `${header}\n${A13},,0.6\n${B13},,\n${A17},2,\n`);
        expect(changed.end.result).toMatchObject(counts(3, 2, 1, 0));
        expect(changed.ingested).toMatchObject({ sessions: ['2023-01-13', '2023-01-17'], tickers: ['A'], rows: 2 });
        expect((await store().contents())['actions']).toEqual([
          { ticker: 'A', ex_date: '2023-01-13', kind: 'dividend', value: 0.6, source: 'prices' },
          { ticker: 'A', ex_date: '2023-01-17', kind: 'split', value: 2, source: 'prices' },
        ]);
        const again = await store().import('prices', `${header}\n${A13},,0.6\n${B13},,\n${A17},2,\n`);
        expect(again.end.result).toMatchObject(counts(3, 0, 3, 0));
        expect(again.ingested).toBeNull();
      });
    });

    describe('and the quality gate', () => {
      const deliver = async (gate: 'flag' | 'block', ...rows: string[]): Promise<void> => {
        const event = await store().upload('prices', prices(...rows));
        await store().deliver({ ...event, body: { ...event.body, gate } });
      };
      const verdicts = async (): Promise<object> =>
        Object.fromEntries(
          (
            await store().owner.query<{ date: string; verdict: string; verdict_reasons: string[] }>(
              'select date, verdict, verdict_reasons from ingestion_sessions order by date',
            )
          ).map(({ date, verdict, verdict_reasons: reasons }) => [date, [verdict, ...reasons]]),
        );

      test('is waited for where that was asked, by the sessions that changed and no operator accepted', async () => {
        const pending = ['blocked', 'quality_pending: the quality gate has not looked at the session yet'];
        await deliver('flag', A13);
        await deliver('block', A13, A17);
        expect(await verdicts()).toEqual({ '2023-01-13': ['open'], '2023-01-17': pending });
        await store().owner.execute("update ingestion_sessions set verdict = 'accepted', verdict_reasons = '{}'");
        await deliver('block', A13, '2023-01-17,A,12,1', '2023-01-18,A,12,1');
        expect(await verdicts()).toEqual({
          '2023-01-13': ['accepted'],
          '2023-01-17': ['accepted'],
          '2023-01-18': pending,
        });
        const [unjudged] = await store().owner.query(
          'select count(*) as sessions from ingestion_sessions where assessed_revision is distinct from revision',
        );
        expect(unjudged).toEqual({ sessions: 3 });
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
          store().parts,
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
            store().parts,
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
        expect([await store().count('share_counts'), await store().count('stock_prices')]).toEqual([0, 0]);
        await load(false);
        expect(await store().owner.query('select as_of, shares from share_counts')).toEqual([
          { as_of: '2023-01-13', shares: 1 },
        ]);
        await store().owner.execute('truncate share_counts');
      });

      test('never meet in one store', async () => {
        await load('00000000-0000-4000-8000-000000000001');
        expect(await store().takeEvents()).toMatchObject([{ topic: Topic.pricesIngested, body: { simulated: true } }]);
        const real = await store().import('prices', prices(B13));
        expect(real.end).toMatchObject({ status: 'failed', error: { status: 409, type: '/problems/market-conflict' } });
        expect(real.end.error?.detail).toMatch(/DEMO=off and another DATA_DIR/);
        await store().clear();
        await store().import('prices', prices(B13));
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
          await store().clear();
          await store().import('prices', file(rows));
          const whole = await store().contents();
          await store().clear();
          const parts: (typeof rows)[] = [[], [], [], []];
          for (const one of rows) {
            parts[dice.next().value]?.push(one);
            parts[dice.next().value]?.unshift(one);
          }
          let stored = 0;
          for (const part of parts) {
            const { end } = await store().import('prices', file(part));
            const result = end.result as Record<string, number>;
            expect(result['rows_read']).toBe((result['rows_stored'] ?? 0) + (result['rows_unchanged'] ?? 0));
            stored += result['rows_stored'] ?? 0;
          }
          expect(stored).toBe(rows.length);
          expect(await store().contents()).toEqual(whole);
        }),
        { numRuns: 15 },
      );
    });
  });
}
