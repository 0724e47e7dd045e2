import type { ListedLine } from '#domain/listing-changes';
import type { Rename } from '#domain/rename';
import type { MarketBar } from '#domain/session-assembly';
import type { CorporateAction } from '#domain/session-return';

/**
 * What ingestion asks of a data vendor. A provider implements the parts that its vendor has and leaves out the others; whoever asks
 * takes the configured order and goes on to the next when one fails or does not have it.
 *
 * Common to all: dates are 'YYYY-MM-DD' of New York; tickers are canonical (`canonicalTicker`: `BRK.B`); prices and dividends are US
 * dollars as traded, never adjusted; market caps are US dollars; shares are single shares. A call that cannot be answered throws an
 * `UpstreamError`, which says whether trying later can help. A row that makes no sense is left out and named in `refused`; it never
 * stops the others.
 */
export interface Provider {
  readonly name: ProviderName;
  readonly marketDays?: MarketDays;
  readonly listings?: ListingsOfDay;
  readonly marketCaps?: MarketCaps;
  readonly shareCounts?: ShareCounts;
  readonly actions?: CorporateActions;
  readonly tickerChanges?: TickerChanges;
  readonly calendar?: ExchangeCalendar;
}

export const providerNames = ['massive', 'fmp', 'sec', 'nasdaq', 'massive-flat-files', 'files'] as const;
export type ProviderName = (typeof providerNames)[number];

/** A row that was left out, and why. */
export interface RefusedRow {
  /** As the vendor wrote it, cut after 100 characters; null where it has none. */
  readonly ticker: string | null;
  readonly reason: string;
}

/** One session of the whole market. */
export interface MarketDay {
  /** The session that the vendor says the rows are of. The caller checks that it is the one asked for. */
  readonly date: string;
  readonly bars: readonly MarketBar[];
  readonly refused: readonly RefusedRow[];
}

export interface MarketDays {
  /** Whether the vendor can know the session at `now`: some have the newest one only. */
  offers(session: string, now: Date): boolean;
  /** Null: the vendor has nothing for that day (yet), which it says without an error. */
  readMarketDay(session: string, signal: AbortSignal): Promise<MarketDay | null>;
}

/** A line as reference data describe it on a day. */
export interface Listing extends ListedLine {
  /** The last day on which it was listed; null while it is. */
  readonly delistedOn: string | null;
}

export interface ListingsOfDay {
  /** Every line listed on `date`, of all types. */
  readListings(date: string, signal: AbortSignal): Promise<readonly Listing[]>;
  /** What is known on `date` of one line, also if it is listed no more; null: nothing. */
  readListing(ticker: string, date: string, signal: AbortSignal): Promise<Listing | null>;
}

export interface MarketCaps {
  /** The caps of these lines on `session`, as far as the vendor has them. */
  readMarketCaps(
    session: string,
    tickers: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number>>;
}

export interface ShareCount {
  readonly shares: number;
  /** The day from which the number could be known: the day of filing, or the day of the answer. */
  readonly knownOn: string;
  /** The day that was counted; splits after it are not in the number. */
  readonly asOf: string;
}

export interface ShareCounts {
  /** Counts of the line that were known on `session`, newest last; empty: the vendor has none. */
  readShareCounts(
    line: { readonly ticker: string; readonly issuer: string | null },
    session: string,
    signal: AbortSignal,
  ): Promise<readonly ShareCount[]>;
}

export interface CorporateActions {
  /** Splits and dividends with an ex-date between two days, both included. */
  readActions(
    first: string,
    last: string,
    signal: AbortSignal,
  ): Promise<{ readonly actions: readonly CorporateAction[]; readonly refused: readonly RefusedRow[] }>;
}

export interface TickerChanges {
  /** Every change of name of the line that is called `ticker` on `date`, oldest first. */
  readTickerChanges(ticker: string, date: string, signal: AbortSignal): Promise<readonly Rename[]>;
}

/** A day on which the exchange does not open. */
export interface Closure {
  readonly date: string;
  readonly name: string;
}

export interface ExchangeCalendar {
  /** The closures that are announced for the time to come. */
  readClosures(signal: AbortSignal): Promise<readonly Closure[]>;
}
