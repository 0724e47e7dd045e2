import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { sessionsBetween } from '#domain/calendar';
import { closeOfSession } from '#domain/session-times';
import { Readiness } from '#runtime/health';
import { Metrics } from '#runtime/metrics';
import { acquireDue } from '#services/ingestion/src/acquisition/acquire-due';
import type { AcquisitionParts } from '#services/ingestion/src/acquisition/acquisition-parts';
import { createProviders } from '#services/ingestion/src/providers/create-providers';
import { openUpstreams } from '#services/ingestion/src/upstream/open-upstreams';
import { VirtualTiming } from '#services/ingestion/test/virtual-timing';
import { nameOn } from '#testing/vendor-server/vendor-line';
import { truthFiles, truthKinds } from '#testing/vendor-server/market-truth';
import { VendorMarket } from '#testing/vendor-server/vendor-market';
import { defaultVendorMarket } from '#testing/vendor-server/vendor-market-options';
import { startVendorServer } from '#testing/vendor-server/vendor-server';
import { IndexStore } from '../pipeline/index-store.js';

/** Whatever vendors are set up, an index comes out; and the truth, as far as they know it. */

const FIRST = '2024-01-16';
const LAST = '2024-01-26';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const TIMEOUT_MS = 600_000;
const sessions = sessionsBetween(FIRST, LAST);
const options = { ...defaultVendorMarket, firstDate: FIRST, lastDate: LAST, lines: 150 };
const rates = { listings: 0.2, delistings: 0.05, splits: 0.1, renames: 0.1, halts: 0, missingCaps: 0 };
/** With all that happens to lines, and companies of several classes. */
const eventful = new VendorMarket({ ...options, twoClassShare: 0.15, rates });
/** Without what can only be known from whom says splits, renames and companies. */
const quiet = new VendorMarket({
  ...options,
  twoClassShare: 0,
  rates: { ...rates, splits: 0, renames: 0, delistings: 0 },
});

type VendorName = 'massive' | 'fmp' | 'sec' | 'nasdaq';
interface SetUp {
  readonly vendors: readonly VendorName[];
  readonly files: boolean;
  readonly market: VendorMarket;
  /** Seats that may go to another line on one session: shares are known some weeks late where no filings are read. */
  readonly apart: number;
}

async function membersOf(store: IndexStore): Promise<Map<string, Set<string>>> {
  const rows = await store.database.query<{ date: string; tickers: string[] }>(
    'select date, array_agg(ticker) as tickers from index_compositions group by date',
  );
  return new Map(rows.map(({ date, tickers }) => [date, new Set(tickers)]));
}

async function acquire(
  store: IndexStore,
  timing: VirtualTiming,
  { vendors, files, market }: SetUp,
  directory: string,
): Promise<void> {
  const server = await startVendorServer({ market, clock: timing });
  const { baseUrls, environment } = server;
  const set = (name: VendorName): boolean => vendors.includes(name);
  const logger = pino({ level: 'silent' });
  const upstreams = openUpstreams({
    providers: {
      massive: set('massive')
        ? { baseUrl: baseUrls.massive, key: environment['MASSIVE_API_KEY'] ?? '', quota: null }
        : null,
      fmp: set('fmp') ? { baseUrl: baseUrls.fmp, key: environment['FMP_API_KEY'] ?? '', quota: null } : null,
      sec: set('sec') ? { baseUrl: baseUrls.sec, contact: environment['SEC_CONTACT'] ?? '', quota: null } : null,
      nasdaq: set('nasdaq') ? { baseUrl: baseUrls.nasdaq, quota: null } : null,
      flatFiles: null,
    },
    database: store.database,
    timing,
    logger,
    metrics: new Metrics(),
    readiness: new Readiness(),
  });
  const providers = createProviders(upstreams, () => timing.now(), files ? { directory } : null);
  const parts: AcquisitionParts = { ...store.ingestion, providers, timing, logger };
  const end = closeOfSession(LAST) + 8 * 60 * MINUTE_MS;
  let built = false;
  try {
    for (const { signal } = new AbortController(); timing.now().getTime() < end;) {
      const next = await acquireDue(parts, { first: FIRST, delayMs: 45 * MINUTE_MS }, signal);
      if (!built && (await store.database.query('select 1 as one from ingestion_sessions limit 1')).length > 0) {
        await store.build(FIRST, LAST);
        built = true;
      }
      await store.settle();
      timing.moveTo(next);
    }
  } finally {
    await upstreams.close();
    await server.close();
  }
}

/** The members that the truth of a market gives. */
async function truthOf(market: VendorMarket): Promise<Map<string, Set<string>>> {
  const truth = await IndexStore.open(() => new Date(closeOfSession(LAST) + 30 * DAY_MS));
  try {
    const files = truthFiles(market);
    for (const kind of truthKinds) await truth.import(kind, files[kind]());
    await truth.build(FIRST, LAST);
    await truth.settle();
    return await membersOf(truth);
  } finally {
    await truth.close();
  }
}

/** One file per session with market caps, as somebody might have them from anywhere. */
async function writeFiles(market: VendorMarket, directory: string): Promise<void> {
  for (const [position, session] of sessions.entries()) {
    const rows = market.lines.flatMap((line) => {
      const name = nameOn(line, session);
      const cents = line.prices.close[position] ?? Number.NaN;
      if (line.type !== 'CS' || name === null || Number.isNaN(cents)) return [];
      return [
        `${session},${name.ticker},${cents / 100},${1000 + (cents % 997)},${market.marketCap(line, position) ?? ''}`,
      ];
    });
    await writeFile(join(directory, `${session}.csv`), `date,ticker,close,volume,market_cap\n${rows.join('\n')}\n`);
  }
}

describe('with these vendors alone', () => {
  const expected = new Map<VendorMarket, Map<string, Set<string>>>();
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'set-ups-'));
    await writeFiles(quiet, directory);
    for (const market of [eventful, quiet]) expected.set(market, await truthOf(market));
  }, TIMEOUT_MS);
  afterAll(() => rm(directory, { recursive: true }));

  test.each<[string, SetUp]>([
    ['massive, sec, fmp', { vendors: ['massive', 'sec', 'fmp'], files: false, market: eventful, apart: 0 }],
    ['massive, fmp', { vendors: ['massive', 'fmp'], files: false, market: eventful, apart: 1 }],
    ['massive', { vendors: ['massive'], files: false, market: eventful, apart: 1 }],
    ['nasdaq', { vendors: ['nasdaq'], files: false, market: quiet, apart: 0 }],
    ['nasdaq, sec', { vendors: ['nasdaq', 'sec'], files: false, market: quiet, apart: 0 }],
    ['files', { vendors: [], files: true, market: quiet, apart: 0 }],
  ])(
    '%s',
    async (_name, setUp) => {
      const timing = new VirtualTiming(new Date(`${FIRST}T12:00:00Z`));
      const store = await IndexStore.open(() => timing.now());
      try {
        await acquire(store, timing, setUp, directory);
        const members = await membersOf(store);
        expect([...members.keys()].sort()).toEqual([...sessions]);
        for (const [session, truth] of expected.get(setUp.market) ?? []) {
          const strangers = [...(members.get(session) ?? [])].filter((ticker) => !truth.has(ticker));
          expect({ session, strangers: strangers.slice(setUp.apart) }).toEqual({ session, strangers: [] });
        }
      } finally {
        await store.close();
      }
    },
    TIMEOUT_MS,
  );
});
