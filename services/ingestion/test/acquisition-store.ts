import type { MarketBar } from '#domain/session-assembly';
import type { CorporateAction } from '#domain/session-return';
import pino from 'pino';
import type { AcquisitionParts } from '../src/acquisition/acquisition-parts.js';
import { acquireSession, type AttemptOutcome } from '../src/acquisition/acquire-session.js';
import type { Listing, Provider, ProviderName, RefusedRow, ShareCount } from '../src/providers/provider.js';
import { UpstreamError } from '../src/upstream/upstream.error.js';
import type { UpstreamFailure } from '../src/upstream/upstream.js';
import { ImportStore } from './import-store.js';
import { VirtualTiming } from './virtual-timing.js';

/** A vendor that knows what the test says, at the port that ingestion asks through. */
export class MemoryVendor {
  readonly days = new Map<string, readonly MarketBar[]>();
  readonly listed = new Map<string, readonly Listing[]>();
  /** Of lines that are on no list any more. */
  readonly gone = new Map<string, Listing>();
  readonly counts = new Map<string, readonly ShareCount[]>();
  readonly asked: string[] = [];
  actions: readonly CorporateAction[] = [];
  /** Rows of every day that make no sense. */
  refused: readonly RefusedRow[] = [];
  /** By what is asked for; until it is taken away. */
  readonly failures = new Map<'days' | 'counts' | 'caps' | 'actions', UpstreamFailure>();

  constructor(readonly name: ProviderName) {}

  /** All parts but market caps; `without` takes some away. */
  provider(without: readonly (keyof Provider)[] = []): Provider {
    const parts: Provider = {
      name: this.name,
      marketDays: { offers: () => true, readMarketDay: async (session) => this.day(session) },
      listings: {
        readListings: async (date) => this.note(`list ${date}`, this.listed.get(date) ?? []),
        readListing: async (ticker, date) =>
          this.note(
            `details ${ticker}`,
            this.listed.get(date)?.find((line) => line.ticker === ticker) ?? this.gone.get(ticker) ?? null,
          ),
      },
      shareCounts: {
        readShareCounts: async ({ ticker }, session) => {
          this.asked.push(`count ${ticker} ${session}`);
          this.failIf('counts');
          return (this.counts.get(ticker) ?? []).filter(({ knownOn }) => knownOn <= session);
        },
      },
      actions: {
        readActions: async (first, last) => {
          this.failIf('actions');
          return { actions: this.actions.filter(({ exDate }) => exDate >= first && exDate <= last), refused: [] };
        },
      },
    };
    return Object.fromEntries(Object.entries(parts).filter(([part]) => !without.includes(part as keyof Provider))) as {
      name: ProviderName;
    };
  }

  /** A provider of market caps alone. */
  capsProvider(caps: ReadonlyMap<string, number>): Provider {
    return {
      name: this.name,
      marketCaps: {
        readMarketCaps: async (_session, tickers) => {
          this.asked.push(...tickers.map((ticker) => `cap ${ticker}`));
          this.failIf('caps');
          return new Map([...caps].filter(([ticker]) => tickers.includes(ticker)));
        },
      },
    };
  }

  private day(session: string): { date: string; bars: readonly MarketBar[]; refused: readonly RefusedRow[] } | null {
    this.asked.push(`day ${session}`);
    this.failIf('days');
    const bars = this.days.get(session);
    return bars === undefined ? null : { date: session, bars, refused: this.refused };
  }

  private failIf(part: 'days' | 'counts' | 'caps' | 'actions'): void {
    const failure = this.failures.get(part);
    if (failure !== undefined) throw new UpstreamError(this.name, failure, `no ${part}`);
  }

  private note<Value>(what: string, value: Value): Value {
    this.asked.push(what);
    return value;
  }
}

export function bar(ticker: string, close: number, volume = 1_000_000): MarketBar {
  return { ticker, open: close, high: close, low: close, close, volume, marketCap: null };
}

/** Common stock of a company of its own. */
export function listing(ticker: string, line = `line ${ticker}`, said: Partial<Listing> = {}): Listing {
  const words = { name: ticker, sector: null, exchange: 'NYSE', issuer: `company of ${line}`, type: 'CS' };
  return { ticker, permanentId: line, ...words, listedOn: null, delistedOn: null, ...said };
}

/** A store in which sessions are acquired one by one, and looked at. */
export class AcquisitionStore {
  readonly timing = new VirtualTiming(new Date('2026-11-20T23:00:00Z'));
  readonly signal = new AbortController().signal;

  private constructor(readonly store: ImportStore) {}

  static async open(): Promise<AcquisitionStore> {
    return new AcquisitionStore(await ImportStore.openPglite());
  }

  parts(providers: readonly Provider[]): AcquisitionParts {
    const { database, outbox, createId } = this.store.parts;
    const logger = pino({ level: 'silent' });
    return { database, outbox, createId, clock: this.timing, timing: this.timing, logger, providers };
  }

  acquire(providers: readonly Provider[], session: string): Promise<AttemptOutcome> {
    return acquireSession(this.parts(providers), { session, source: null, actor: 'test' }, this.signal);
  }

  /** Market caps by ticker. */
  async caps(session: string): Promise<Record<string, number | null>> {
    const rows = await this.store.owner.query<{ ticker: string; market_cap: number | null }>(
      'select ticker, market_cap from stock_prices where date = $1 order by ticker',
      [session],
    );
    return Object.fromEntries(rows.map(({ ticker, market_cap }) => [ticker, market_cap]));
  }

  async states(session: string): Promise<{ verdict: string | null; status: string | null; final: boolean | null }> {
    const [state] = await this.store.owner.query<{ verdict: string; status: string; final: boolean }>(
      `select stored.verdict, acquired.status, acquired.final
       from ingestion_sessions stored full join acquisition_sessions acquired on acquired.date = stored.date
       where coalesce(stored.date, acquired.date) = $1`,
      [session],
    );
    return state ?? { verdict: null, status: null, final: null };
  }

  /** Makes the store as good as new. */
  async clear(): Promise<void> {
    await this.store.clear();
    await this.store.owner.executeScript(
      `truncate acquisition_sessions, acquisition_attempts, listings, share_counts, quality_findings, quality_decisions,
         ingestion.acquisition_work;
       update ingestion_state set acquire_from = null;`,
    );
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
