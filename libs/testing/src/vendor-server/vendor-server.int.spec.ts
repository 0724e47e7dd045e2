import { readFileSync } from 'node:fs';
import { calmRates } from '../market-simulator/market-options.js';
import { addDays, newYorkInstant, publishedAt } from './new-york-time.js';
import { nameOn } from './vendor-line.js';
import { VendorMarket } from './vendor-market.js';
import { defaultVendorMarket } from './vendor-market-options.js';
import { answerFaults, dataFaults, describeScript, goodManners, lateCorrections } from './vendor-script.js';
import type { FaultKind, VendorScript } from './vendor-script.js';
import { startVendorServer } from './vendor-server.js';
import type { VendorServer, VendorServerOptions } from './vendor-server.js';

const FIXTURES = new URL('../../../../../shared/data/vendor-fixtures/', import.meta.url);
const SPLIT_DAY = '2024-03-01';
const GROUPED = '/v2/aggs/grouped/locale/us/market/stocks';

const market = new VendorMarket({
  ...defaultVendorMarket,
  lines: 120,
  lastDate: '2024-06-28',
  rates: { ...calmRates, listings: 0.1 },
  twoClassShare: 0.1,
  events: [
    { kind: 'split', company: 1, session: SPLIT_DAY, factor: 4 },
    { kind: 'split', company: 5, session: SPLIT_DAY, factor: 1.5 },
    { kind: 'rename', company: 2, session: '2024-04-01', ticker: 'NEWQX', name: 'Newquox Systems' },
    { kind: 'delisting', company: 3, lastSession: '2024-05-10', announced: true },
    { kind: 'delisting', company: 4, lastSession: '2024-05-10', announced: false },
  ],
});
const tickerOf = (number: number, date = '2024-01-02'): string => nameOn(market.lines[number]!, date)?.ticker ?? '';
const companyLine = (rank: number) => market.companies[rank - 1]!.lines[0]!;
const companyTicker = (rank: number, date = '2024-01-02'): string => nameOn(companyLine(rank), date)?.ticker ?? '';

type Json = Record<string, ReturnType<typeof JSON.parse>>;

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
}

const running: VendorServer[] = [];
let now = newYorkInstant('2024-06-20', '18:00');

async function start(options: Partial<VendorServerOptions> = {}): Promise<VendorServer> {
  const server = await startVendorServer({ market, clock: { now: () => now }, ...options });
  running.push(server);
  return server;
}

async function get(server: VendorServer, path: string, headers: Record<string, string> = {}): Promise<Reply> {
  const separator = path.includes('?') ? '&' : '?';
  const keyed = path.startsWith('/massive')
    ? `${path}${separator}apiKey=simulated-massive-key`
    : path.startsWith('/fmp')
      ? `${path}${separator}apikey=simulated-fmp-key`
      : path;
  const origin = new URL(server.baseUrls.massive).origin;
  const response = await fetch(origin + keyed, {
    headers: { 'user-agent': 'Mozilla/5.0 someone@example.com', ...headers },
  });
  const text = await response.text();
  let json: Json = {};
  if (/^\s*[[{]/.test(text)) {
    try {
      json = JSON.parse(text) as Json;
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
    }
  }
  return { status: response.status, headers: response.headers, text, json };
}

function fixture(path: string): Json {
  const whole = JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8')) as Json;
  return 'body' in whole && 'request' in whole ? (whole['body'] as Json) : whole;
}

/** All names of the recorded body are served; what is served beside them is in `more`. */
function expectShape(served: Json, recorded: Json, { missing = [] as string[], more = [] as string[] } = {}): void {
  const wanted = Object.keys(recorded).filter((name) => !missing.includes(name));
  expect(
    Object.keys(served)
      .filter((name) => !more.includes(name))
      .sort(),
  ).toEqual(wanted.filter((name) => !more.includes(name)).sort());
}

function misbehaving(kind: FaultKind, more: Partial<VendorScript> = {}): VendorScript {
  return { ...goodManners, share: 1, kinds: [kind], hangMs: 50, hugeBytes: 300_000, ...more };
}

beforeEach(() => {
  now = newYorkInstant('2024-06-20', '18:00');
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

describe('shapes of the vendors', () => {
  it('Massive: grouped daily is as recorded, as traded when asked so, rewritten by later splits when not', async () => {
    const server = await start();
    const asTraded = await get(server, `/massive${GROUPED}/2024-02-29?adjusted=false&include_otc=false`);
    const recorded = fixture('polygon/grouped_daily_us_stocks.json');
    expectShape(asTraded.json, recorded);
    expectShape(asTraded.json['results'][0], recorded['results'][0]);
    const adjusted = await get(server, `/massive${GROUPED}/2024-02-29`);
    const closeOf = ({ json }: Reply): number =>
      json['results'].find((row: Json) => row['T'] === companyTicker(1))['c'] as number;
    const position = Number(market.positionOf('2024-02-29'));
    expect(closeOf(asTraded)).toBe(Number(companyLine(1).prices.close[position]) / 100);
    expect(closeOf(adjusted)).toBe(closeOf(asTraded) / 4);
    expect(asTraded.json['results'][0]['t']).toBe(newYorkInstant('2024-02-29', '16:00').getTime());
    expect(asTraded.json['results'].some((row: Json) => !Number.isInteger(row['v']))).toBe(true);
  });

  it('Massive: a day without a session, and one that is not over, are empty with 200; the future is forbidden', async () => {
    const server = await start();
    const holiday = await get(server, `/massive${GROUPED}/2024-06-19?adjusted=false`);
    expect([holiday.status, holiday.json['resultsCount'], 'results' in holiday.json]).toEqual([200, 0, false]);
    now = new Date(publishedAt('2024-06-20').getTime() - 1);
    expect((await get(server, `/massive${GROUPED}/2024-06-20`)).json['resultsCount']).toBe(0);
    now = publishedAt('2024-06-20');
    expect((await get(server, `/massive${GROUPED}/2024-06-20`)).json['resultsCount']).toBeGreaterThan(100);
    const future = await get(server, `/massive${GROUPED}/2024-06-21`);
    expect([future.status, future.json['status']]).toEqual([403, 'NOT_AUTHORIZED']);
  });

  it('Massive: reference data are of the day asked for, paged without a gap or a repeat, next pages without the key', async () => {
    const server = await start();
    const recorded = fixture('polygon/tickers_page.json');
    const tickers: string[] = [];
    let path = '/massive/v3/reference/tickers?market=stocks&active=true&date=2024-04-01&limit=17';
    for (let page = 0; path !== ''; page += 1) {
      const { json } = await get(server, path);
      if (page === 0) {
        expectShape(json, recorded);
        const row = (json['results'] as Json[]).find(({ type }) => type === 'CS');
        expectShape(row ?? {}, recorded['results'][0]);
      }
      tickers.push(...(json['results'] as Json[]).map(({ ticker }) => String(ticker)));
      const next = json['next_url'] === undefined ? null : new URL(String(json['next_url']));
      expect(next?.origin ?? 'https://api.massive.com').toBe('https://api.massive.com');
      expect(next?.searchParams.has('apiKey') ?? false).toBe(false);
      path = next === null ? '' : `/massive${next.pathname}${next.search}`;
    }
    const listed = market.lines.filter((line) => market.isListed(line, '2024-04-01'));
    expect(tickers).toEqual(listed.map((line) => nameOn(line, '2024-04-01')?.ticker).sort());
    expect(tickers).toContain('NEWQX');
    const byType = await get(server, '/massive/v3/reference/tickers?type=WARRANT&limit=1000');
    expect(byType.json['count']).toBe(6);
    const unpaged = await get(server, '/massive/v3/reference/tickers');
    expect(unpaged.json['count']).toBe(100);
  });

  it('Massive: a line that left says so, one that left in silence does not', async () => {
    const server = await start();
    const inactive = await get(server, '/massive/v3/reference/tickers?active=false&limit=1000');
    expect(
      (inactive.json['results'] as Json[]).map((row) => [row['ticker'], row['active'], row['delisted_utc']]),
    ).toEqual([[companyTicker(3), false, '2024-05-10T00:00:00Z']]);
    const before = await get(server, '/massive/v3/reference/tickers?active=false&date=2024-05-10');
    expect(before.json['results']).toEqual([]);
    const silent = await get(server, `/massive/v3/reference/tickers?ticker=${companyTicker(4)}`);
    expect(silent.json['results'][0]['active']).toBe(true);
    expect((await get(server, `/massive/v3/reference/tickers/${companyTicker(3)}`)).status).toBe(404);
  });

  it('Massive: details are as recorded, with a cap that one fixed count makes and a count by the day counted', async () => {
    const server = await start();
    const line = market.lines.find(
      (one) => one.type === 'CS' && one.company?.lines.length === 1 && one.leftAfter === null,
    )!;
    const changed = line.filings.findIndex(
      (one, at) => at > 0 && one.end > '2024-01-02' && one.shares !== line.filings[at - 1]?.shares,
    );
    const filing = line.filings[changed]!;
    const details = async (date: string): Promise<Json> =>
      (await get(server, `/massive/v3/reference/tickers/${nameOn(line, date)?.ticker}?date=${date}`)).json[
        'results'
      ] as Json;
    const served = await details(filing.end);
    const missing = ['phone_number', 'address', 'description', 'homepage_url', 'total_employees', 'branding'];
    expectShape(served, fixture('polygon/ticker_details_AAPL.json')['results'] as Json, {
      missing,
      more: ['round_lot', 'ticker_suffix'],
    });
    expect(served['share_class_shares_outstanding']).not.toBe(market.sharesOn(line, filing.end));
    expect(market.sharesOn(line, filing.filed)).toBe(
      (await details(filing.filed))['share_class_shares_outstanding'] as number,
    );
    const [early, late] = [await details('2024-01-02'), await details('2024-06-18')];
    const sharesOf = (one: Json, date: string): number =>
      one['market_cap'] / (Number(line.prices.close[Number(market.positionOf(date))]) / 100);
    expect(sharesOf(early, '2024-01-02')).toBeCloseTo(sharesOf(late, '2024-06-18'), 3);
  });

  it('Massive: splits, dividends, ticker events and holidays are as recorded', async () => {
    const server = await start();
    const splits = await get(server, `/massive/v3/reference/splits?execution_date=${SPLIT_DAY}&limit=1000`);
    expectShape(splits.json['results'][0], fixture('polygon/splits.json')['results'][0], { more: ['id'] });
    const ratios = (splits.json['results'] as Json[]).map((row) => [row['ticker'], row['split_to'], row['split_from']]);
    expect(ratios.sort()).toEqual(
      [
        [companyTicker(1), 4, 1],
        [companyTicker(5), 3, 2],
      ].sort(),
    );
    const dividends = await get(server, '/massive/v3/reference/dividends?ex_dividend_date.gte=2024-04-01');
    expect(dividends.json['results']).toHaveLength(10);
    expectShape(dividends.json['results'][0], fixture('polygon/dividends.json')['results'][0]);
    const events = await get(server, '/massive/vX/reference/tickers/NEWQX/events');
    const recorded = fixture('polygon/ticker_events_META.json');
    expectShape(events.json['results'], recorded['results']);
    expectShape(events.json['results']['events'][0], recorded['results']['events'][0]);
    expect(
      (events.json['results']['events'] as Json[]).map((one) => [one['date'], one['ticker_change']['ticker']]),
    ).toEqual([
      ['2024-04-01', 'NEWQX'],
      [companyLine(2).listedOn, companyTicker(2)],
    ]);
    const holidays = (await get(server, '/massive/v1/marketstatus/upcoming')).json as unknown as Json[];
    expectShape(holidays[0]!, fixture('polygon/market_holidays.json')[0] as Json, { more: ['open', 'close'] });
    expect(holidays.slice(0, 3).map(({ date, status }) => `${date} ${status}`)).toEqual([
      '2024-07-03 early-close',
      '2024-07-03 early-close',
      '2024-07-04 closed',
    ]);
  });

  it('Massive: a split is known ten days before, not earlier', async () => {
    const server = await start();
    const count = async (): Promise<number> =>
      ((await get(server, '/massive/v3/reference/splits')).json['results'] as Json[]).length;
    now = newYorkInstant('2024-02-19', '12:00');
    expect(await count()).toBe(0);
    now = newYorkInstant('2024-02-20', '12:00');
    expect(await count()).toBe(2);
  });

  it('FMP: caps are those of the truth to the last bit, of the whole company on each class', async () => {
    const server = await start();
    const twoClasses = market.companies.find(({ lines }) => lines.length === 2)!.lines;
    const recorded = fixture('fmp/historical_market_capitalization_AAPL_2024-01.json') as unknown as Json[];
    for (const line of [companyLine(1), ...twoClasses]) {
      const symbol = nameOn(line, '2024-06-20')?.ticker.replace('.', '-');
      const path = `/fmp/historical-market-capitalization?symbol=${symbol}&from=2024-02-26&to=2024-03-05&limit=5000`;
      const rows = (await get(server, path)).json as unknown as Json[];
      expectShape(rows[0]!, recorded[0]!);
      expect(rows.map(({ date }) => String(date))).toEqual(
        ['2024-02-26', '2024-02-27', '2024-02-28', '2024-02-29', '2024-03-01', '2024-03-04', '2024-03-05'].reverse(),
      );
      for (const { date, marketCap } of rows) {
        expect(marketCap).toBe(market.marketCap(line, Number(market.positionOf(String(date)))));
      }
    }
    const batch = (await get(server, `/fmp/stable/market-capitalization-batch?symbols=${tickerOf(0)},NOBODY`)).json;
    expect(batch).toEqual([{ symbol: tickerOf(0), date: '2024-06-20', marketCap: expect.any(Number) as number }]);
    expect((await get(server, '/fmp/market-capitalization?symbol=NOBODY')).json).toEqual([]);
  });

  it('FMP: the bulk file has low before high, powers of ten, and lines of other exchanges', async () => {
    const server = await start();
    const { text, headers } = await get(server, '/fmp/eod-bulk?date=2024-02-29');
    expect(headers.get('content-type')).toBe('text/csv');
    const [header, ...rows] = text.trimEnd().split('\n');
    expect(header).toBe('"symbol","date","open","low","high","close","adjClose","volume"');
    expect(rows.some((row) => /e\+\d"$/.test(row))).toBe(true);
    expect(rows.some((row) => row.startsWith('"ZQONE.L"'))).toBe(true);
    const splitting = rows
      .find((row) => row.startsWith(`"${companyTicker(1)}"`))
      ?.split(',')
      .map((field) => Number(field.slice(1, -1)));
    expect(splitting?.[6]).toBe(Number(splitting?.[5]) / 4);
  });

  it('FMP: floats, splits, delistings and new symbols', async () => {
    const server = await start();
    const first = async (path: string): Promise<Json> => ((await get(server, path)).json as unknown as Json[])[0] ?? {};
    expect(Object.keys(await first('/fmp/shares-float-all?page=0&limit=50'))).toEqual([
      'symbol',
      'date',
      'freeFloat',
      'floatShares',
      'outstandingShares',
    ]);
    const split = await first('/fmp/splits-calendar?from=2024-03-01&to=2024-03-01');
    expect(Object.keys(split)).toEqual(['symbol', 'date', 'numerator', 'denominator']);
    expect(await first('/fmp/delisted-companies?page=0&limit=100')).toMatchObject({
      symbol: companyTicker(3),
      delistedDate: '2024-05-10',
    });
    expect(await first('/fmp/symbol-change')).toMatchObject({ date: '2024-04-01', newSymbol: 'NEWQX' });
  });

  it('SEC: counts by day of filing, none for companies with two classes, nobody without a contact', async () => {
    const server = await start();
    const concept = (cik: string): string =>
      `/sec/api/xbrl/companyconcept/CIK${cik}/dei/EntityCommonStockSharesOutstanding.json`;
    const line = market.lines.find(({ company }) => company?.lines.length === 1)!;
    const { json } = await get(server, concept(String(line.company?.cik)));
    const facts = fixture('sec/companyfacts_TSLA_shares_outstanding_excerpt.json')['facts']['dei'] as Json;
    const recorded = facts['EntityCommonStockSharesOutstanding'] as Json;
    expectShape(json['units']['shares'][0], recorded['units']['shares'][0]);
    expect(Object.keys(json)).toEqual(expect.arrayContaining(['cik', 'taxonomy', 'tag', 'entityName', 'units']));
    expect((json['units']['shares'] as Json[]).every(({ filed }) => String(filed) <= '2024-06-20')).toBe(true);
    const two = market.companies.find(({ lines }) => lines.length === 2);
    expect((await get(server, concept(String(two?.cik)))).status).toBe(404);
    expect((await get(server, concept(String(line.company?.cik)), { 'user-agent': 'product/1.0' })).status).toBe(403);
    const tickers = (await get(server, '/sec/files/company_tickers.json')).json;
    expect(Object.keys(tickers['0'] as Json)).toEqual(['cik_str', 'ticker', 'title']);
  });

  it('Nasdaq: both shapes of the newest session, with slashes and warrants', async () => {
    const server = await start();
    now = newYorkInstant('2024-06-20', '12:00');
    const table = await get(server, '/nasdaq/api/screener/stocks?tableonly=true&limit=10000');
    const recorded = fixture('nasdaq/screener_table_large_consumer_staples_2024-06-28.json');
    expectShape(table.json, recorded);
    expectShape(table.json['data'], recorded['data']);
    expectShape(table.json['data']['table'], recorded['data']['table']);
    const rows = table.json['data']['table']['rows'] as Json[];
    expectShape(rows[0]!, recorded['data']['table']['rows'][0]);
    expect(table.json['data']['asof']).toBe('Last price as of Jun 18, 2024');
    expect(rows.some(({ symbol }) => /\/B$/.test(String(symbol)))).toBe(true);
    expect(
      rows.some(({ symbol, marketCap }) => /\/WS$/.test(String(symbol)) && /^[\d,]+$/.test(String(marketCap))),
    ).toBe(true);
    expect(rows.some(({ marketCap }) => marketCap === 'NA')).toBe(true);
    const download = await get(server, '/nasdaq/api/screener/stocks?download=true');
    const recordedRows = fixture('nasdaq/screener_rows_nasdaq_2023-12-29.json') as unknown as Json[];
    expectShape(download.json['data']['rows'][0], recordedRows[0]!);
  });

  it('answer in packed form who takes it', async () => {
    const server = await start();
    const { headers, json } = await get(server, `/massive${GROUPED}/2024-02-29`, { 'accept-encoding': 'gzip' });
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(json['resultsCount']).toBeGreaterThan(100);
  });
});

describe('keys and quotas', () => {
  it('refuse an unknown key in the vendor’s words, and record no key', async () => {
    const server = await start();
    const massive = await fetch(`${server.baseUrls.massive}${GROUPED}/2024-02-29?apiKey=wrong`);
    expect([massive.status, ((await massive.json()) as Json)['error']]).toEqual([401, 'Unknown API Key']);
    const fmp = await fetch(`${server.baseUrls.fmp}/eod-bulk?date=2024-02-29`);
    expect([fmp.status, Object.keys((await fmp.json()) as Json)]).toEqual([401, ['Error Message']]);
    const bearer = await fetch(`${server.baseUrls.massive}${GROUPED}/2024-02-29`, {
      headers: { authorization: `Bearer ${server.environment['MASSIVE_API_KEY']}` },
    });
    expect(bearer.status).toBe(200);
    expect(server.requests.map(({ vendor, query, status }) => [vendor, query, status])).toEqual([
      ['massive', '', 401],
      ['fmp', 'date=2024-02-29', 401],
      ['massive', '', 200],
    ]);
  });

  it('allow exactly so many calls in any minute of the given clock', async () => {
    const server = await start({ limits: { massive: { calls: 3, perMs: 60_000 } } });
    const begin = now.getTime();
    const statusAt = async (seconds: number): Promise<number> => {
      now = new Date(begin + seconds * 1000);
      return (await get(server, '/massive/v1/marketstatus/upcoming')).status;
    };
    const allowed: number[] = [];
    for (const seconds of [0, 10, 59.999, 60, 70]) allowed.push(await statusAt(seconds));
    expect(allowed).toEqual([200, 200, 200, 200, 200]);
    expect(server.quotaExceeded).toBe(false);
    expect(await statusAt(119.998)).toBe(429);
    expect(server.quotaExceeded).toBe(true);
    expect(await statusAt(119.999)).toBe(200);
    const refusals = [];
    for (let call = 0; call < 6; call += 1) refusals.push(await get(server, '/massive/v1/marketstatus/upcoming'));
    expect(refusals.every(({ status }) => status === 429)).toBe(true);
    expect(new Set(refusals.map(({ text }) => text === ''))).toEqual(new Set([true, false]));
    expect(new Set(refusals.map(({ headers }) => headers.has('retry-after')))).toEqual(new Set([true, false]));
    expect((await get(server, '/sec/files/company_tickers.json')).status).toBe(200);
  });
});

describe('misbehaviour', () => {
  const session = '2024-02-29';
  const path = `/massive${GROUPED}/${session}?adjusted=false`;
  const truth = async (): Promise<Json[]> => (await get(await start(), path)).json['results'] as Json[];
  const asked = async (kind: FaultKind, more: Partial<VendorScript> = {}): Promise<Reply> =>
    get(await start({ script: misbehaving(kind, more) }), path);

  it('shows in every kind of failed answer', async () => {
    expect(await asked('html-500')).toMatchObject({ status: 500, text: expect.stringContaining('<html>') as string });
    expect((await asked('bad-gateway')).status).toBe(502);
    const unavailable = await asked('unavailable');
    expect([unavailable.status, unavailable.headers.has('retry-after')]).toEqual([503, true]);
    expect(await asked('empty-429')).toMatchObject({ status: 429, text: '' });
    await expect(asked('hang')).rejects.toThrow();
    await expect(asked('reset')).rejects.toThrow();
    const truncated = await asked('truncated');
    expect(truncated.status).toBe(200);
    expect(() => JSON.parse(truncated.text) as unknown).toThrow(SyntaxError);
    expect(await asked('error-object')).toMatchObject({ status: 200, json: { status: 'ERROR' } });
    expect((await asked('huge')).text.length).toBeGreaterThan(300_000);
    expect((await asked('wrong-type')).headers.get('content-type')).toBe('text/html');
  });

  it('shows in every kind of wrong data', async () => {
    const rows = await truth();
    const wrongDay = (await asked('wrong-day')).json['results'] as Json[];
    expect(wrongDay[0]?.['t']).toBe(newYorkInstant('2024-02-28', '16:00').getTime());
    const half = (await asked('half-loaded')).json['results'] as Json[];
    expect(half.length / rows.length).toBeGreaterThan(0.45);
    expect(half.length / rows.length).toBeLessThan(0.75);
    const adjusted = (await asked('adjusted')).json['results'] as Json[];
    const closeOf = (day: Json[]): number => day.find((row) => row['T'] === companyTicker(1))?.['c'] as number;
    expect(closeOf(adjusted)).toBe(closeOf(rows) / 4);
    const poisoned = (await asked('poisoned-row')).json['results'] as Json[];
    const changed = poisoned.filter((row, at) => row['c'] !== rows[at]?.['c']);
    const giants = market.largest(Number(market.positionOf(session)), 6).map((line) => nameOn(line, session)?.ticker);
    expect(changed).toHaveLength(1);
    expect(giants).toContain(changed[0]?.['T']);
    const duplicated = (await asked('duplicated')).json['results'] as Json[];
    expect(duplicated.length).toBe(rows.length + Math.ceil(rows.length / 10));
  });

  it('leaves out or blows up a cap', async () => {
    const caps = `/fmp/market-capitalization-batch?symbols=${[1, 2, 5, 6, 7, 8, 9, 10].map((rank) => companyTicker(rank, '2024-06-20').replace('.', '-')).join(',')}`;
    const right = (await get(await start(), caps)).json as unknown as Json[];
    const wrong = (await get(await start({ script: misbehaving('poisoned-row') }), caps)).json as unknown as Json[];
    expect(wrong.length).toBeLessThan(right.length);
    for (const { symbol, marketCap } of wrong) {
      expect(marketCap).toBe(10 * Number(right.find((row) => row['symbol'] === symbol)?.['marketCap']));
    }
  });

  it('lies about a session no more than the first times that it is asked for', async () => {
    const rows = await truth();
    const server = await start({ script: misbehaving('half-loaded', { dataFaultsPerSession: 2 }) });
    const counts = [];
    for (let call = 0; call < 4; call += 1) counts.push((await get(server, path)).json['results'].length as number);
    expect(counts.map((count) => count === rows.length)).toEqual([false, false, true, true]);
    expect(server.requests.map(({ fault }) => fault)).toEqual(['half-loaded', 'half-loaded', null, null]);
  });

  it('comes in the given share, the same for the same seed, whatever else is asked in between', async () => {
    const script: VendorScript = {
      ...misbehaving('html-500'),
      share: 0.3,
      kinds: ['html-500', 'bad-gateway', 'unavailable'],
    };
    const sessions = market.sessions.slice(0, 100);
    const statuses = async (seed: number, between: boolean): Promise<number[]> => {
      const server = await start({ script: { ...script, seed } });
      const result: number[] = [];
      for (const date of sessions) {
        if (between) await get(server, '/massive/v1/marketstatus/upcoming');
        result.push((await get(server, `/massive${GROUPED}/${date}`)).status);
      }
      return result;
    };
    const first = await statuses(1, false);
    expect(await statuses(1, true)).toEqual(first);
    expect(await statuses(2, false)).not.toEqual(first);
    const failed = first.filter((status) => status !== 200).length;
    expect(failed).toBeGreaterThan(18);
    expect(failed).toBeLessThan(42);
    expect(new Set(first)).toEqual(new Set([200, 500, 502, 503]));
  });

  it('takes a vendor away from one instant to another', async () => {
    const from = newYorkInstant('2024-06-20', '18:00');
    const outages = [{ vendor: 'massive' as const, from, to: newYorkInstant('2024-06-23', '18:00') }];
    const server = await start({ script: { ...goodManners, outages } });
    const fails = async (day: string, time: string): Promise<boolean> => {
      now = newYorkInstant(day, time);
      return get(server, path).then(
        ({ status }) => status >= 500,
        () => true,
      );
    };
    expect(await fails('2024-06-20', '17:59')).toBe(false);
    expect(await fails('2024-06-20', '18:00')).toBe(true);
    expect(await fails('2024-06-23', '17:59')).toBe(true);
    expect((await get(server, '/nasdaq/api/screener/stocks')).status).toBe(200);
    expect(await fails('2024-06-23', '18:00')).toBe(false);
    expect(server.requests.filter(({ fault }) => fault === 'outage')).toHaveLength(2);
  });

  it('gives a named value wrong until it is corrected', async () => {
    const [line] = market.largest(Number(market.positionOf('2024-06-20')), 1);
    const ticker = nameOn(line!, '2024-06-20')?.ticker ?? '';
    const until = newYorkInstant('2024-06-20', '19:30');
    const fault = {
      vendor: 'massive' as const,
      session: '2024-06-20',
      ticker,
      field: 'close' as const,
      factor: 1.01,
      until,
    };
    const server = await start({ script: { ...goodManners, faults: [fault] } });
    const row = async (): Promise<Json | undefined> =>
      ((await get(server, `/massive${GROUPED}/2024-06-20?adjusted=false`)).json['results'] as Json[]).find(
        (one) => one['T'] === ticker,
      );
    const close = Number(line?.prices.close[Number(market.positionOf('2024-06-20'))]) / 100;
    const wrong = await row();
    expect(wrong?.['c']).toBeCloseTo(close * 1.01, 1);
    expect(wrong?.['h']).toBeGreaterThanOrEqual(wrong?.['c'] as number);
    now = until;
    expect((await row())?.['c']).toBe(close);
    await expect(start({ script: { ...goodManners, faults: [{ ...fault, ticker: 'NOBODY' }] } })).rejects.toThrow(
      'fault of NOBODY on 2024-06-20',
    );
  });

  it('can be drawn up as one late correction a month, and told in words', () => {
    const faults = lateCorrections(market, 3);
    expect(faults.map(({ session: day }) => day.slice(5, 7))).toEqual(['01', '02', '03', '04', '05', '06']);
    expect(lateCorrections(market, 3)).toEqual(faults);
    for (const { session: day, until } of faults) {
      expect(until.getTime()).toBeGreaterThan(publishedAt(day).getTime());
      expect(until <= newYorkInstant(addDays(day, 3), '19:30')).toBe(true);
    }
    const words = describeScript({ ...goodManners, seed: 9, share: 0.3, faults });
    expect(words).toHaveLength(7);
    expect(words[0]).toContain('seed 9: 30 %');
    for (const kind of [...answerFaults, ...dataFaults]) expect(words[0]).toContain(kind);
  });
});
