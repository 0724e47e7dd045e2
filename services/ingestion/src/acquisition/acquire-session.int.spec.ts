import { randomUUID } from 'node:crypto';
import { Service, Topic } from '#contracts/topics';
import type { MarketBar } from '#domain/session-assembly';
import { AcquisitionStore, bar, listing, MemoryVendor } from '../../test/acquisition-store.js';
import { acquireDue } from './acquire-due.js';
import { acquireSession } from './acquire-session.js';
import { advanceOldestJob } from './advance-job.js';
import { addWork } from './stores/acquisition-work.store.js';
import { decideQuality } from '../quality/decide-quality.js';
import type { Listing, Provider, ShareCount } from '../providers/provider.js';

const [MON, TUE, WED, THU] = ['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05'] as const;
const tickers = Array.from({ length: 30 }, (_, position) => `T${String(position + 1).padStart(2, '0')}`);

let store: AcquisitionStore;
let vendor: MemoryVendor;
beforeAll(async () => {
  store = await AcquisitionStore.open();
});
beforeEach(async () => {
  await store.clear();
  vendor = new MemoryVendor('massive');
});
afterAll(() => store.close());

const bars = (close: number, changes: Record<string, MarketBar | null> = {}): MarketBar[] =>
  tickers.flatMap((ticker, position) => {
    const changed = changes[ticker];
    return changed === null ? [] : [changed ?? bar(ticker, close, 1_000_000 + 100 * position + close)];
  });
const lines = (...more: Listing[]): Listing[] => [...tickers.map((ticker) => listing(ticker)), ...more];
const count = (shares: number, knownOn: string, asOf = knownOn): ShareCount => ({ shares, knownOn, asOf });

/** The same lines on all of these days, a million shares each, counted long ago. */
function market(...days: string[]): void {
  days.forEach((day, position) => {
    vendor.days.set(day, bars(100 + position));
    vendor.listed.set(day, lines());
  });
  for (const ticker of tickers) vendor.counts.set(ticker, [count(1e6, '2026-09-01')]);
}

async function decide(session: string, action: 'accept' | 'reject'): Promise<void> {
  const body = {
    job_id: randomUUID(),
    date: session,
    action,
    ticker: null,
    values: null,
    reason: 'so',
    decided_by: 'me',
  };
  await decideQuality(store.store.parts, {
    ...{ id: randomUUID(), topic: Topic.qualityDecisionRequested, source: Service.queryGateway },
    ...{ time: '2026-11-20T00:00:00Z', key: session, traceparent: null, body },
  });
}

test('a session that cannot be worked on for a reason that nobody foresaw does not keep the others waiting', async () => {
  market(MON, TUE);
  const provider = vendor.provider();
  const marketDays: Provider['marketDays'] = {
    offers: () => true,
    readMarketDay: (session, signal) => {
      if (session === MON) throw new TypeError('a field is not what it was');
      return (provider.marketDays as NonNullable<Provider['marketDays']>).readMarketDay(session, signal);
    },
  };
  const parts = store.parts([{ ...provider, marketDays }]);
  const schedule = { first: MON, delayMs: 0 };
  for (let round = 0; round < 2; round += 1) await acquireDue(parts, schedule, store.signal);
  expect(await store.states(MON)).toMatchObject({ status: 'missing', final: false });
  expect(await store.states(TUE)).toMatchObject({ status: 'complete' });
  const [attempt] = await store.store.owner.query<{ reasons: string[] }>(
    'select reasons from acquisition_attempts where date = $1',
    [MON],
  );
  expect(attempt?.reasons).toEqual(['unforeseen: a field is not what it was']);
});

test('a ticker that the vendor corrects on the day on which it is first seen is taken', async () => {
  market(MON);
  vendor.listed.set(MON, [...lines().slice(1), listing('TYPO', 'line T01')]);
  await store.acquire([vendor.provider()], MON);
  vendor.listed.set(MON, lines());
  expect(await store.acquire([vendor.provider()], MON)).toMatchObject({ outcome: 'stored' });
});

describe('sessions that come out of order', () => {
  test('get their shares although those were asked for on a later session already', async () => {
    market(MON, TUE);
    // A source that only knows what holds on the day it is asked about.
    for (const ticker of tickers) vendor.counts.set(ticker, [count(1e6, MON), count(2e6, TUE)]);
    const provider = vendor.provider();
    const onlyOfTheDay = {
      ...provider,
      shareCounts: {
        readShareCounts: async (line: { ticker: string }, session: string) =>
          (vendor.counts.get(line.ticker) ?? []).filter(({ knownOn }) => knownOn === session),
      },
    };
    await store.acquire([onlyOfTheDay], TUE);
    await store.acquire([onlyOfTheDay], MON);
    expect((await store.caps(TUE))['T01']).toBe(101 * 2e6);
    expect((await store.caps(MON))['T01']).toBe(100 * 1e6);
  });

  test('do not leave many lines open that left in between', async () => {
    market(MON, THU);
    const left = Array.from({ length: 60 }, (_, position) => listing(`X${String(position).padStart(2, '0')}`));
    vendor.listed.set(MON, lines(...left));
    vendor.days.set(MON, [...bars(100), ...left.map(({ ticker }) => bar(ticker, 5))]);
    for (const line of left) vendor.gone.set(line.ticker, { ...line, delistedOn: TUE });
    await store.acquire([vendor.provider()], MON);
    for (const day of [THU, THU]) await store.acquire([vendor.provider()], day);
    const open = await store.store.owner.query(
      `select ticker from listings where ticker like 'X%' and valid_to is null`,
    );
    expect(open).toEqual([]);
  });
});

describe('share counts', () => {
  test('are not waited for from a source whose plan has none', async () => {
    market(MON);
    vendor.counts.clear();
    vendor.failures.set('counts', 'not_entitled');
    const { outcome, record } = await store.acquire([vendor.provider()], MON);
    expect({ outcome, attempts: record.attempts }).toEqual({ outcome: 'stored', attempts: 0 });
    expect(vendor.asked.filter((what) => what.startsWith('count'))).toHaveLength(1);
  });

  test('of a renamed line are not multiplied by a split of the line that had its name before', async () => {
    market(MON, TUE, WED, THU);
    const day = (session: string, name: string, close: number): void => {
      vendor.listed.set(session, lines(listing(name, 'line OLD')));
      vendor.days.set(session, [...bars(close), bar(name, 50)]);
    };
    vendor.listed.set(MON, lines(listing('OLD', 'line OLD'), listing('NEW', 'line NEW')));
    vendor.days.set(MON, [...bars(100), bar('OLD', 50), bar('NEW', 9)]);
    vendor.actions = [{ ticker: 'NEW', exDate: MON, kind: 'split', value: 3 }];
    vendor.counts.set('OLD', [count(1e6, '2026-09-01')]);
    day(TUE, 'OLD', 101);
    day(WED, 'NEW', 102);
    vendor.gone.set('NEW', listing('NEW', 'line NEW', { delistedOn: MON }));
    for (const session of [MON, TUE]) await store.acquire([vendor.provider()], session);
    await store.acquire([vendor.provider()], WED);
    expect((await store.caps(WED))['NEW']).toBe(50 * 1e6);
  });
});

test('a vendor is asked for caps of lines of the universe alone', async () => {
  market(MON);
  vendor.counts.clear();
  vendor.listed.set(MON, lines(listing('FUND', 'line FUND', { type: 'ETF' })));
  vendor.days.set(MON, [...bars(100), bar('FUND', 500, 9e9)]);
  const caps = new MemoryVendor('fmp');
  await store.acquire([vendor.provider(), caps.capsProvider(new Map([['T01', 7e9]]))], MON);
  expect(caps.asked).not.toContain('cap FUND');
  expect((await store.caps(MON))['T01']).toBe(7e9);
});

describe('a session that was blocked', () => {
  test('is not published with a row that the next fetch no longer has', async () => {
    market(MON, TUE);
    await store.acquire([vendor.provider()], MON);
    vendor.days.set(TUE, bars(101, { T29: bar('T29', 1010) }));
    expect((await store.acquire([vendor.provider()], TUE)).outcome).toBe('blocked');
    vendor.days.set(TUE, bars(101, { T29: null }));
    expect((await store.acquire([vendor.provider()], TUE)).outcome).toBe('stored');
    expect(Object.keys(await store.caps(TUE))).toEqual(tickers.filter((ticker) => ticker !== 'T29'));
    const [session] = await store.store.owner.query(
      'select lines, assessed_revision = revision as assessed from ingestion_sessions where date = $1',
      [TUE],
    );
    expect(session).toEqual({ lines: 29, assessed: true });
  });

  test('and accepted counts as complete, also while no source has anything better', async () => {
    market(MON, TUE);
    await store.acquire([vendor.provider()], MON);
    vendor.days.set(TUE, bars(101, { T07: bar('T07', 1010) }));
    await store.acquire([vendor.provider()], TUE);
    expect(await store.states(TUE)).toMatchObject({ verdict: 'blocked', status: 'incomplete' });
    await decide(TUE, 'accept');
    expect(await store.states(TUE)).toMatchObject({ verdict: 'accepted', status: 'complete' });
    vendor.failures.set('days', 'unavailable');
    for (let look = 0; look < 6; look += 1) await store.acquire([vendor.provider()], TUE);
    expect(await store.states(TUE)).toEqual({ verdict: 'accepted', status: 'complete', final: true });
  });
});

test('a session that an operator rejects is complete no more', async () => {
  market(MON);
  await store.acquire([vendor.provider()], MON);
  expect(await store.states(MON)).toMatchObject({ verdict: 'open', status: 'complete' });
  await decide(MON, 'reject');
  expect(await store.states(MON)).toMatchObject({ verdict: 'blocked', status: 'incomplete' });
});

test('a published session of a file is not incomplete because a fetch is worse', async () => {
  market(MON, TUE);
  const csv = (day: string, close: number): string =>
    ['date,ticker,close,market_cap', ...tickers.map((ticker) => `${day},${ticker},${close},${close}000000`), ''].join(
      '\n',
    );
  await store.store.import('prices', csv(MON, 100) + csv(TUE, 101).split('\n').slice(1).join('\n'));
  vendor.days.set(TUE, bars(101, { T07: bar('T07', 1010) }));
  for (let look = 0; look < 6; look += 1) {
    expect((await store.acquire([vendor.provider()], TUE)).outcome).toBe('refused');
  }
  expect(await store.states(TUE)).toEqual({ verdict: 'open', status: 'complete', final: true });
});

test('a store that holds the simulated market ends the attempt with that reason', async () => {
  market(MON);
  await store.store.owner.execute('update ingestion_state set simulated = true, revision = 1');
  await store.store.owner.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision) values ('2026-10-01', 1, true, 1)`,
  );
  const { outcome, reasons } = await store.acquire([vendor.provider()], MON);
  expect(outcome).toBe('failed');
  expect(reasons.join()).toContain('simulated market');
  expect(vendor.asked).toEqual([]);
});

describe('a row with a high below its low', () => {
  test('keeps its close', async () => {
    market(MON);
    vendor.days.set(MON, bars(100, { T01: { ...bar('T01', 100), high: 99, low: 101 } }));
    await store.acquire([vendor.provider()], MON);
    expect((await store.caps(MON))['T01']).toBe(100 * 1e6);
  });
});

describe('the order of sources', () => {
  const attempts = (): Promise<unknown[]> =>
    store.store.owner.query('select date, source, outcome, reasons from acquisition_attempts order by id');

  test('gives the session to the next one when the first is out of order, and each row says whose it is', async () => {
    market(MON, TUE);
    const second = new MemoryVendor('nasdaq');
    second.days.set(TUE, bars(101));
    const providers = [vendor.provider(), second.provider(['listings', 'shareCounts', 'actions'])];
    await store.acquire(providers, MON);
    vendor.failures.set('days', 'unavailable');
    await store.acquire(providers, TUE);
    expect(await attempts()).toEqual([
      { date: MON, source: 'massive', outcome: 'stored', reasons: [] },
      { date: TUE, source: 'nasdaq', outcome: 'stored', reasons: ['unavailable: massive: no days'] },
    ]);
    expect(await store.store.owner.query('select distinct date, source from stock_prices order by date')).toEqual([
      { date: MON, source: 'massive' },
      { date: TUE, source: 'nasdaq' },
    ]);
    // What was learned of the lines before still makes the caps.
    expect(await store.caps(TUE)).toMatchObject({ T01: 101e6 });
  });

  test('is left to the one that was asked for', async () => {
    market(MON);
    const second = new MemoryVendor('nasdaq');
    const providers = [vendor.provider(), second.provider()];
    const order = { session: MON, source: 'nasdaq', actor: 'test' };
    expect((await acquireSession(store.parts(providers), order, store.signal)).outcome).toBe('empty');
    expect([vendor.asked, second.asked]).toEqual([[], [`day ${MON}`]]);
  });
});

test('rows that a vendor gave and that make no sense are named', async () => {
  market(MON);
  vendor.refused = [
    { ticker: 'BRK~B', reason: 'is no ticker' },
    { ticker: null, reason: 'has no close' },
  ];
  const { outcome, reasons } = await store.acquire([vendor.provider()], MON);
  expect([outcome, reasons]).toEqual(['stored', ['rows_refused: 2 of massive, the first of BRK~B: is no ticker']]);
});

describe('a job', () => {
  const run = async (): Promise<void> => {
    while (await advanceOldestJob(store.parts([vendor.provider()]), store.signal));
  };
  const ends = async (): Promise<unknown> => {
    const events = await store.store.takeEvents();
    return events.filter(({ topic }) => topic === Topic.jobProgressed).at(-1)?.body;
  };
  const order = (first: string, last: string): Promise<void> =>
    store.store.parts.database.transaction((transaction) =>
      addWork(
        transaction,
        {
          ...{ job_id: randomUUID(), first_session: first, last_session: last },
          ...{ source: null, refresh: false, requested_by: 'me' },
        },
        store.timing.now(),
      ),
    );

  test('fails at once when the key is not taken', async () => {
    vendor.failures.set('days', 'unauthorized');
    await order('2016-11-01', THU);
    expect(await advanceOldestJob(store.parts([vendor.provider()]), store.signal)).toBe(true);
    expect(vendor.asked).toEqual(['day 2016-11-01']);
    expect(await ends()).toMatchObject({
      status: 'failed',
      error: { type: '/problems/acquisition-failed', detail: 'unauthorized: massive: no days (asked for 2016-11-01)' },
    });
    expect(await advanceOldestJob(store.parts([vendor.provider()]), store.signal)).toBe(false);
  });

  test('goes on without waiting where a session is not in the plan', async () => {
    vendor.failures.set('days', 'not_entitled');
    await order(MON, THU);
    await run();
    expect(vendor.asked).toHaveLength(4);
    expect(store.timing.slept).toEqual([]);
    expect(await ends()).toMatchObject({ status: 'succeeded', result: { sessions: 4, missing: 4 } });
  });

  test('fails on a store that holds the simulated market', async () => {
    await store.store.owner.execute('update ingestion_state set simulated = true, revision = 1');
    await store.store.owner.execute(
      `insert into ingestion_sessions (date, lines, simulated, revision) values ('2026-10-01', 1, true, 1)`,
    );
    await order(MON, THU);
    await run();
    expect(await ends()).toMatchObject({ status: 'failed', error: { type: '/problems/market-conflict' } });
  });

  test('of no session, of days to come, or that ends before it begins has nothing to do', async () => {
    market(MON);
    for (const [first, last] of [
      ['2026-11-07', '2026-11-08'],
      ['2026-12-01', '2026-12-31'],
      [THU, MON],
    ] as const) {
      await order(first, last);
      await run();
      expect(await ends()).toMatchObject({ status: 'succeeded', result: { sessions: 0, missing: 0 } });
    }
  });
});
