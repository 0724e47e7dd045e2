import { LoopbackVendor } from '../../../test/loopback-vendor.js';
import type { VendorReply } from '../../../test/loopback-vendor.js';
import { describeWithFixtures, vendorFixture } from '../../../test/vendor-fixture.js';
import { FmpProvider } from './fmp.provider.js';

const SESSION = '2026-11-20';
const PAST = '2026-11-19';
const { signal } = new AbortController();
const NOT_IN_PLAN =
  "Premium Query Parameter: 'Special Endpoint : This value set for 'symbol' is not available under your current subscription";

let vendor: LoopbackVendor;
let now = new Date('2026-11-20T23:00:00Z');
/** Each test has one that remembers nothing. */
let fmp: FmpProvider;

beforeAll(async () => {
  vendor = await LoopbackVendor.open();
});
beforeEach(() => {
  now = new Date('2026-11-20T23:00:00Z');
  fmp = new FmpProvider(vendor.upstream('fmp'), () => now);
});
afterAll(() => vendor.close());

const cap = (symbol: string, date: string, marketCap: unknown): object => ({ symbol, date, marketCap });
const asked = (): (string | null)[] =>
  vendor.calls.map(({ url }) => url.searchParams.get('symbol') ?? url.searchParams.get('symbols'));
const bySymbol = (replies: Readonly<Record<string, VendorReply>>): void =>
  vendor.answers(({ url }) => replies[url.searchParams.get('symbol') ?? ''] ?? { body: [] });

describe('caps of the newest session', () => {
  test('are asked for a hundred names at once, by the spelling of the vendor', async () => {
    const tickers = ['BRK.B', ...Array.from({ length: 204 }, (_, position) => `T${position}`)];
    vendor.answers(({ url }) => ({
      body: (url.searchParams.get('symbols') ?? '').split(',').map((symbol) => cap(symbol, SESSION, 1e12)),
    }));
    const caps = await fmp.readMarketCaps(SESSION, tickers, signal);
    expect([...caps.keys()]).toEqual(tickers);
    expect(vendor.calls.map(({ url }) => url.pathname)).toEqual(Array(3).fill('/market-capitalization-batch'));
    expect(asked().map((symbols) => symbols?.split(',').length)).toEqual([100, 100, 5]);
    expect(asked()[0]?.startsWith('BRK-B,')).toBe(true);
  });

  test('are none where the vendor is still at the session before, has 0 or nothing, or says two things', async () => {
    vendor.answers(() => ({
      body: [
        cap('OLD', PAST, 1e12),
        cap('ZERO', SESSION, 0),
        cap('NULL', SESSION, null),
        cap('TWICE', SESSION, 1e12),
        cap('TWICE', SESSION, 2e12),
        cap('SAME', SESSION, 3e12),
        cap('SAME', SESSION, 3e12),
        cap('STRANGER', SESSION, 1e12),
        cap('HUGE', SESSION, 1e20),
        cap('TEXT', SESSION, '1e12'),
      ],
    }));
    const tickers = ['OLD', 'ZERO', 'NULL', 'TWICE', 'SAME', 'HUGE', 'TEXT', 'MISSING'];
    expect(await fmp.readMarketCaps(SESSION, tickers, signal)).toEqual(new Map([['SAME', 3e12]]));
  });

  test('are asked for name by name where the plan does not include the call for many', async () => {
    vendor.answers(({ url }) =>
      url.pathname.includes('batch')
        ? { status: 402, body: { 'Error Message': NOT_IN_PLAN } }
        : { body: [cap(url.searchParams.get('symbol') ?? '', SESSION, 5)] },
    );
    expect(await fmp.readMarketCaps(SESSION, ['A', 'B'], signal)).toEqual(
      new Map([
        ['A', 5],
        ['B', 5],
      ]),
    );
  });
});

describe('caps of past sessions', () => {
  test('are asked for a year of one name, once', async () => {
    bySymbol({
      A: { body: [cap('A', '2026-11-19', 3), cap('A', '2026-11-18', 2)] },
      'BRK-B': { body: [cap('BRK-B', '2026-11-19', 7)] },
    });
    expect(await fmp.readMarketCaps('2026-11-19', ['A', 'BRK.B'], signal)).toEqual(
      new Map([
        ['A', 3],
        ['BRK.B', 7],
      ]),
    );
    expect(await fmp.readMarketCaps('2026-11-18', ['A', 'BRK.B'], signal)).toEqual(new Map([['A', 2]]));
    expect(vendor.calls.map(({ url }) => Object.fromEntries(url.searchParams))).toEqual([
      { symbol: 'A', from: '2026-01-01', to: '2026-12-31', limit: '5000', apiKey: 'the-key' },
      { symbol: 'BRK-B', from: '2026-01-01', to: '2026-12-31', limit: '5000', apiKey: 'the-key' },
    ]);
  });

  test('are asked for again once they are old, or were read on the day itself', async () => {
    bySymbol({ A: { body: [cap('A', '2026-11-19', 3)] } });
    await fmp.readMarketCaps('2026-11-19', ['A'], signal);
    now = new Date('2026-11-21T23:30:00Z');
    await fmp.readMarketCaps('2026-11-19', ['A'], signal);
    expect(vendor.calls).toHaveLength(2);
    now = new Date('2026-11-23T23:30:00Z');
    await fmp.readMarketCaps('2026-11-20', ['A'], signal);
    expect(vendor.calls).toHaveLength(3);
  });

  test('leave out what is not in the plan, whichever status says so, and what is unknown', async () => {
    bySymbol({
      A: { body: [cap('A', PAST, 3)] },
      B: { status: 402, body: { 'Error Message': NOT_IN_PLAN } },
      C: { status: 200, body: { 'Error Message': NOT_IN_PLAN } },
      D: { status: 402, body: NOT_IN_PLAN },
      E: { body: [] },
    });
    expect(await fmp.readMarketCaps(PAST, ['B', 'C', 'A', 'D', 'E'], signal)).toEqual(new Map([['A', 3]]));
  });

  test('fail when the plan includes nothing of what is asked, without asking for everything', async () => {
    vendor.answers(() => ({ status: 403, body: { 'Error Message': 'Legacy Endpoint' } }));
    const tickers = Array.from({ length: 100 }, (_, position) => `T${position}`);
    await expect(fmp.readMarketCaps(PAST, tickers, signal)).rejects.toMatchObject({ failure: 'not_entitled' });
    expect(vendor.calls).toHaveLength(20);
  });

  test('are never of another line', async () => {
    bySymbol({ A: { body: [cap('B', PAST, 3)] } });
    await expect(fmp.readMarketCaps(PAST, ['A'], signal)).rejects.toMatchObject({ failure: 'malformed' });
  });

  test('are those of the company, on each of its classes', async () => {
    bySymbol({ GOOG: { body: [cap('GOOG', PAST, 2e12)] }, GOOGL: { body: [cap('GOOGL', PAST, 2e12)] } });
    expect([...(await fmp.readMarketCaps(PAST, ['GOOG', 'GOOGL'], signal)).values()]).toEqual([2e12, 2e12]);
  });
});

test.each([
  ['an unknown key', 401, { 'Error Message': 'Invalid API KEY. Feel free to create one.' }, 'unauthorized'],
  ['an unknown key with 200', 200, { 'Error Message': 'Invalid API KEY.' }, 'unauthorized'],
  ['too many calls', 429, { 'Error Message': 'Limit Reach . Please upgrade your plan' }, 'rate_limited'],
  ['too many calls with 200', 200, { 'Error Message': 'Limit Reach . Please upgrade your plan' }, 'rate_limited'],
  ['another error with 200', 200, { 'Error Message': 'Something broke' }, 'unavailable'],
  ['a web page', 503, '<html></html>', 'unavailable'],
  ['a web page with 200', 200, '<!DOCTYPE html><html></html>', 'malformed'],
  ['a table', 200, '"symbol","date"\n"A","2026-11-19"', 'malformed'],
  ['an object', 200, {}, 'malformed'],
  ['half a list', 200, '[{"symbol":"A","date":"2026-11-19","marketC', 'malformed'],
  ['nothing', 200, '', 'malformed'],
])('%s is a failure of its own kind', async (_name, status, body, failure) => {
  vendor.answers(() => ({ status, body }));
  await expect(fmp.readMarketCaps(PAST, ['A'], signal)).rejects.toMatchObject({ failure });
});

describe('share counts', () => {
  const float = (symbol: string, outstandingShares: unknown, date = `${SESSION} 06:00:00`): object => ({
    symbol,
    date,
    freeFloat: 93,
    floatShares: 1,
    outstandingShares,
  });
  const pages = (...rows: object[][]): void =>
    vendor.answers(({ url }) => ({ body: rows[Number(url.searchParams.get('page'))] ?? [] }));
  const read = (ticker: string, session = SESSION) => fmp.readShareCounts({ ticker, issuer: null }, session, signal);

  test('of the newest session come from all pages, read once a day', async () => {
    pages([float('A', 1e9), float('VOD.L', 2e9)], [float('BRK-B', 3e9)]);
    expect(await read('A')).toEqual([{ shares: 1e9, knownOn: SESSION, asOf: SESSION }]);
    expect(await read('BRK.B')).toEqual([{ shares: 3e9, knownOn: SESSION, asOf: SESSION }]);
    expect(await read('VOD.L')).toEqual([]);
    expect(vendor.calls).toHaveLength(3);
  });

  test('are none of past sessions, without a day, of a day after the session, or of a placeholder', async () => {
    pages([float('A', 1e9), float('B', 1e9, ''), float('C', 1e9, '2026-11-21'), float('D', 1), float('E', null)]);
    expect(await read('A', PAST)).toEqual([]);
    for (const ticker of ['B', 'C', 'D', 'E']) expect(await read(ticker)).toEqual([]);
  });

  test('are refused from a vendor that gives the same page for ever', async () => {
    vendor.answers(() => ({ body: [float('A', 1e9)] }));
    await expect(read('A')).rejects.toMatchObject({ failure: 'malformed' });
    expect(vendor.calls).toHaveLength(2);
  });
});

describeWithFixtures('recorded answers', () => {
  test('a month of caps', async () => {
    vendor.answers(() => ({ body: vendorFixture('fmp/historical_market_capitalization_AAPL_2024-01.json') }));
    expect(await fmp.readMarketCaps('2024-01-31', ['AAPL'], signal)).toEqual(new Map([['AAPL', 2840839846400]]));
    // A holiday: there is no cap, and none is borrowed from the day before.
    expect(await fmp.readMarketCaps('2024-01-15', ['AAPL'], signal)).toEqual(new Map());
    expect(vendor.calls).toHaveLength(1);
  });

  test.each(['fmp/quote_AAPL.json', 'fmp/historical_price_eod_full_AAPL_2023-01.json'])(
    '%s, an answer to another call, gives no cap',
    async (path) => {
      vendor.answers(() => ({ body: vendorFixture(path) }));
      const caps = await fmp.readMarketCaps('2023-01-10', ['AAPL'], signal).catch(() => new Map());
      expect(caps).toEqual(new Map());
    },
  );
});
