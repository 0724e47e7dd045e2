import { createProviders } from '#services/ingestion/src/providers/create-providers';
import type { Upstream } from '#services/ingestion/src/upstream/upstream';
import { sharesKnownOn } from '#domain/market-cap';
import { newYorkInstant } from './new-york-time.js';
import { nameOn } from './vendor-line.js';
import { VendorMarket } from './vendor-market.js';
import { defaultVendorMarket } from './vendor-market-options.js';
import type { Vendor } from './vendor-script.js';
import { startVendorServer } from './vendor-server.js';
import type { VendorServer } from './vendor-server.js';

/** What the product's own clients make of the simulated vendors equals the truth, bit for bit. Retries and quotas are left aside. */

const market = new VendorMarket({
  ...defaultVendorMarket,
  lines: 80,
  lastDate: '2024-06-28',
  twoClassShare: 0.15,
  rates: { ...defaultVendorMarket.rates, halts: 0 },
  events: [
    { kind: 'split', company: 1, session: '2024-03-01', factor: 1.5 },
    { kind: 'rename', company: 2, session: '2024-04-01', ticker: 'NEWQX', name: 'Newquox Systems' },
    { kind: 'delisting', company: 3, lastSession: '2024-05-10', announced: true },
  ],
});
const { signal } = new AbortController();
let now = newYorkInstant('2024-06-20', '18:00');
let server: VendorServer;

function upstream(vendor: Vendor): Upstream {
  return {
    vendor,
    get: async ({ path, query, check }) => {
      const url = new URL(server.baseUrls[vendor] + path);
      for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value));
      url.searchParams.set('apikey', String(server.environment['FMP_API_KEY']));
      const headers = {
        'user-agent': 'someone@example.com',
        authorization: `Bearer ${server.environment['MASSIVE_API_KEY']}`,
      };
      const response = await fetch(url, { headers });
      const answer = { status: response.status, headers: {}, body: Buffer.from(await response.arrayBuffer()) };
      if (response.status === 404) {
        const { UpstreamError } = await import('#services/ingestion/src/upstream/upstream.error');
        throw new UpstreamError(vendor, 'not_found', path);
      }
      check?.(answer);
      return answer;
    },
    state: () => {
      throw new Error('nobody asks');
    },
  };
}

const providers = createProviders(
  { massive: upstream('massive'), fmp: upstream('fmp'), sec: upstream('sec'), nasdaq: upstream('nasdaq') },
  () => now,
);
function part<Name extends 'marketDays' | 'listings' | 'marketCaps' | 'shareCounts' | 'actions' | 'tickerChanges'>(
  vendor: Vendor,
  name: Name,
) {
  const found = providers.find((provider) => provider.name === vendor)?.[name];
  if (found === undefined) throw new Error(`${vendor} has no ${name}`);
  return found;
}

beforeAll(async () => {
  server = await startVendorServer({ market, clock: { now: () => now } });
});
afterAll(() => server.close());

test.each(['2024-01-02', '2024-02-29', '2024-03-01', '2024-06-20'])('prices, lines and caps of %s', async (session) => {
  now = newYorkInstant(session, '18:00');
  const position = Number(market.positionOf(session));
  const day = await part('massive', 'marketDays').readMarketDay(session, signal);
  expect(day?.refused).toEqual([]);
  const listings = new Map(
    (await part('massive', 'listings').readListings(session, signal)).map((listing) => [listing.ticker, listing]),
  );
  const { actions } = await part('massive', 'actions').readActions('2024-01-02', session, signal);
  let compared = 0;
  for (const bar of day?.bars ?? []) {
    const listing = listings.get(bar.ticker);
    const line = market.lineOf(bar.ticker, session)!;
    expect([bar.ticker, listing?.type, listing?.permanentId]).toEqual([bar.ticker, line.type, line.shareClassFigi]);
    expect(bar.close).toBe(Number(line.prices.close[position]) / 100);
    expect(bar.volume).toBe(line.prices.volume[position]);
    if (line.type !== 'CS') continue;
    const source = line.company?.lines.length === 1 ? 'sec' : 'massive';
    const counts = await part(source, 'shareCounts').readShareCounts(
      { ticker: bar.ticker, issuer: listing?.issuer ?? null },
      session,
      signal,
    );
    const splits = actions
      .filter(({ kind, ticker }) => kind === 'split' && market.lineEverCalled(ticker) === line)
      .map(({ exDate, value }) => ({ exDate, factor: value }));
    const known = sharesKnownOn(
      counts.map((count) => ({ ...count, source })),
      splits,
      { session, oldest: '2023-01-01', sources: [source] },
    );
    expect([bar.ticker, known?.adjusted]).toEqual([bar.ticker, market.sharesOn(line, session)]);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(75);
  const tickers = market.largest(position, 20).map((line) => nameOn(line, session)?.ticker ?? '');
  const caps = await part('fmp', 'marketCaps').readMarketCaps(session, tickers, signal);
  for (const ticker of tickers) {
    expect(caps.get(ticker)).toBe(market.marketCap(market.lineOf(ticker, session)!, position));
  }
  const screen = await part('nasdaq', 'marketDays').readMarketDay(session, signal);
  for (const bar of screen?.bars ?? []) {
    expect(bar.close).toBe(Number(market.lineOf(bar.ticker, session)?.prices.close[position]) / 100);
  }
  expect(screen?.bars.length).toBeGreaterThan(75);
  const kinds = await part('nasdaq', 'listings').readListings(session, signal);
  for (const { ticker, type } of kinds) expect([ticker, type]).toEqual([ticker, market.lineOf(ticker, session)?.type]);
});

test('a new name', async () => {
  now = newYorkInstant('2024-06-20', '18:00');
  expect(await part('massive', 'tickerChanges').readTickerChanges('NEWQX', '2024-06-20', signal)).toEqual([
    { ticker: market.companies[1]?.lines[0]?.names[0]?.ticker, effectiveOn: '2024-04-01', newTicker: 'NEWQX' },
  ]);
});
