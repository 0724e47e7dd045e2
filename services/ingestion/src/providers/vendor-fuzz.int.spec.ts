import { createRandom } from '#testing/market-simulator/random';
import type { Random } from '#testing/market-simulator/random';
import { LoopbackVendor } from '../../test/loopback-vendor.js';
import { mutateBody } from '../../test/mutate-body.js';
import {
  checkActions,
  checkCaps,
  checkListing,
  checkListings,
  checkMarketDay,
  checkRefused,
  checkShareCounts,
  checkTickerChanges,
} from '../../test/provider-rules.js';
import { UpstreamError } from '../upstream/upstream.error.js';
import type { Upstream } from '../upstream/upstream.js';
import { createProviders } from './create-providers.js';
import { findFmpError } from './fmp/fmp-answer.js';
import { readFmpCapBatch, readFmpCapHistory } from './fmp/fmp-market-caps.js';
import { readFmpShareCounts } from './fmp/fmp-share-counts.js';
import { readMassiveDividends, readMassiveSplits } from './massive/massive-actions.js';
import { findMassiveError, readMassivePage } from './massive/massive-answer.js';
import { readMassiveDetails, readMassiveListings } from './massive/massive-listings.js';
import { readMassiveMarketDay } from './massive/massive-market-day.js';
import { readMassiveTickerChanges } from './massive/massive-ticker-changes.js';
import { findNasdaqError, readNasdaqScreen } from './nasdaq/nasdaq-screener.js';
import type { Provider } from './provider.js';
import { countsKnownOn, readFiledCounts } from './sec/sec-share-counts.js';
import { type FindError, parseJson } from './vendor-json.js';

/** `FUZZ_RUNS=1000000 FUZZ_SEED=… npx jest vendor-fuzz` looks longer, or again at the same. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 10_000);
const HTTP_RUNS = 300;
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
const SLOWEST_MS = 2000;

const SESSION = '2026-11-20';
const NOW = new Date('2026-11-20T23:00:00Z');
const CLOSE = Date.parse('2026-11-20T21:00:00Z');
const FIRST = '2026-11-01';
const DAYS = Array.from({ length: 20 }, (_, day) => `2026-11-${String(day + 1).padStart(2, '0')}`);
const CIK = '0000320193';
const TICKERS = ['A', 'B', 'BRK.B', 'T0', 'T1', 'T2', 'T3', 'T4', 'T5'];
const { signal } = new AbortController();

/** A kind of answer: how it looks when it is good, and what reads it and checks what was read. */
interface Kind {
  readonly good: unknown;
  readonly read: (value: unknown) => void;
}
interface Vendor {
  readonly findError: FindError;
  readonly kinds: readonly Kind[];
}

const twelve = (row: (ticker: string, position: number) => object): object[] =>
  Array.from({ length: 12 }, (_, position) => row(position === 11 ? 'BRK.B' : `T${position}`, position));
const line = (ticker: string): object => ({
  ticker,
  name: `${ticker} Inc. Common Stock`,
  market: 'stocks',
  primary_exchange: 'XNYS',
  type: 'CS',
  currency_name: 'usd',
  cik: '320193',
  composite_figi: 'BBG000B9XRY4',
  share_class_figi: 'BBG001S5N8V8',
  list_date: '1999-01-04',
  delisted_utc: '2026-11-20T00:00:00Z',
});
const page = (results: readonly object[]): object => ({ status: 'OK', count: results.length, results });

const massive: Vendor = {
  findError: findMassiveError,
  kinds: [
    {
      good: {
        status: 'OK',
        adjusted: false,
        resultsCount: 12,
        results: twelve((T, position) => ({ T, o: 10, h: 12.5, l: 9, c: 11 + position, v: 1234.5, t: CLOSE })),
      },
      read: (value) => checkMarketDay(readMassiveMarketDay(value, SESSION), SESSION),
    },
    {
      good: { next_url: 'https://api.massive.com/v3/reference/tickers?cursor=abc', ...page(twelve(line)) },
      read: (value) => checkListings(readMassiveListings(readMassivePage(value, '/v3/reference/tickers').rows)),
    },
    {
      good: { status: 'OK', results: { ...line('A'), share_class_shares_outstanding: 1e9, market_cap: 1e12 } },
      read: (value) => {
        const details = readMassiveDetails(value, 'A');
        checkListing(details?.listing ?? null);
        const { shares = null } = details ?? {};
        if (shares !== null) checkShareCounts([{ shares, knownOn: SESSION, asOf: SESSION }], SESSION);
      },
    },
    {
      good: page(twelve((ticker) => ({ ticker, execution_date: '2026-11-10', split_from: 1, split_to: 4 }))),
      read: (value) =>
        checkActions(readMassiveSplits(readMassivePage(value, '/x').rows, FIRST, SESSION), FIRST, SESSION),
    },
    {
      good: page(
        twelve((ticker, position) => ({
          ticker: position === 5 ? 'T4' : ticker,
          ex_dividend_date: '2026-11-09',
          cash_amount: 0.25,
          dividend_type: position === 5 ? 'SC' : 'CD',
          currency: 'USD',
        })),
      ),
      read: (value) =>
        checkActions(readMassiveDividends(readMassivePage(value, '/x').rows, FIRST, SESSION), FIRST, SESSION),
    },
    {
      good: {
        status: 'OK',
        results: {
          name: 'A',
          events: ['2026-01-05', '2020-01-06', '2015-01-05'].map((date, position) => ({
            type: 'ticker_change',
            date,
            ticker_change: { ticker: `T${position}` },
          })),
        },
      },
      read: (value) => checkTickerChanges(readMassiveTickerChanges(value)),
    },
  ],
};

const capRow = (symbol: string, date: string): object => ({ symbol, date, marketCap: 2.5e12 });
const fmp: Vendor = {
  findError: findFmpError,
  kinds: [
    {
      good: ['2026-11-20', '2026-11-19', '2026-11-18', '2026-11-17', '2026-11-16'].map((date) => capRow('A', date)),
      read: (value) => {
        const caps = readFmpCapHistory(value as unknown[], { ticker: 'A', first: FIRST, last: SESSION });
        // A flipped bit makes one day of another.
        checkCaps(caps, DAYS);
      },
    },
    {
      good: TICKERS.map((ticker) => capRow(ticker.replace('.', '-'), SESSION)),
      read: (value) => checkCaps(readFmpCapBatch(value as unknown[], { tickers: TICKERS, session: SESSION }), TICKERS),
    },
    {
      good: twelve((symbol) => ({ symbol, date: `${SESSION} 06:00:00`, floatShares: 1, outstandingShares: 1e9 })),
      read: (value) => {
        for (const [, { shares, asOf }] of readFmpShareCounts(value as unknown[], SESSION)) {
          checkShareCounts([{ shares, asOf, knownOn: SESSION }], SESSION);
        }
      },
    },
  ],
};

const sec: Vendor = {
  findError: () => null,
  kinds: [
    {
      good: {
        cik: Number(CIK),
        taxonomy: 'dei',
        tag: 'EntityCommonStockSharesOutstanding',
        entityName: 'Example Inc.',
        units: {
          shares: [
            { end: '2025-10-17', val: 15_000_000, filed: '2025-10-31', form: '10-K' },
            { end: '2025-10-17', val: 15_000_100, filed: '2025-12-31', form: '10-K/A' },
            { end: '2026-01-16', val: 14_900_000, filed: '2026-01-30', form: '10-Q' },
            { end: '2026-04-17', val: 14_800_000, filed: '2026-05-01', form: '10-Q' },
            { end: '2026-07-17', val: 14_700_000, filed: '2026-07-31', form: '10-Q' },
            { end: '2026-11-17', val: 14_600_000, filed: '2026-11-30', form: '10-K' },
          ],
        },
      },
      read: (value) => checkShareCounts(countsKnownOn(readFiledCounts(value, CIK), SESSION), SESSION),
    },
  ],
};

const status = { rCode: 200, bCodeMessage: null, developerMessage: null };
const stock = (symbol: string, lastsale: string, marketCap: string): object => ({
  symbol,
  name: `${symbol} Inc. Common Stock`,
  lastsale,
  netchange: '0.00',
  pctchange: '0.00%',
  marketCap,
  volume: '1234567',
  sector: 'Technology',
});
const table = {
  data: {
    table: { asOf: null, rows: twelve((ticker) => stock(ticker.replace('.', '/'), '$1,069.12', '10,021,598,384')) },
    totalrecords: 12,
    asof: 'Last price as of Nov 20, 2026',
  },
  status,
};
const download = {
  data: { rows: twelve((ticker) => stock(ticker.replace('.', '/'), '$1069.12', '10021598384.00')) },
  status,
};
function checkScreen(one: unknown, other: unknown): void {
  const { day, listings } = readNasdaqScreen(one, other, SESSION);
  checkMarketDay(day, SESSION);
  checkListings(listings);
}
const nasdaq: Vendor = {
  findError: findNasdaqError,
  kinds: [
    { good: table, read: (value) => checkScreen(value, download) },
    { good: download, read: (value) => checkScreen(table, value) },
    { good: download, read: (value) => checkScreen(value, value) },
  ],
};

const vendors = { massive, fmp, sec, nasdaq };
type Name = keyof typeof vendors;
const names = Object.keys(vendors) as Name[];
const bodies = names.flatMap((name) =>
  vendors[name].kinds.map(({ good }) => Buffer.from(JSON.stringify(good), 'utf8')),
);

/** Of a run: the kind of answer and a body that is wrong in some way. */
function draw(name: Name, random: Random): { kind: Kind; body: Buffer } {
  const { kinds } = vendors[name];
  const kind = kinds[random.below(kinds.length)] as Kind;
  return { kind, body: mutateBody(Buffer.from(JSON.stringify(kind.good), 'utf8'), random, bodies) };
}

function described(name: string, run: number, body: Buffer, error: unknown): Error {
  const text = body.subarray(0, 500).toString('utf8');
  return new Error(`${name}, FUZZ_SEED=${SEED}, run ${run}: ${String(error)}\n${text}`, { cause: error });
}

describe(`mutated bodies, FUZZ_SEED=${SEED}`, () => {
  test.each(names)(
    `${RUNS} of %s are read by the rules or refused as an UpstreamError`,
    (name) => {
      const { findError } = vendors[name];
      let taken = 0;
      for (let run = 0; run < RUNS; run += 1) {
        const { kind, body } = draw(name, createRandom(SEED, run));
        const startedAt = performance.now();
        try {
          const value = parseJson(name, body);
          const error = findError(value);
          if (error !== null) throw error;
          kind.read(value);
          taken += 1;
        } catch (error) {
          if (!(error instanceof UpstreamError)) throw described(name, run, body, error);
        }
        const took = performance.now() - startedAt;
        if (took > SLOWEST_MS) throw described(name, run, body, `took ${took} ms`);
      }
      // Else the bodies would be too broken to show anything, or not broken at all.
      expect(taken).toBeGreaterThan(RUNS / 20);
      expect(taken).toBeLessThan(RUNS * 0.95);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
    600_000,
  );

  test('good bodies are read', () => {
    for (const name of names) for (const { good, read } of vendors[name].kinds) read(good);
  });
});

/** Everything that a provider can be asked, checked. */
function askAll({ marketDays, listings, marketCaps, shareCounts, actions, tickerChanges }: Provider): Promise<void>[] {
  return [
    async () => checkMarketDay((await marketDays?.readMarketDay(SESSION, signal)) ?? null, SESSION),
    async () => checkListings((await listings?.readListings(SESSION, signal)) ?? []),
    async () => checkListing((await listings?.readListing('A', SESSION, signal)) ?? null),
    async () => checkCaps((await marketCaps?.readMarketCaps(SESSION, TICKERS, signal)) ?? new Map(), TICKERS),
    async () => checkCaps((await marketCaps?.readMarketCaps('2026-11-19', ['A'], signal)) ?? new Map(), ['A']),
    async () =>
      checkShareCounts(
        (await shareCounts?.readShareCounts({ ticker: 'A', issuer: CIK }, SESSION, signal)) ?? [],
        SESSION,
      ),
    async () => {
      const read = await actions?.readActions(FIRST, SESSION, signal);
      if (read !== undefined) checkActions(read, FIRST, SESSION);
      checkRefused(read?.refused ?? []);
    },
    async () => checkTickerChanges((await tickerChanges?.readTickerChanges('A', SESSION, signal)) ?? []),
  ].map((ask) => ask());
}

describe(`mutated answers over HTTP, FUZZ_SEED=${SEED}`, () => {
  let server: LoopbackVendor;
  let upstreams: Record<Name, Upstream>;

  beforeAll(async () => {
    server = await LoopbackVendor.open();
    upstreams = Object.fromEntries(names.map((name) => [name, server.upstream(name)])) as Record<Name, Upstream>;
  });
  afterAll(() => server.close());

  test.each(names)(
    `${HTTP_RUNS} of %s`,
    async (name) => {
      for (let run = 0; run < HTTP_RUNS; run += 1) {
        const random = createRandom(SEED, run + 1_000_000_000);
        const { body } = draw(name, random);
        const status = random.below(4) === 0 ? ([402, 404, 429, 500] as const)[random.below(4)] : 200;
        const headers = random.below(10) === 0 ? { 'content-encoding': 'gzip' } : {};
        server.answers(() => ({ status: status ?? 200, headers, body }));
        const [provider] = createProviders({ [name]: upstreams[name] }, () => NOW) as [Provider];
        for (const answer of await Promise.allSettled(askAll(provider))) {
          if (answer.status === 'rejected' && !(answer.reason instanceof UpstreamError)) {
            throw described(name, run, body, answer.reason);
          }
        }
      }
    },
    120_000,
  );
});
