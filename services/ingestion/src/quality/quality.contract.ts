import { randomUUID } from 'node:crypto';
import pino from 'pino';
import type { EventBody } from '#contracts/events';
import { Service, Topic } from '#contracts/topics';
import { assessSession } from '#domain/session-quality';
import type { ImportStore } from '../../test/import-store.js';
import { assessPendingSessions, type AssessingParts } from './assess-pending.js';
import { decideQuality, type DecisionRequested } from './decide-quality.js';
import { loadReview } from './load-review.js';
import { readOverrides } from './overrides.js';
import { storeAssessment } from './store-findings.js';

type Requested = EventBody<typeof Topic.qualityDecisionRequested>;
type Progress = EventBody<typeof Topic.jobProgressed>;

const tickers = Array.from({ length: 30 }, (_, position) => `T${String(position + 1).padStart(2, '0')}`);
const [D12, D13, D17, D18] = ['2023-01-12', '2023-01-13', '2023-01-17', '2023-01-18'] as const;

/** One session of 30 lines: T01 is worth 3000, T30 100. `changes` replaces close and market cap, null leaves the row out. */
function day(date: string, close: number, changes: Record<string, string | null> = {}): string {
  const rows = tickers.flatMap((ticker, position) => {
    if (changes[ticker] === null) return [];
    return [`${date},${ticker},${changes[ticker] ?? `${close},${(3000 - 100 * position) * close}`}`];
  });
  return rows.join('\n');
}
const file = (...days: string[]): string => ['date,ticker,close,market_cap', ...days, ''].join('\n');

/** What every store must make of the gate. `open` gives a fresh, migrated one. */
export function describeQuality(name: string, open: () => Promise<ImportStore>): void {
  describe(`${name}: quality`, () => {
    let store: ImportStore;
    let parts: AssessingParts;

    beforeAll(async () => {
      store = await open();
      parts = { ...store.parts, logger: pino({ level: 'silent' }) };
    });
    beforeEach(async () => {
      await store.clear();
      await store.owner.executeScript(
        'truncate quality_findings, quality_decisions, acquisition_sessions, listings, index_sessions, index_compositions, indices cascade',
      );
    });
    afterAll(() => store.close());

    const assess = (): Promise<number> => assessPendingSessions(parts, new AbortController().signal);
    const acquired = (...dates: string[]): Promise<number> =>
      store.owner.execute(
        `insert into acquisition_sessions (date, status, source) select date, 'complete', 'massive' from unnest($1::date[]) as date`,
        [dates],
      );
    const findings = async (): Promise<string[]> => {
      const rows = await store.owner.query<{ date: string; severity: string; check: string; ticker: string }>(
        'select date, severity, "check", ticker from quality_findings order by date, severity, "check", ticker',
      );
      return rows.map((row) => `${row.date} ${row.severity} ${row.check} ${row.ticker}`.trim());
    };
    const sessions = async (): Promise<unknown[]> => {
      const rows = await store.owner.query<{ date: string; verdict: string; reasons: string[]; assessed: boolean }>(
        `select date, verdict, verdict_reasons as reasons, assessed_revision is not distinct from revision as assessed
         from ingestion_sessions order by date`,
      );
      return rows.map(({ date, verdict, reasons, assessed }) =>
        [date, verdict, ...reasons.map((reason) => reason.split(':')[0]), assessed ? 'seen' : 'unseen'].join(' '),
      );
    };
    const announced = async (): Promise<unknown[]> => {
      const events = await store.takeEvents();
      return events.flatMap(({ topic, body }) => {
        if (topic !== Topic.pricesIngested) return [];
        const { kind, sessions: dates, tickers: lines, rows } = body as EventBody<typeof Topic.pricesIngested>;
        return [{ kind, dates, lines, rows }];
      });
    };
    const verdictOf = (...dates: string[]): object => ({ kind: 'verdict', dates, lines: null, rows: 0 });

    async function decide(request: Partial<Requested> & Pick<Requested, 'action'>): Promise<Progress> {
      const jobId = randomUUID();
      const body = {
        job_id: jobId,
        date: D13,
        ticker: null,
        values: null,
        reason: 'seen',
        decided_by: 'Ada',
        ...request,
      };
      const event: DecisionRequested = {
        ...{ id: randomUUID(), topic: Topic.qualityDecisionRequested, source: Service.queryGateway, key: jobId },
        ...{ time: store.now.toISOString(), traceparent: null, body },
      };
      store.now = new Date(store.now.getTime() + 1000);
      await decideQuality(store.parts, event);
      // A second delivery has no effect.
      await decideQuality(store.parts, event);
      const progress = await store.owner.query<{ body: string }>(
        `select body from ingestion.outbox where topic = 'job.progressed' and key = $1`,
        [jobId],
      );
      expect(progress).toHaveLength(1);
      return JSON.parse(progress[0]?.body ?? '') as Progress;
    }

    /** T02 loses its cap on the 13th. */
    const POISONED = { T02: '11,5' };
    async function poisoned(): Promise<void> {
      await store.import('prices', file(day(D12, 10), day(D13, 11, POISONED)));
      await acquired(D13);
      await assess();
      await store.takeEvents();
    }

    describe('of what is pending', () => {
      test('only names what is wrong with a file, and looks once', async () => {
        await store.import('prices', file(day(D12, 10), day(D13, 11, POISONED), day(D17, 12)));
        await store.takeEvents();
        expect(await assess()).toBe(3);
        expect(await findings()).toEqual(['2023-01-13 block cap_jump T02', '2023-01-17 block cap_jump T02']);
        expect(await sessions()).toEqual(['2023-01-12 open seen', '2023-01-13 open seen', '2023-01-17 open seen']);
        expect(await announced()).toEqual([]);
        expect(await assess()).toBe(0);
      });

      test('blocks an acquired session and compares the next with the last good one', async () => {
        await store.import('prices', file(day(D12, 10), day(D13, 11, POISONED), day(D17, 12)));
        await acquired(D13, D17);
        await store.takeEvents();
        expect(await assess()).toBe(3);
        expect(await sessions()).toEqual([
          '2023-01-12 open seen',
          '2023-01-13 blocked cap_jump seen',
          '2023-01-17 open seen',
        ]);
        expect(await announced()).toEqual([verdictOf(D13)]);
      });

      test('opens it when it is corrected', async () => {
        await poisoned();
        await store.import('prices', file(day(D13, 11)));
        await store.takeEvents();
        expect(await assess()).toBe(1);
        expect(await findings()).toEqual([]);
        expect(await sessions()).toEqual(['2023-01-12 open seen', '2023-01-13 open seen']);
        expect(await announced()).toEqual([verdictOf(D13)]);
      });

      test('judges a file that asked to be blocked until then', async () => {
        await store.import('prices', file(day(D12, 10), day(D13, 11, POISONED), day(D17, 12)));
        await store.owner.execute(
          `update ingestion_sessions set verdict = 'blocked', verdict_reasons = array['quality_pending: wait']`,
        );
        await store.takeEvents();
        expect(await assess()).toBe(3);
        expect(await sessions()).toEqual([
          '2023-01-12 open seen',
          '2023-01-13 blocked cap_jump seen',
          '2023-01-17 open seen',
        ]);
        expect(await announced()).toEqual([verdictOf(D12, D13, D17)]);
      });

      test('goes on where it was stopped', async () => {
        await store.import('prices', file(day(D12, 10), day(D13, 11)));
        const stopped = new AbortController();
        stopped.abort();
        expect(await assessPendingSessions(parts, stopped.signal)).toBe(0);
        const broken = { append: () => Promise.reject(new Error('killed')) };
        await acquired(D13);
        await store.import('prices', file(day(D13, 11, POISONED)));
        await expect(assessPendingSessions({ ...parts, outbox: broken }, new AbortController().signal)).rejects.toThrow(
          'killed',
        );
        expect(await sessions()).toEqual(['2023-01-12 open unseen', '2023-01-13 open unseen']);
        expect(await Promise.all([assess(), assess()]).then((counts) => counts.reduce((a, b) => a + b))).toBe(2);
        expect(await sessions()).toEqual(['2023-01-12 open seen', '2023-01-13 blocked cap_jump seen']);
      });
    });

    describe('of a review', () => {
      test('knows splits, renames, lines that have left and the members of the last published session', async () => {
        const half = { T02: '5.5,31900', T03: null, T04: null };
        await store.import('prices', file(day(D12, 10), `${day(D13, 11, half)}\n${D13},NEW,11,30800`));
        await store.import('splits', `ticker,ex_date,factor\nT02,${D13},2\n`);
        await store.import('stocks', `ticker,delisted_on,issuer,type\nT04,${D12},Four,CS\nT05,,Five,ETF\n`);
        await store.import('renames', `ticker,effective_on,new_ticker\nT03,${D13},NEW\n`);
        // What a caller keeps beside the index of the deployment is not asked.
        await store.owner.execute(
          `insert into indices (id, definition, owner) values ('small', '{"size": 5}', null), ('kept', '{"size": 500}', 'somebody')`,
        );
        await store.owner.execute(
          `insert into index_sessions (index_id, date, status, eligible, covered, constituents, rebalanced, revision)
           values ('small', $1, 'published', 30, 30, 3, true, 1), ('small', $2, 'incomplete', 30, 30, 3, true, 1),
             ('kept', $1, 'published', 30, 30, 1, true, 1)`,
          [D12, D13],
        );
        await store.owner.execute(
          `insert into index_compositions (index_id, date, ticker, weight, close, stale_sessions)
           values ('small', $1, 'T03', 0.5, 10, 0), ('small', $1, 'T04', 0.5, 10, 0), ('small', $1, 'T09', 0.5, 10, 2),
             ('kept', $1, 'T08', 1, 10, 0)`,
          [D12],
        );
        const review = await loadReview(store.parts.database, D13);
        expect(review).toMatchObject({
          session: D13,
          actions: [{ ticker: 'T02', value: 2 }],
          tickerChanges: [{ ticker: 'T03', newTicker: 'NEW' }],
          absent: new Set(['T04']),
          members: new Set(['T03', 'T04']),
          indexSize: 5,
          previous: { session: D12 },
        });
        const etf = review.rows.find(({ ticker }) => ticker === 'T05');
        expect(etf).toMatchObject({ eligible: false, issuer: 'Five', close: 11 });
        expect(assessSession(review)).toEqual([]);
      });

      test('takes rows that are not stored yet, and the source at its word about the day', async () => {
        await store.import('prices', file(day(D12, 10)));
        const row = { open: null, high: null, low: null, volume: null, sharesKnownOn: null, vendorMarketCap: null };
        const rows = tickers.map((ticker) => ({ ...row, ticker, close: 10, marketCap: 1, issuer: null }));
        const review = await loadReview(store.parts.database, D13, { rows, sourceDate: D12 });
        expect(assessSession(review)[0]).toMatchObject({ check: 'cap_jump', ticker: 'T01' });
        expect(assessSession(review).map(({ check }) => check)).toContain('wrong_day');
        expect(await loadReview(store.parts.database, D12)).toMatchObject({ previous: null, members: null });
      });

      test('stores findings of a session that has no rows', async () => {
        const assessment = { date: D18, mayBlock: true, source: 'massive', now: store.now, revision: 0 };
        const wrong = { check: 'wrong_day', severity: 'block', ticker: null, detail: 'x' } as const;
        const changed = await store.parts.database.transaction((transaction) =>
          storeAssessment(transaction, { ...assessment, findings: [{ ...wrong, observed: null, expected: null }] }),
        );
        expect(changed).toBe(false);
        expect(await findings()).toEqual(['2023-01-18 block wrong_day']);
      });
    });

    describe('of decisions', () => {
      test('an acceptance opens a blocked session and covers what stood then, nothing else', async () => {
        await poisoned();
        expect(await decide({ action: 'accept' })).toMatchObject({
          status: 'succeeded',
          result: { date: D13, action: 'accept', ticker: null, verdict: 'accepted', reasons: [], status_changed: true },
        });
        expect(await announced()).toEqual([verdictOf(D13)]);
        expect(
          await store.owner.query('select date, covers, decided_by, reason, decided_at from quality_decisions'),
        ).toEqual([{ date: D13, covers: ['cap_jump T02'], decided_by: 'Ada', reason: 'seen', decided_at: store.now }]);
        await store.import('prices', file(day(D13, 11, { T02: '11,6' })));
        await assess();
        expect((await sessions())[1]).toBe('2023-01-13 accepted seen');
        await store.import('prices', file(day(D13, 11, { T02: '11,6', T03: '11,6' })));
        await store.takeEvents();
        await assess();
        expect((await sessions())[1]).toBe('2023-01-13 blocked cap_jump seen');
        expect(await announced()).toEqual([verdictOf(D13)]);
      });

      test('an acceptance of one line leaves the others blocked', async () => {
        await store.import('prices', file(day(D12, 10), day(D13, 11, { T02: '11,5', T03: '11,5' })));
        await acquired(D13);
        await assess();
        expect(await decide({ action: 'accept', ticker: 'T02' })).toMatchObject({
          result: { verdict: 'blocked', status_changed: false, reasons: [expect.stringContaining('T03')] },
        });
        expect(await decide({ action: 'accept', ticker: 'T03' })).toMatchObject({
          result: { verdict: 'open', status_changed: true },
        });
      });

      test('a rejection blocks whatever the gate says, until an acceptance', async () => {
        await store.import('prices', file(day(D12, 10), day(D13, 11)));
        await assess();
        await store.takeEvents();
        expect(await decide({ action: 'reject', reason: 'half a day' })).toMatchObject({
          result: { verdict: 'blocked', reasons: ['rejected_by_operator: half a day (Ada)'], status_changed: true },
        });
        expect(await announced()).toEqual([verdictOf(D13)]);
        await store.import('prices', file(day(D13, 11.5)));
        await assess();
        expect((await sessions())[1]).toBe('2023-01-13 blocked rejected_by_operator seen');
        expect(await decide({ action: 'accept' })).toMatchObject({ result: { verdict: 'accepted' } });
      });

      test('an override sets the row and keeps the old one', async () => {
        await poisoned();
        const values = { market_cap: 31_900, volume: 7 };
        expect(await decide({ action: 'override', ticker: 'T02', values })).toMatchObject({
          result: { verdict: 'open', ticker: 'T02', status_changed: true },
        });
        expect(await announced()).toEqual([{ kind: 'prices', dates: [D13], lines: ['T02'], rows: 1 }, verdictOf(D13)]);
        expect(
          await store.owner.query(
            `select close, market_cap, volume, source, cap_source, revision from stock_prices where date = $1 and ticker = 'T02'`,
            [D13],
          ),
        ).toEqual([
          { close: 11, market_cap: 31_900, volume: 7, source: 'operator', cap_source: 'operator', revision: 2 },
        ]);
        expect(
          await store.owner.query('select ticker, market_cap, revision, superseded_by from stock_price_history'),
        ).toEqual([{ ticker: 'T02', market_cap: 5, revision: 1, superseded_by: 2 }]);
        expect(
          await store.owner.query(
            `select kind, source, actor, rows, known_at from market_revisions where revision = 2`,
          ),
        ).toEqual([{ kind: 'decision', source: 'operator', actor: 'Ada', rows: 1, known_at: store.now }]);
        expect(
          await store.owner.query('select sources, revision from ingestion_sessions where date = $1', [D13]),
        ).toEqual([{ sources: ['operator', 'test'], revision: 2 }]);
        expect(await findings()).toEqual([]);

        await decide({ action: 'override', ticker: 'T02', values: { close: 22 } });
        expect(await readOverrides(store.parts.database, D13)).toEqual(
          new Map([['T02', { market_cap: 31_900, volume: 7, close: 22 }]]),
        );
      });

      test('a file that is imported later leaves what an operator has set', async () => {
        await poisoned();
        await decide({ action: 'override', ticker: 'T02', values: { market_cap: 31_900 } });
        const before = await store.owner.query('select * from stock_prices where date = $1 order by ticker', [D13]);
        const { end } = await store.import('prices', `date,ticker,close,market_cap\n${D13},T02,12,5\n`);
        expect(end.result).toMatchObject({ rows_stored: 0, rows_unchanged: 1 });
        expect(await store.owner.query('select * from stock_prices where date = $1 order by ticker', [D13])).toEqual(
          before,
        );
        await assess();
        expect(await findings()).toEqual([]);
      });

      test('an override that the gate does not like is accepted for that line', async () => {
        await poisoned();
        await decide({ action: 'override', ticker: 'T03', values: { close: 1000 } });
        expect((await sessions())[1]).toBe('2023-01-13 blocked cap_jump seen');
        const [session] = await store.owner.query<{ reasons: string[] }>(
          'select verdict_reasons as reasons from ingestion_sessions where date = $1',
          [D13],
        );
        expect(session?.reasons).toEqual([expect.stringContaining('T02')]);
      });

      test('a close moves the cap that was made of it and of shares', async () => {
        await poisoned();
        await store.owner.execute(
          `update stock_prices set shares = 290, cap_source = 'shares', market_cap = 3190
          where date = $1 and ticker = 'T02'`,
          [D13],
        );
        await decide({ action: 'override', ticker: 'T02', values: { close: 22 } });
        expect(
          await store.owner.query(`select market_cap from stock_prices where date = $1 and ticker = 'T02'`, [D13]),
        ).toEqual([{ market_cap: 6380 }]);
      });

      test('what is not there cannot be decided on', async () => {
        await poisoned();
        const failed = (kind: string, status: number): object => ({
          status: 'failed',
          error: { type: `/problems/${kind}`, status },
        });
        const notFound = failed('quality-session-not-found', 404);
        expect(await decide({ action: 'accept', date: D18 })).toMatchObject(notFound);
        expect(await decide({ action: 'accept', ticker: 'GONE' })).toMatchObject(notFound);
        expect(await decide({ action: 'override', ticker: 'GONE', values: { close: 1 } })).toMatchObject(notFound);
        expect(await decide({ action: 'override', ticker: 'T02', values: {} })).toMatchObject(
          failed('decision-refused', 422),
        );
        expect(await store.count('quality_decisions')).toBe(0);
        expect(await store.revision()).toBe(1);
      });
    });
  });
}
