import { LoopbackVendor } from '../../../test/loopback-vendor.js';
import { describeWithFixtures, vendorFixture } from '../../../test/vendor-fixture.js';
import { UpstreamError } from '../../upstream/upstream.error.js';
import { MassiveProvider } from './massive.provider.js';

const SESSION = '2026-11-20';
const CLOSE = Date.parse('2026-11-20T21:00:00Z');
const EVENING = new Date('2026-11-20T23:00:00Z');
const { signal } = new AbortController();

let vendor: LoopbackVendor;
let massive: MassiveProvider;

beforeAll(async () => {
  vendor = await LoopbackVendor.open();
  massive = new MassiveProvider(vendor.upstream('massive'), () => EVENING);
});
afterAll(() => vendor.close());

const bar = (T: string, over: object = {}): object => ({ T, o: 10, h: 12, l: 9, c: 11, v: 100, t: CLOSE, ...over });
const day = (results: readonly object[], over: object = {}): object => ({
  status: 'OK',
  adjusted: false,
  queryCount: results.length,
  resultsCount: results.length,
  results,
  ...over,
});
const many = (count: number, over: object = {}): object[] =>
  Array.from({ length: count }, (_, position) => bar(`T${position}`, over));
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: unknown) => (error instanceof UpstreamError ? error.failure : error),
  );

describe('a day of the whole market', () => {
  const read = (body: unknown, status = 200) => {
    vendor.answers(() => ({ status, body }));
    return massive.readMarketDay(SESSION, signal);
  };

  test('is asked for as traded and without over-the-counter lines, with the key', async () => {
    const result = await read(day([bar('AAPL'), bar('BRK.B', { v: 12.75 })]));
    expect(result).toEqual({
      date: SESSION,
      bars: [
        { ticker: 'AAPL', open: 10, high: 12, low: 9, close: 11, volume: 100, marketCap: null },
        { ticker: 'BRK.B', open: 10, high: 12, low: 9, close: 11, volume: 12, marketCap: null },
      ],
      refused: [],
    });
    const url = vendor.calls[0]?.url;
    expect(url?.pathname).toBe('/v2/aggs/grouped/locale/us/market/stocks/2026-11-20');
    expect(Object.fromEntries(url?.searchParams ?? [])).toEqual({
      adjusted: 'false',
      include_otc: 'false',
      apiKey: 'the-key',
    });
  });

  test('is nothing on a holiday, however that is said', async () => {
    expect(await read({ status: 'OK', adjusted: false, queryCount: 0, resultsCount: 0 })).toBeNull();
    expect(await read({ status: 'OK', resultsCount: 0, results: [] })).toBeNull();
    expect(await read({ status: 'DELAYED', results: null })).toBeNull();
  });

  test('is refused when prices are adjusted, or do not say that they are not', async () => {
    await expect(read(day([bar('AAPL')], { adjusted: true }))).rejects.toMatchObject({
      failure: 'malformed',
      retryable: true,
      message: expect.stringContaining('adjusted is true'),
    });
    expect(await failureOf(read(day([bar('AAPL')], { adjusted: undefined })))).toBe('malformed');
  });

  test('is refused when it is of another day', async () => {
    await expect(read(day(many(50, { t: CLOSE - 86_400_000 })))).rejects.toMatchObject({
      failure: 'malformed',
      message: expect.stringContaining('50 of 50 rows asked for 2026-11-20 are of other days, such as 2026-11-19'),
    });
  });

  test('lasts in New York from midnight to midnight', async () => {
    const edges = ['2026-11-20T05:00:00Z', '2026-11-21T04:59:59Z'].map((text) => Date.parse(text));
    expect((await read(day(edges.map((t, position) => bar(`T${position}`, { t })))))?.bars).toHaveLength(2);
    expect(await failureOf(read(day([bar('A', { t: Date.parse('2026-11-21T05:00:00Z') })])))).toBe('malformed');
  });

  test('is taken without a few rows of another day, which are named', async () => {
    const result = await read(day([...many(40), bar('LATE', { t: CLOSE - 86_400_000 })]));
    expect(result?.bars).toHaveLength(40);
    expect(result?.refused).toEqual([{ ticker: 'LATE', reason: 'is of 2026-11-19' }]);
  });

  test('is refused when rows are missing', async () => {
    expect(await failureOf(read(day(many(10), { resultsCount: 20 })))).toBe('malformed');
    expect(await failureOf(read({ status: 'OK', adjusted: false, resultsCount: 20 }))).toBe('malformed');
  });

  test('is taken without rows that make no sense, which are named', async () => {
    const bad = [
      bar('ZERO', { c: 0 }),
      bar('NEGATIVE', { c: -1 }),
      bar('TEXT', { c: '11' }),
      bar('NONE', { c: undefined }),
      bar('HUGE', { c: 1e300 }),
      bar('a b'),
      bar('OPEN', { o: -3 }),
      null,
    ];
    const result = await read(day([...many(60), ...(bad as object[])]));
    expect(result?.bars).toHaveLength(60);
    expect(result?.refused.map(({ ticker }) => ticker)).toEqual([
      'ZERO',
      'NEGATIVE',
      'TEXT',
      'NONE',
      'HUGE',
      'a b',
      'OPEN',
      null,
    ]);
  });

  test('is refused when more than a fifth of its rows make no sense', async () => {
    expect(await failureOf(read(day([...many(19), ...many(6, { c: null })])))).toBe('malformed');
  });

  test('has each ticker once: what is repeated stays once, what is contradicted goes', async () => {
    const result = await read(day([bar('AAPL'), bar('MSFT'), bar('AAPL'), bar('MSFT', { c: 12 }), bar('NVDA')]));
    expect(result?.bars.map(({ ticker }) => ticker)).toEqual(['AAPL', 'NVDA']);
    expect(result?.refused).toEqual([
      { ticker: 'AAPL', reason: 'repeats another row' },
      { ticker: 'MSFT', reason: 'contradicts another row' },
      { ticker: 'MSFT', reason: 'contradicts another row' },
    ]);
  });

  test.each([
    ['an unknown key', 401, { status: 'ERROR', request_id: '1', error: 'Unknown API Key' }, 'unauthorized'],
    ['an unknown key with 200', 200, { status: 'ERROR', error: 'Unknown API Key' }, 'unauthorized'],
    [
      'no entitlement',
      403,
      { status: 'NOT_AUTHORIZED', message: 'You are not entitled to this data.' },
      'not_entitled',
    ],
    ['no entitlement with 200', 200, { status: 'NOT_AUTHORIZED', message: 'Upgrade.' }, 'not_entitled'],
    [
      'too many calls',
      429,
      { status: 'ERROR', error: "You've exceeded the maximum requests per minute" },
      'rate_limited',
    ],
    ['too many calls without a word', 429, '', 'rate_limited'],
    [
      'too many calls with 200',
      200,
      { status: 'ERROR', error: "You've exceeded the maximum requests" },
      'rate_limited',
    ],
    ['a web page', 502, '<html><body>Bad gateway</body></html>', 'unavailable'],
    ['a web page with 200', 200, '<html><body>Down</body></html>', 'malformed'],
    ['half a body', 200, '{"status":"OK","adjusted":false,"results":[{"T":"AAP', 'malformed'],
    ['another error with 200', 200, { status: 'ERROR', error: 'internal' }, 'unavailable'],
    ['a status that is not known', 200, { status: 'MAYBE' }, 'malformed'],
    ['no status', 200, {}, 'malformed'],
    ['nothing', 200, '', 'malformed'],
    ['null', 200, 'null', 'malformed'],
    ['arrays in arrays', 200, '['.repeat(100_000), 'malformed'],
    ['the answer of another call', 200, { status: 'OK', results: [{ ticker: 'AAPL', type: 'CS' }] }, 'malformed'],
  ])('%s is a failure of its own kind', async (_name, status, body, failure) => {
    expect(await failureOf(read(body, status))).toBe(failure);
  });

  test('the words of an error come without what may be a key', async () => {
    const key = 'abcdefghijklmnopqrstuvwxyz012345';
    await expect(read({ status: 'ERROR', error: `Unknown API Key ${key}` })).rejects.toMatchObject({
      message: 'massive: status ERROR: Unknown API Key [...]',
    });
  });

  test('is offered once it has closed', () => {
    expect(massive.offers('2026-11-20', new Date('2026-11-20T20:59:59Z'))).toBe(false);
    expect(massive.offers('2026-11-20', new Date('2026-11-20T21:00:00Z'))).toBe(true);
    expect(massive.offers('2026-11-23', EVENING)).toBe(false);
    expect(massive.offers('2010-01-04', EVENING)).toBe(true);
    // The day after Thanksgiving ends at 13:00.
    expect(massive.offers('2026-11-27', new Date('2026-11-27T18:00:00Z'))).toBe(true);
  });
});

const row = (ticker: string, over: object = {}): object => ({
  ticker,
  name: `${ticker} Inc.`,
  market: 'stocks',
  primary_exchange: 'XNYS',
  type: 'CS',
  active: true,
  currency_name: 'usd',
  cik: '320193',
  share_class_figi: 'BBG001S5N8V8',
  ...over,
});

describe('the lines of a day', () => {
  test('are read page by page, with the key, and never from the host or path that next_url names', async () => {
    vendor.answers(({ url }) =>
      url.searchParams.get('cursor') === null
        ? {
            body: {
              status: 'OK',
              count: 1,
              results: [row('A')],
              next_url: 'https://api.elsewhere.example/v3/reference/tickers?cursor=abc&apiKey=stolen',
            },
          }
        : { body: { status: 'OK', count: 1, results: [row('B', { primary_exchange: 'BATS', type: 'ETF' })] } },
    );
    const listings = await massive.readListings('2026-11-20', signal);
    expect(listings.map(({ ticker, exchange, type }) => [ticker, exchange, type])).toEqual([
      ['A', 'NYSE', 'CS'],
      ['B', 'Cboe BZX', 'ETF'],
    ]);
    expect(vendor.calls.map(({ url }) => Object.fromEntries(url.searchParams))).toEqual([
      { market: 'stocks', active: 'true', date: '2026-11-20', limit: '1000', apiKey: 'the-key' },
      { cursor: 'abc', apiKey: 'the-key' },
    ]);
    expect(vendor.calls.every(({ url }) => url.pathname === '/v3/reference/tickers')).toBe(true);
  });

  test.each([
    ['that lead to themselves', () => 'https://api.massive.com/v3/reference/tickers?cursor=same'],
    ['without end', (calls: number) => `https://api.massive.com/v3/reference/tickers?cursor=${calls}`],
    ['that lead elsewhere', () => 'https://api.massive.com/v3/reference/splits?cursor=1'],
    ['that lead nowhere', () => 'not a url'],
  ])('are refused from pages %s', async (_name, next) => {
    vendor.answers(() => ({ body: { status: 'OK', results: [], next_url: next(vendor.calls.length) } }));
    expect(await failureOf(massive.readListings('2026-11-20', signal))).toBe('malformed');
    expect(vendor.calls.length).toBeLessThanOrEqual(100);
  });

  test('are refused from a half loaded page', async () => {
    vendor.answers(() => ({ body: { status: 'OK', count: 1000, results: [row('A')] } }));
    expect(await failureOf(massive.readListings('2026-11-20', signal))).toBe('malformed');
  });

  test('come once each, without those of other markets and currencies, and with names that harm nobody', async () => {
    const hostile = `A\u0000B\u202e<script>\ud800${'x'.repeat(600)}`;
    vendor.answers(() => ({
      body: {
        status: 'OK',
        results: [
          row('A', { name: hostile, cik: 'abc', share_class_figi: '../../etc' }),
          row('A'),
          row('OTCLINE', { market: 'otc' }),
          row('EUR', { currency_name: 'eur' }),
          { ...JSON.parse('{"__proto__":{"polluted":true}}'), ...row('P') },
        ],
      },
    }));
    const listings = await massive.readListings('2026-11-20', signal);
    expect(listings.map(({ ticker }) => ticker)).toEqual(['A', 'P']);
    expect(listings[0]).toMatchObject({ issuer: null, permanentId: null });
    expect(listings[0]?.name).toMatch(/^AB<script>x{400,}$/);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('a line', () => {
  const details = (over: object = {}): object => ({ status: 'OK', results: { ...row('AAPL'), ...over } });

  test('is described as of a day, also when it has left', async () => {
    vendor.answers(() => ({
      body: details({
        list_date: '1980-12-12',
        active: false,
        delisted_utc: '2022-11-08T05:00:00Z',
        sic_description: 'ELECTRONIC COMPUTERS',
      }),
    }));
    expect(await massive.readListing('AAPL', '2022-11-07', signal)).toEqual({
      ticker: 'AAPL',
      permanentId: 'BBG001S5N8V8',
      name: 'AAPL Inc.',
      sector: 'ELECTRONIC COMPUTERS',
      exchange: 'NYSE',
      issuer: '0000320193',
      type: 'CS',
      listedOn: '1980-12-12',
      delistedOn: '2022-11-08',
    });
    expect(vendor.calls[0]?.url.searchParams.get('date')).toBe('2022-11-07');
  });

  const gone = (...results: object[]): void =>
    vendor.answers(({ url }) =>
      url.pathname.endsWith('/tickers')
        ? { body: { status: 'OK', results } }
        : { status: 404, body: { status: 'NOT_FOUND', message: 'Ticker not found.' } },
    );

  test('is unknown on a day when it was not listed', async () => {
    gone();
    expect(await massive.readListing('AAPL', '1970-01-02', signal)).toBeNull();
  });

  test('that has left is the one that had the ticker last', async () => {
    gone(
      row('TWTR', { name: 'Third', delisted_utc: '2026-01-05T00:00:00Z' }),
      row('TWTR', { name: 'First', delisted_utc: '2003-05-01T00:00:00Z' }),
      row('TWTR', { name: 'Second', delisted_utc: '2022-10-28T00:00:00Z' }),
      row('TWTRQ', { name: 'Other', delisted_utc: '2022-11-01T00:00:00Z' }),
      row('TWTR', { name: 'No day' }),
    );
    expect(await massive.readListing('TWTR', '2023-01-03', signal)).toMatchObject({
      name: 'Second',
      delistedOn: '2022-10-28',
    });
    expect(Object.fromEntries(vendor.calls[1]?.url.searchParams ?? [])).toEqual({
      market: 'stocks',
      ticker: 'TWTR',
      active: 'false',
      date: '2023-01-03',
      limit: '1000',
      apiKey: 'the-key',
    });
  });

  test('is not another line', async () => {
    vendor.answers(() => ({ body: details({ ticker: 'MSFT' }) }));
    expect(await failureOf(massive.readListing('AAPL', SESSION, signal))).toBe('malformed');
  });

  const count = { share_class_shares_outstanding: 15_000_000_000, market_cap: 123, weighted_shares_outstanding: 9 };

  test('has the share count of now on the newest session', async () => {
    vendor.answers(() => ({ body: details(count) }));
    expect(await massive.readShareCounts({ ticker: 'AAPL', issuer: null }, SESSION, signal)).toEqual([
      { shares: 15_000_000_000, knownOn: SESSION, asOf: SESSION },
    ]);
    expect(vendor.calls[0]?.url.searchParams.get('date')).toBe(SESSION);
  });

  test('has on a past session the count of 65 days earlier, when it had surely been filed', async () => {
    vendor.answers(() => ({ body: details(count) }));
    expect(await massive.readShareCounts({ ticker: 'AAPL', issuer: '0000320193' }, '2026-11-19', signal)).toEqual([
      { shares: 15_000_000_000, knownOn: '2026-11-19', asOf: '2026-09-15' },
    ]);
    expect(vendor.calls[0]?.url.searchParams.get('date')).toBe('2026-09-15');
  });

  test.each([
    ['of another company that had the ticker', { ...count, cik: '0000000001' }],
    ['that is a placeholder', { share_class_shares_outstanding: 1000 }],
    ['that is not said', {}],
    ['that is no number', { share_class_shares_outstanding: '15' }],
  ])('has no count %s', async (_name, over) => {
    vendor.answers(() => ({ body: details(over) }));
    const counts = massive.readShareCounts({ ticker: 'AAPL', issuer: '0000320193' }, SESSION, signal);
    if ('share_class_shares_outstanding' in over && over.share_class_shares_outstanding === '15') {
      expect(await failureOf(counts)).toBe('malformed');
    } else expect(await counts).toEqual([]);
  });

  test('never lends its market_cap, which is wrong for past days', () => {
    expect('marketCaps' in massive).toBe(false);
  });
});

describe('splits and dividends', () => {
  const answer = (splits: readonly object[], dividends: readonly object[]): void =>
    vendor.answers(({ url }) => ({
      body: { status: 'OK', results: url.pathname.endsWith('splits') ? splits : dividends },
    }));
  const dividend = (over: object = {}): object => ({
    ticker: 'AAPL',
    cash_amount: 0.25,
    ex_dividend_date: '2026-11-09',
    dividend_type: 'CD',
    currency: 'USD',
    ...over,
  });
  const split = (over: object = {}): object => ({
    ticker: 'AMZN',
    execution_date: '2026-11-10',
    split_from: 1,
    split_to: 20,
    ...over,
  });

  test('are asked for between two days, a thousand a page', async () => {
    answer([split(), split({ ticker: 'BRK-B', split_from: 2, split_to: 1 })], [dividend()]);
    expect(await massive.readActions('2026-11-01', '2026-11-20', signal)).toEqual({
      actions: [
        { ticker: 'AMZN', exDate: '2026-11-10', kind: 'split', value: 20 },
        { ticker: 'BRK.B', exDate: '2026-11-10', kind: 'split', value: 0.5 },
        { ticker: 'AAPL', exDate: '2026-11-09', kind: 'dividend', value: 0.25 },
      ],
      refused: [],
    });
    expect(vendor.calls.map(({ url }) => [url.pathname, ...url.searchParams].slice(0, 4).map(String))).toEqual([
      ['/v3/reference/splits', 'execution_date.gte,2026-11-01', 'execution_date.lte,2026-11-20', 'limit,1000'],
      ['/v3/reference/dividends', 'ex_dividend_date.gte,2026-11-01', 'ex_dividend_date.lte,2026-11-20', 'limit,1000'],
    ]);
  });

  test('a regular and a special dividend of one day are added up; repeats and contradictions are not', async () => {
    answer(
      [split(), split(), split({ ticker: 'X' }), split({ ticker: 'X', split_to: 3 })],
      [
        dividend(),
        dividend(),
        dividend({ dividend_type: 'SC', cash_amount: 1 }),
        dividend({ ticker: 'X' }),
        dividend({ ticker: 'X', cash_amount: 0.3 }),
      ],
    );
    const { actions, refused } = await massive.readActions('2026-11-01', '2026-11-20', signal);
    expect(actions).toEqual([
      { ticker: 'AMZN', exDate: '2026-11-10', kind: 'split', value: 20 },
      { ticker: 'AAPL', exDate: '2026-11-09', kind: 'dividend', value: 1.25 },
    ]);
    expect(refused.map(({ ticker, reason }) => `${ticker} ${reason}`)).toEqual([
      'AMZN repeats another row',
      'X contradicts another row',
      'X contradicts another row',
      'AAPL repeats another row',
      'X contradicts another row',
      'X contradicts another row',
    ]);
  });

  test('what is not in dollars, of an unknown type, of another day, or nothing is refused', async () => {
    answer(
      [split({ execution_date: '2026-10-01' }), split({ split_to: 1 }), split({ split_to: -2 })],
      [
        dividend({ currency: 'CAD' }),
        dividend({ dividend_type: 'XX' }),
        dividend({ ex_dividend_date: '2026-11-21' }),
        dividend({ cash_amount: 0 }),
      ],
    );
    const { actions, refused } = await massive.readActions('2026-11-01', '2026-11-20', signal);
    expect(actions).toEqual([]);
    expect(refused).toHaveLength(7);
  });
});

describe('changes of ticker', () => {
  const event = (ticker: string, date: string): object => ({ type: 'ticker_change', date, ticker_change: { ticker } });

  test('are asked for by the permanent id of the line that had the ticker on that day', async () => {
    vendor.answers(({ url }) => ({
      body: url.pathname.startsWith('/v3/')
        ? { status: 'OK', results: row('FB', { composite_figi: 'BBG000MM2P62' }) }
        : { status: 'OK', results: { events: [event('META', '2022-06-09'), event('FB', '2012-05-18')] } },
    }));
    expect(await massive.readTickerChanges('FB', '2022-06-08', signal)).toEqual([
      { ticker: 'FB', effectiveOn: '2022-06-09', newTicker: 'META' },
    ]);
    expect(vendor.calls.map(({ url }) => url.pathname)).toEqual([
      '/v3/reference/tickers/FB',
      '/vX/reference/tickers/BBG000MM2P62/events',
    ]);
  });

  test('are none of a line that is unknown, or has none', async () => {
    vendor.answers(() => ({ status: 404 }));
    expect(await massive.readTickerChanges('FB', '2022-06-08', signal)).toEqual([]);
    vendor.answers(({ url }) =>
      url.pathname.endsWith('/events') ? { status: 404 } : { body: { status: 'OK', results: row('FB') } },
    );
    expect(await massive.readTickerChanges('FB', '2022-06-08', signal)).toEqual([]);
  });
});

describeWithFixtures('recorded answers', () => {
  const serve = (path: string): void => vendor.answers(() => ({ body: vendorFixture(path) }));

  test('the recorded day is adjusted, which is refused; unadjusted it is read', async () => {
    serve('polygon/grouped_daily_us_stocks.json');
    expect(await failureOf(massive.readMarketDay('2020-10-14', signal))).toBe('malformed');
    vendor.answers(() => ({ body: { ...vendorFixture('polygon/grouped_daily_us_stocks.json'), adjusted: false } }));
    expect((await massive.readMarketDay('2020-10-14', signal))?.bars).toEqual([
      { ticker: 'GIK', open: 9.99, high: 10.02, low: 9.9, close: 10.02, volume: 895345, marketCap: null },
    ]);
  });

  test('a page of lines, with and without a next one', async () => {
    vendor.answers(({ url }) => {
      const page = vendorFixture('polygon/tickers_page.json');
      return { body: url.searchParams.has('cursor') ? { ...page, next_url: undefined } : page };
    });
    expect(await massive.readListings('2022-04-27', signal)).toMatchObject([
      { ticker: 'A', issuer: '0001090872', exchange: 'NYSE', permanentId: 'BBG001SCTQY4' },
      { ticker: 'AA', issuer: '0001675149' },
    ]);
  });

  test('details, splits, dividends, events', async () => {
    serve('polygon/ticker_details_AAPL.json');
    expect(await massive.readListing('AAPL', SESSION, signal)).toMatchObject({
      exchange: 'NASDAQ',
      listedOn: '1980-12-12',
    });
    const line = { ticker: 'AAPL', issuer: '0000320193' };
    expect((await massive.readShareCounts(line, SESSION, signal))[0]?.shares).toBe(16_319_440_000);

    vendor.answers(({ url }) => ({
      body: vendorFixture(url.pathname.endsWith('splits') ? 'polygon/splits.json' : 'polygon/dividends.json'),
    }));
    const { actions, refused } = await massive.readActions('2020-01-01', '2026-01-01', signal);
    expect(actions).toContainEqual({ ticker: 'GOOGL', exDate: '2022-07-18', kind: 'split', value: 20 });
    expect(actions).toContainEqual({ ticker: 'CIG.C', exDate: '2022-05-02', kind: 'split', value: 4 / 3 });
    expect(actions).toContainEqual({ ticker: 'CSSEN', exDate: '2025-06-12', kind: 'dividend', value: 0.59375 });
    expect(refused).toEqual([]);

    vendor.answers(({ url }) => ({
      body: url.pathname.endsWith('/events')
        ? vendorFixture('polygon/ticker_events_META.json')
        : { status: 'OK', results: row('META') },
    }));
    expect(await massive.readTickerChanges('META', SESSION, signal)).toEqual([
      { ticker: 'FB', effectiveOn: '2022-06-11', newTicker: 'META' },
    ]);
  });
});
