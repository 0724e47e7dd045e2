import pino from 'pino';
import { previousSession, sessionsBetween } from '#domain/calendar';
import { closeOfSession } from '#domain/session-times';
import { acquireDue } from '#services/ingestion/src/acquisition/acquire-due';
import type { AcquisitionParts } from '#services/ingestion/src/acquisition/acquisition-parts';
import { createProviders } from '#services/ingestion/src/providers/create-providers';
import { openUpstreams } from '#services/ingestion/src/upstream/open-upstreams';
import { VirtualTiming } from '#services/ingestion/test/virtual-timing';
import { Readiness } from '#runtime/health';
import { Metrics } from '#runtime/metrics';
import { truthFiles, truthKinds } from '#testing/vendor-server/market-truth';
import { VendorMarket } from '#testing/vendor-server/vendor-market';
import { defaultVendorMarket } from '#testing/vendor-server/vendor-market-options';
import { goodManners, lateCorrections, type NamedFault, type VendorScript } from '#testing/vendor-server/vendor-script';
import { startVendorServer } from '#testing/vendor-server/vendor-server';
import { nameOn } from '#testing/vendor-server/vendor-line';
import type { Change } from '../pipeline/index-pump.js';
import { IndexStore } from '../pipeline/index-store.js';

/**
 * A year of the market, acquired session by session from vendors that misbehave in every scripted way. What comes out must be what a
 * direct import of the truth gives, and nothing else may ever have been published. `YEAR_SEED` repeats a run, `YEAR_END` shortens it.
 */

const SEED = Number(process.env['YEAR_SEED'] ?? 4711);
const FIRST = '2023-01-03';
const LAST = process.env['YEAR_END'] ?? '2023-12-29';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const QUOTA = { calls: 5, periodMs: MINUTE_MS, text: '5/minute' };
const TIMEOUT_MS = 900_000;

const sessions = sessionsBetween(FIRST, LAST);
const at = (share: number): string => sessions[Math.floor(share * (sessions.length - 1))] ?? FIRST;

const market = new VendorMarket({
  ...defaultVendorMarket,
  seed: SEED,
  firstDate: FIRST,
  lastDate: LAST,
  lines: 135,
  rates: { listings: 0.02, delistings: 0, splits: 0, renames: 0, halts: 0, missingCaps: 0 },
  twoClassShare: 0,
  events: [
    { kind: 'rename', company: 7, session: at(0.4), ticker: 'RENQX', name: 'Renamed Systems' },
    { kind: 'split', company: 2, session: at(0.15), factor: 4 },
    { kind: 'split', company: 12, session: at(0.35), factor: 2 },
    { kind: 'split', company: 40, session: at(0.6), factor: 10 },
    { kind: 'split', company: 90, session: at(0.8), factor: 0.1 },
    { kind: 'delisting', company: 20, lastSession: at(0.3), announced: true },
    { kind: 'delisting', company: 55, lastSession: at(0.7), announced: false },
  ],
});

/** The largest company's close is ten times what it should be, for longer than a retry or two. */
function poison(): NamedFault {
  const session = at(0.5);
  const line = market.largest(market.positionOf(session) ?? 0, 1)[0];
  const ticker = line === undefined ? '' : (nameOn(line, session)?.ticker ?? '');
  const until = new Date(closeOfSession(session) + 2 * DAY_MS);
  return { vendor: 'massive', session, ticker, field: 'close', factor: 10, until };
}

const outage = (share: number) => {
  const from = closeOfSession(at(share)) - 60 * MINUTE_MS;
  return { vendor: 'all' as const, from: new Date(from), to: new Date(from + 3 * DAY_MS) };
};

const script: VendorScript = {
  ...goodManners,
  seed: SEED,
  share: 0.3,
  hangMs: 30,
  hugeBytes: 3 * 1024 * 1024,
  outages: [outage(0.25), outage(0.65)],
  faults: [poison(), ...lateCorrections(market, SEED)],
};

/** Members by session as the truth has them. */
async function membersOf(store: IndexStore): Promise<Map<string, Set<string>>> {
  const rows = await store.database.query<{ date: string; tickers: string[] }>(
    'select date, array_agg(ticker) as tickers from index_compositions group by date',
  );
  return new Map(rows.map(({ date, tickers }) => [date, new Set(tickers)]));
}

/** Whether no session of the year is to be looked at again. */
async function isYearFinal(store: IndexStore): Promise<boolean> {
  const [count] = await store.database.query<{ final: number }>(
    'select count(*)::int4 as final from acquisition_sessions where final and date <= $1',
    [LAST],
  );
  return count?.final === sessions.length;
}

/** Asks for the index as soon as there is anything to build it from; it follows the store from then on. */
async function buildOnce(store: IndexStore): Promise<boolean> {
  const stored = await store.database.query('select 1 as one from ingestion_sessions limit 1');
  if (stored.length > 0) await store.build(FIRST, LAST);
  return stored.length > 0;
}

async function acquireYear(store: IndexStore, timing: VirtualTiming): Promise<{ changes: Change[]; attempts: number }> {
  const server = await startVendorServer({
    market,
    clock: timing,
    script,
    limits: {
      massive: { calls: QUOTA.calls, perMs: QUOTA.periodMs },
      fmp: { calls: QUOTA.calls, perMs: QUOTA.periodMs },
      sec: { calls: QUOTA.calls, perMs: QUOTA.periodMs },
    },
  });
  const logger = pino({ level: process.env['YEAR_LOG'] ?? 'silent' });
  const { baseUrls, environment } = server;
  const upstreams = openUpstreams(
    {
      providers: {
        massive: { baseUrl: baseUrls.massive, key: environment['MASSIVE_API_KEY'] ?? '', quota: QUOTA },
        fmp: { baseUrl: baseUrls.fmp, key: environment['FMP_API_KEY'] ?? '', quota: QUOTA },
        sec: { baseUrl: baseUrls.sec, contact: environment['SEC_CONTACT'] ?? '', quota: QUOTA },
        nasdaq: null,
        flatFiles: null,
      },
      database: store.database,
      timing,
      logger,
      metrics: new Metrics(),
      readiness: new Readiness(),
    },
    { attemptMs: 2_000, headersMs: 1_000, bodyMs: 1_000, maxBytes: 2 * 1024 * 1024, longestWaitMs: 10 * MINUTE_MS },
  );
  const providers = createProviders(upstreams, () => timing.now());
  const parts: AcquisitionParts = { ...store.ingestion, providers, timing, logger };
  const changes: Change[] = [];
  let attempts = 0;
  let built = false;
  try {
    for (const { signal } = new AbortController(); !(await isYearFinal(store)); attempts += 1) {
      const next = await acquireDue(parts, { first: FIRST, delayMs: 45 * MINUTE_MS }, signal);
      built ||= await buildOnce(store);
      changes.push(...(await store.settle()));
      timing.moveTo(next);
    }
    expect(server.quotaExceeded).toBe(false);
    process.stdout.write(
      `seed ${SEED}: ${sessions.length} sessions, ${attempts} attempts, ${server.requests.length} calls, ` +
        `${server.requests.filter(({ fault }) => fault !== null).length} of them spoiled\n`,
    );
  } finally {
    await upstreams.close();
    await server.close();
  }
  return { changes, attempts };
}

describe('a simulated year from vendors that misbehave', () => {
  let truth: IndexStore;
  let acquired: IndexStore;
  const timing = new VirtualTiming(new Date(`${FIRST}T12:00:00Z`));
  beforeAll(async () => {
    truth = await IndexStore.open(() => new Date(closeOfSession(LAST) + 30 * DAY_MS));
    acquired = await IndexStore.open(() => timing.now());
  }, TIMEOUT_MS);
  afterAll(async () => {
    await truth.close();
    await acquired.close();
  });

  it(
    'ends with the tables of the truth, and never published anything else',
    async () => {
      const files = truthFiles(market);
      for (const kind of truthKinds) await truth.import(kind, files[kind]());
      await truth.build(FIRST, LAST);
      await truth.settle();
      const expected = await membersOf(truth);
      expect(expected.size).toBe(sessions.length);

      const { changes } = await acquireYear(acquired, timing);

      await expectEveryChangeTrue(changes, expected);
      await expectRefusalsNamed(acquired);
      expect(await acquired.hashes()).toEqual(await truth.hashes());
    },
    TIMEOUT_MS,
  );

  async function expectEveryChangeTrue(changes: readonly Change[], expected: Map<string, Set<string>>): Promise<void> {
    const compositions = new Map<string, Set<string>>();
    const wrong: string[] = [];
    for (const { body } of changes) {
      const before = compositions.get(previousKnown(compositions, body.session)) ?? new Set<string>();
      const members = new Set(body.members?.map(({ ticker }) => ticker) ?? before);
      for (const { ticker, new_ticker: now } of body.renamed ?? []) {
        members.delete(ticker);
        members.add(now);
      }
      for (const { ticker } of body.exited) members.delete(ticker);
      for (const { ticker } of body.entered) members.add(ticker);
      compositions.set(body.session, members);
      const truthful = expected.get(body.session) ?? new Set<string>();
      const apart = [...members].filter((ticker) => !truthful.has(ticker));
      if (apart.length > 0) wrong.push(`${body.session} ${body.kind} ${body.revision}: ${apart.join(' ')}`);
    }
    expect(wrong).toEqual([]);
  }

  function previousKnown(compositions: ReadonlyMap<string, unknown>, session: string): string {
    for (let date = previousSession(session); date >= FIRST; date = previousSession(date)) {
      if (compositions.has(date)) return date;
    }
    return '';
  }

  async function expectRefusalsNamed(store: IndexStore): Promise<void> {
    const unnamed = await store.database.query(
      `select date, outcome from acquisition_attempts where outcome <> 'stored' and cardinality(reasons) = 0`,
    );
    expect(unnamed).toEqual([]);
    const outcomes = await store.database.query<{ outcome: string; attempts: number }>(
      'select outcome, count(*)::int4 as attempts from acquisition_attempts group by outcome order by outcome',
    );
    process.stdout.write(`${outcomes.map(({ outcome, attempts }) => `${attempts} ${outcome}`).join(', ')}\n`);
  }
});
