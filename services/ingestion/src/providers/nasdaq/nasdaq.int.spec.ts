import { LoopbackVendor } from '../../../test/loopback-vendor.js';
import { describeWithFixtures, vendorFixture } from '../../../test/vendor-fixture.js';
import { NasdaqProvider } from './nasdaq.provider.js';
import { readNasdaqScreen } from './nasdaq-screener.js';
import { nasdaqType } from './nasdaq-type.js';

const SESSION = '2026-11-20';
const { signal } = new AbortController();
const STATUS = { rCode: 200, bCodeMessage: null, developerMessage: null };

let vendor: LoopbackVendor;
let now = new Date('2026-11-20T23:00:00Z');
/** Each test has one that remembers nothing. */
let nasdaq: NasdaqProvider;

beforeAll(async () => {
  vendor = await LoopbackVendor.open();
});
beforeEach(() => {
  now = new Date('2026-11-20T23:00:00Z');
  nasdaq = new NasdaqProvider(vendor.upstream('nasdaq'), () => now);
});
afterAll(() => vendor.close());

const line = (symbol: string, over: object = {}): object => ({
  symbol,
  name: `${symbol} Inc. Common Stock`,
  lastsale: '$10.00',
  netchange: '0.00',
  pctchange: '0.00%',
  marketCap: '1,000,000',
  ...over,
});
const table = (rows: readonly object[], over: object = {}): object => ({
  data: { table: { asOf: null, rows }, totalrecords: rows.length, asof: 'Last price as of Nov 20, 2026', ...over },
  status: STATUS,
});
const download = (rows: readonly object[]): object => ({ data: { headers: {}, rows }, message: null, status: STATUS });
const serve = (tableBody: unknown, downloadBody: unknown = tableBody): void =>
  vendor.answers(({ url }) => ({ body: url.searchParams.has('download') ? downloadBody : tableBody }));

test('a day has last sales and caps from the table, volumes and sectors from the download', async () => {
  const symbols = [
    line('AAPL', { lastsale: '$148.965', marketCap: '2,582,656,853,100' }),
    line('BRK/A', { name: 'Berkshire Hathaway Inc.', lastsale: '$542,625.03', marketCap: 'NA' }),
    line('NA', { lastsale: '$1.8101', marketCap: '' }),
    line('AACIW', { name: 'Armada Acquisition Corp. I Warrant', lastsale: '$0.018', marketCap: '0' }),
    line('BAC^L', { name: 'Bank of America Corporation Non Cumulative Perpetual Conv Pfd Ser L' }),
  ];
  serve(
    table(symbols),
    download([
      line('AAPL', { lastsale: '$148.965', marketCap: '2582656853100.00', volume: '42627833', sector: 'Technology' }),
      line('BRK/A', { lastsale: '$542625.03000000003', volume: '8111', sector: '' }),
      line('NA', { lastsale: '$1.90', volume: '7299' }),
    ]),
  );
  expect(await nasdaq.readMarketDay(SESSION, signal)).toEqual({
    date: SESSION,
    bars: [
      { ticker: 'AAPL', close: 148.965, volume: 42627833, marketCap: 2582656853100 },
      { ticker: 'BRK.A', close: 542625.03, volume: 8111, marketCap: null },
      // The download is of another moment.
      { ticker: 'NA', close: 1.8101, volume: null, marketCap: null },
      { ticker: 'AACIW', close: 0.018, volume: null, marketCap: null },
    ].map((bar) => ({ ...bar, open: null, high: null, low: null })),
    refused: [],
  });
  expect(
    (await nasdaq.readListings(SESSION, signal)).map(({ ticker, type, sector }) => [ticker, type, sector]),
  ).toEqual([
    ['AAPL', 'CS', 'Technology'],
    ['BRK.A', 'CS', null],
    ['NA', 'CS', null],
    ['AACIW', 'WARRANT', null],
  ]);
  expect(await nasdaq.readMarketCaps(SESSION, ['AAPL', 'BRK.A', 'ZZZ'], signal)).toEqual(
    new Map([['AAPL', 2582656853100]]),
  );
  expect(await nasdaq.readListing('BRK.A', SESSION, signal)).toMatchObject({ name: 'Berkshire Hathaway Inc.' });
  expect(await nasdaq.readListing('ZZZ', SESSION, signal)).toBeNull();
  expect(vendor.calls.map(({ url }) => Object.fromEntries(url.searchParams))).toEqual([
    { tableonly: 'true', limit: '10000', apiKey: 'the-key' },
    { tableonly: 'true', limit: '10000', download: 'true', apiKey: 'the-key' },
  ]);
  now = new Date(now.getTime() + 5 * 60_000 + 1);
  await nasdaq.readMarketDay(SESSION, signal);
  expect(vendor.calls).toHaveLength(4);
});

test('rows without a last sale, or with one that is no amount, are named; contradictions go', async () => {
  serve(
    table([
      line('A'),
      line('NONE', { lastsale: 'NA' }),
      line('ZERO', { lastsale: '$0.00' }),
      line('WORDS', { lastsale: 'ten' }),
      line('MINUS', { lastsale: '-$3.00' }),
      line('COMMA', { lastsale: '$1,00.00' }),
      line('B'),
      line('B', { lastsale: '$11.00' }),
      line('<b>'),
    ]),
  );
  const day = await nasdaq.readMarketDay(SESSION, signal);
  expect(day?.bars.map(({ ticker }) => ticker)).toEqual(['A']);
  expect(day?.refused.map(({ ticker }) => ticker).sort()).toEqual(
    ['<b>', 'B', 'B', 'COMMA', 'MINUS', 'NONE', 'WORDS', 'ZERO'].sort(),
  );
});

test('is offered from the close of the newest session to the next opening, and asked for at no other time', async () => {
  const offered = (session: string, at: string): boolean => nasdaq.offers(session, new Date(at));
  expect(offered('2026-11-20', '2026-11-20T20:59:59Z')).toBe(false);
  expect(offered('2026-11-20', '2026-11-20T21:00:00Z')).toBe(true);
  // A Sunday, then Monday before and at 9:30.
  expect(offered('2026-11-20', '2026-11-22T15:00:00Z')).toBe(true);
  expect(offered('2026-11-20', '2026-11-23T14:29:59Z')).toBe(true);
  expect(offered('2026-11-20', '2026-11-23T14:30:00Z')).toBe(false);
  expect(offered('2026-11-19', '2026-11-20T23:00:00Z')).toBe(false);
  // The day after Thanksgiving opens at 9:30 as well, and closes at 13:00.
  expect(offered('2026-11-25', '2026-11-27T14:29:59Z')).toBe(true);
  expect(offered('2026-11-25', '2026-11-27T14:30:00Z')).toBe(false);
  expect(offered('2026-11-27', '2026-11-27T18:00:00Z')).toBe(true);

  vendor.answers(() => ({ status: 500 }));
  expect(await nasdaq.readMarketDay('2026-11-19', signal)).toBeNull();
  expect(await nasdaq.readMarketCaps('2026-11-19', ['A'], signal)).toEqual(new Map());
  expect(await nasdaq.readListing('A', '2026-11-19', signal)).toBeNull();
  await expect(nasdaq.readListings('2026-11-19', signal)).rejects.toMatchObject({ failure: 'not_found' });
  expect(vendor.calls).toHaveLength(0);
});

test.each([
  ['of another day', table([line('A')], { asof: 'Last price as of Nov 19, 2026' }), 'malformed'],
  ['of a day nobody understands', table([line('A')], { asof: 'Last price as of yesterday' }), 'malformed'],
  ['of a day that does not exist', table([line('A')], { asof: 'as of Dec 99, 9999' }), 'malformed'],
  ['half loaded', table([line('A')], { totalrecords: 7786 }), 'malformed'],
  ['half loaded, with a number in words', table([line('A')], { totalrecords: '7786' }), 'malformed'],
  ['empty', table([]), 'malformed'],
  ['of preferred shares alone', table([line('BAC^L')]), 'malformed'],
  ['that is mostly senseless', table(Array.from({ length: 20 }, () => line('A B'))), 'malformed'],
  ['with a bad request', { data: null, status: { rCode: 400, bCodeMessage: [{ code: 1001 }] } }, 'refused'],
  ['with too many requests', { data: null, status: { rCode: 429 } }, 'rate_limited'],
  ['with an error of the server', { data: null, status: { rCode: 500 } }, 'unavailable'],
  ['without a status', { data: { rows: [line('A')] } }, 'malformed'],
  ['without data', { data: null, status: STATUS }, 'malformed'],
  ['that is a web page', '<html></html>', 'malformed'],
])('an answer %s is a failure of its own kind', async (_name, body, failure) => {
  serve(body);
  await expect(nasdaq.readMarketDay(SESSION, signal)).rejects.toMatchObject({ failure });
});

test.each([
  ['Apple Inc. Common Stock', 'CS'],
  ['Ares Acquisition Corporation Class A Ordinary Shares', 'CS'],
  ['Alphabet Inc. Class C Capital Stock', 'CS'],
  ['Berkshire Hathaway Inc.', 'CS'],
  ['Altisource Asset Management Corp Com', 'CS'],
  ['Unit Corporation Common Stock', 'CS'],
  ['Armada Acquisition Corp. I Warrant', 'WARRANT'],
  ['Example Corp. Warrants each exercisable for one share of Common Stock', 'WARRANT'],
  ['Example Corp. Units, each consisting of one share of Class A common stock and one warrant', 'WARRANT'],
  ['Pacific Gas & Electric Co. Equity Unit', 'UNIT'],
  ['Example Acquisition Corp. Rights', 'RIGHT'],
  ['ATA Creativity Global American Depositary Shares', 'ADRC'],
  ['Anheuser-Busch Inbev SA Sponsored ADR (Belgium)', 'ADRC'],
  ['Ambev S.A. American Depositary Shares (Each representing 1 Common Share)', 'ADRC'],
  ['ADS-TEC Energy PLC Ordinary Shares', 'CS'],
  ['Example N.V. New York Registry Shares', 'NYRS'],
  [
    'Example Trust 6.375% Series D Cumulative Redeemable Preferred Stock Liquidation Preference $25.00 per Share',
    'PFD',
  ],
  ['Arlington Asset Investment Corp 6.000% Senior Notes Due 2026', 'BOND'],
  ['AT&T Inc. 5.350% Global Notes due 2066', 'BOND'],
  ['abrdn Emerging Markets Equity Income Fund Inc. Common Stock', 'FUND'],
  ['Reaves Utility Income Fund Common Shares of Beneficial Interest', 'FUND'],
  ['Example Broad Market ETF', 'ETF'],
  ['Example 2x Leveraged ETN', 'ETN'],
])('%s is taken for %s', (name, type) => {
  expect(nasdaqType(name)).toBe(type);
});

describeWithFixtures('recorded answers', () => {
  test('the table says of which day it is, and that some of its rows were taken out', () => {
    const body = vendorFixture('nasdaq/screener_table_large_consumer_staples_2024-06-28.json');
    expect(() => readNasdaqScreen(body, body, '2024-06-28')).toThrow('should have 32 rows and has 12');
    body.data.totalrecords = 12;
    const { day, listings } = readNasdaqScreen(body, body, '2024-06-28');
    expect(day.bars).toHaveLength(12);
    expect(day.bars.at(-1)).toMatchObject({ ticker: 'COKE', close: 1069.12, marketCap: 10_021_598_384 });
    expect(listings.filter(({ type }) => type === 'ADRC').map(({ ticker }) => ticker)).toEqual(['SONY', 'BUD', 'ABEV']);
    expect(() => readNasdaqScreen(body, body, '2024-06-27')).toThrow('they are of 2024-06-28');
  });

  test('all recorded rows, as a download', () => {
    const rows = ['amex', 'nasdaq', 'nyse'].flatMap((market) =>
      vendorFixture(`nasdaq/screener_rows_${market}_2022-06-06.json`),
    );
    const { day, listings } = readNasdaqScreen(download(rows), download(rows), '2022-06-06');
    const preferred = rows.filter(({ symbol }) => symbol.includes('^'));
    expect(day.refused).toEqual([]);
    expect(day.bars).toHaveLength(rows.length - preferred.length);
    const capOf = (ticker: string) => day.bars.find((bar) => bar.ticker === ticker)?.marketCap;
    expect(capOf('BRK.B')).toBeNull();
    expect(capOf('JPM')).toBe(381_023_556_954);
    // Of the day of a split, off by its factor. What a vendor says is handed on; the quality gate judges it.
    expect(capOf('AMZN')).toBe(25_393_291_529_596);
    // Notes carry the cap of their company, so they must not be taken for shares.
    expect(listings.find(({ ticker }) => ticker === 'TBB')?.type).toBe('BOND');
  });
});
