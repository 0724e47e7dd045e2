import { newYorkInstant } from '#testing/vendor-server/new-york-time';
import { defaultVendorMarket } from '#testing/vendor-server/vendor-market-options';
import { VendorMarket } from '#testing/vendor-server/vendor-market';
import { startVendorServer } from '#testing/vendor-server/vendor-server';
import type { VendorServer } from '#testing/vendor-server/vendor-server';
import { PlainUpstream } from '../../test/loopback-vendor.js';
import { systemTiming } from '../upstream/timing.js';
import { defaultLimits } from '../upstream/upstream-limits.js';
import { VendorHttp } from '../upstream/vendor-http.js';
import { configuredVendors } from '../upstream/vendors.js';
import { createProviders } from './create-providers.js';
import type { Provider } from './provider.js';

const SESSION = '2024-03-15';
const { signal } = new AbortController();
const now = newYorkInstant(SESSION, '20:30');

/** All four vendors over one simulated market: what they say of a day fits together. */
let server: VendorServer;
let clients: VendorHttp[];
let providers: readonly Provider[];

beforeAll(async () => {
  const market = new VendorMarket({ ...defaultVendorMarket, lines: 120, lastDate: '2024-06-28' });
  server = await startVendorServer({ market, clock: { now: () => now } });
  const { baseUrls, environment } = server;
  const vendors = configuredVendors({
    massive: { baseUrl: baseUrls.massive, quota: null, key: environment['MASSIVE_API_KEY'] ?? '' },
    fmp: { baseUrl: baseUrls.fmp, quota: null, key: environment['FMP_API_KEY'] ?? '' },
    sec: { baseUrl: baseUrls.sec, quota: null, contact: 'developer@example.com' },
    nasdaq: { baseUrl: baseUrls.nasdaq, quota: null },
    flatFiles: null,
  });
  const parts = { limits: defaultLimits, timing: systemTiming, redact: (text: string) => text };
  const opened = vendors.map((vendor) => ({ vendor, http: new VendorHttp({ ...vendor, ...parts }) }));
  clients = opened.map(({ http }) => http);
  providers = createProviders(
    Object.fromEntries(opened.map(({ vendor, http }) => [vendor.name, new PlainUpstream(vendor.name, http)])),
    () => now,
  );
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.close();
});

function having<Part extends keyof Provider>(part: Part): string[] {
  return providers.filter((provider) => provider[part] !== undefined).map(({ name }) => name);
}

test('one order serves every question', () => {
  expect(having('marketDays')).toEqual(['massive', 'nasdaq']);
  expect(having('listings')).toEqual(['massive', 'nasdaq']);
  expect(having('marketCaps')).toEqual(['fmp', 'nasdaq']);
  expect(having('shareCounts')).toEqual(['sec', 'massive', 'fmp']);
  expect(having('actions')).toEqual(['massive']);
  expect(having('tickerChanges')).toEqual(['massive']);
  expect(createProviders({}, () => now)).toEqual([]);
});

test('a day, its lines, caps and share counts fit together', async () => {
  const [sec, massive, fmp, nasdaq] = providers as [Provider, Provider, Provider, Provider];
  const day = await massive.marketDays?.readMarketDay(SESSION, signal);
  const screen = await nasdaq.marketDays?.readMarketDay(SESSION, signal);
  expect(day?.refused).toEqual([]);
  expect(screen?.refused).toEqual([]);
  const closes = new Map(day?.bars.map(({ ticker, close }) => [ticker, close]));
  expect(closes.size).toBeGreaterThan(120);
  for (const { ticker, close } of screen?.bars ?? []) expect([ticker, closes.get(ticker)]).toEqual([ticker, close]);

  const listings = (await massive.listings?.readListings(SESSION, signal)) ?? [];
  const shares = listings.filter(({ type }) => type === 'CS');
  const guessed = new Map(
    (await nasdaq.listings?.readListings(SESSION, signal))?.map((line) => [line.ticker, line.type]),
  );
  expect(shares.map(({ ticker }) => guessed.get(ticker) ?? 'CS')).toEqual(shares.map(() => 'CS'));
  const others = listings.filter(({ type }) => type !== 'CS' && type !== 'PFD');
  expect(others.map(({ ticker }) => guessed.get(ticker))).toEqual(others.map(({ type }) => type));

  const tickers = shares.map(({ ticker }) => ticker);
  const caps = await fmp.marketCaps?.readMarketCaps(SESSION, tickers, signal);
  const screened = await nasdaq.marketCaps?.readMarketCaps(SESSION, tickers, signal);
  expect(caps?.size).toBeGreaterThan(100);
  let compared = 0;
  for (const { ticker, issuer } of shares.slice(0, 40)) {
    const cap = caps?.get(ticker);
    const close = closes.get(ticker);
    if (cap === undefined || close === undefined) continue;
    expect((screened?.get(ticker) ?? 0) / cap).toBeCloseTo(1, 6);
    const count = (await sec.shareCounts?.readShareCounts({ ticker, issuer }, SESSION, signal))?.at(-1);
    if (count === undefined) continue;
    expect(count.knownOn <= SESSION).toBe(true);
    expect(Math.abs(Math.log((count.shares * close) / cap))).toBeLessThan(0.25);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(10);
});

test('splits and dividends of the quarter, and the past of a line, can be read', async () => {
  const [, massive, fmp] = providers as [Provider, Provider, Provider];
  const read = await massive.actions?.readActions('2024-01-02', SESSION, signal);
  expect(read?.refused).toEqual([]);
  expect(read?.actions.length).toBeGreaterThan(20);
  const [listing] = (await massive.listings?.readListings('2024-02-01', signal)) ?? [];
  const ticker = listing?.ticker ?? '';
  expect(await massive.listings?.readListing(ticker, '2024-02-01', signal)).toMatchObject({ ticker });
  expect(await massive.tickerChanges?.readTickerChanges(ticker, SESSION, signal)).toEqual(expect.any(Array));
  expect((await fmp.marketCaps?.readMarketCaps('2024-02-01', [ticker], signal))?.size).toBeLessThanOrEqual(1);
});
