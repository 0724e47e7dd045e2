import { exchangeDate } from '../../exchange-date.js';
import { UpstreamError } from '../../upstream/upstream.error.js';
import type { Upstream } from '../../upstream/upstream.js';
import { BoundedMap } from '../bounded-map.js';
import { newestFinishedSession } from '../newest-session.js';
import type { MarketCaps, Provider, ShareCount, ShareCounts } from '../provider.js';
import { malformed } from '../vendor-json.js';
import { askFmp, FMP, fmpSymbol } from './fmp-answer.js';
import { readFmpCapBatch, readFmpCapHistory } from './fmp-market-caps.js';
import { type FmpCount, readFmpShareCounts } from './fmp-share-counts.js';

const BATCH_SYMBOLS = 100;
/** The vendor's own limit; a year has 252 rows. */
const HISTORY_ROWS = 5000;
const FLOAT_PAGE_ROWS = 5000;
const FLOAT_PAGES_MAX = 100;

/** About 12 KiB each. */
const HISTORIES_MAX = 1000;
/** A year that was read is asked for again after this long: the vendor corrects past caps. */
const HISTORY_AGE_MAX_MS = 6 * 60 * 60_000;
/** So many names that the plan leaves out, and none that it has, and no name is asked for any more. */
const REFUSED_NAMES_MAX = 20;

interface History {
  readonly caps: ReadonlyMap<string, number>;
  readonly readAt: Date;
}

/**
 * Financial Modeling Prep: market caps, of the newest session for many lines at once, of earlier ones per line; and share counts of now.
 *
 * The cap is that of the whole company, and each of its classes has it (GOOG and GOOGL alike): it is not to be added up. A name that
 * the plan does not include (402) is left out and does not fail the call. Its calendar of splits is not used: alone, without dividends,
 * it would look like a vendor who knows of none. Nor are its CSV files, which are of all the world and come late.
 */
export class FmpProvider implements Provider, MarketCaps, ShareCounts {
  readonly name = FMP;
  readonly marketCaps = this;
  readonly shareCounts = this;
  private readonly histories = new BoundedMap<History>(HISTORIES_MAX);
  private counts: { readonly day: string; readonly counts: ReadonlyMap<string, FmpCount> } | null = null;

  constructor(
    private readonly upstream: Upstream,
    private readonly clock: () => Date,
  ) {}

  async readMarketCaps(
    session: string,
    tickers: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number>> {
    if (session < newestFinishedSession(this.clock())) return this.readCapsByName(session, tickers, signal);
    try {
      return await this.readCapsOfNewest(session, tickers, signal);
    } catch (error) {
      // The call for many, or one of the names in it, is not in the plan.
      if (isNotEntitled(error)) return this.readCapsByName(session, tickers, signal);
      throw error;
    }
  }

  /** Only counts of now are known, so only the newest session has any. */
  async readShareCounts(
    { ticker }: { readonly ticker: string; readonly issuer: string | null },
    session: string,
    signal: AbortSignal,
  ): Promise<readonly ShareCount[]> {
    if (session < newestFinishedSession(this.clock())) return [];
    const count = (await this.readCountsOfToday(signal)).get(ticker);
    // Counted after the session: then it was not known on it.
    if (count === undefined || count.asOf > session) return [];
    return [{ shares: count.shares, knownOn: session, asOf: count.asOf }];
  }

  private async readCapsOfNewest(
    session: string,
    tickers: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number>> {
    const caps = new Map<string, number>();
    for (let start = 0; start < tickers.length; start += BATCH_SYMBOLS) {
      const asked = tickers.slice(start, start + BATCH_SYMBOLS);
      const symbols = asked.map(fmpSymbol).join(',');
      const rows = await askFmp(this.upstream, '/market-capitalization-batch', { symbols }, signal);
      for (const [ticker, cap] of readFmpCapBatch(rows, { tickers: asked, session })) caps.set(ticker, cap);
    }
    return caps;
  }

  private async readCapsByName(
    session: string,
    tickers: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number>> {
    const caps = new Map<string, number>();
    let answered = 0;
    let refused = 0;
    for (const ticker of tickers) {
      try {
        const cap = (await this.readHistory(ticker, session, signal)).get(session);
        if (cap !== undefined) caps.set(ticker, cap);
        answered += 1;
      } catch (error) {
        if (!isNotEntitled(error)) throw error;
        refused += 1;
        if (answered === 0 && (refused === tickers.length || refused === REFUSED_NAMES_MAX)) throw error;
      }
    }
    return caps;
  }

  /** The caps of the year around `session`, so that filling a year asks once per name. */
  private async readHistory(
    ticker: string,
    session: string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number>> {
    const year = session.slice(0, 4);
    const key = `${ticker} ${year}`;
    const now = this.clock();
    const kept = this.histories.get(key);
    if (kept !== undefined && isUsable(kept, session, now)) return kept.caps;
    const first = `${year}-01-01`;
    const last = `${year}-12-31`;
    const rows = await askFmp(
      this.upstream,
      '/historical-market-capitalization',
      { symbol: fmpSymbol(ticker), from: first, to: last, limit: HISTORY_ROWS },
      signal,
    );
    const caps = readFmpCapHistory(rows, { ticker, first, last });
    this.histories.set(key, { caps, readAt: now });
    return caps;
  }

  private async readCountsOfToday(signal: AbortSignal): Promise<ReadonlyMap<string, FmpCount>> {
    const day = exchangeDate(this.clock());
    if (this.counts?.day === day) return this.counts.counts;
    const counts = new Map<string, FmpCount>();
    let before: string | null = null;
    for (let page = 0; ; page += 1) {
      if (page === FLOAT_PAGES_MAX) throw malformed(FMP, `share counts have more than ${FLOAT_PAGES_MAX} pages`);
      const rows = await askFmp(this.upstream, '/shares-float-all', { page, limit: FLOAT_PAGE_ROWS }, signal);
      const start = JSON.stringify(rows[0] ?? null);
      if (start === before) throw malformed(FMP, `page ${page} of share counts is the one before it`);
      for (const [ticker, count] of readFmpShareCounts(rows, day)) counts.set(ticker, count);
      if (rows.length === 0) break;
      before = start;
    }
    this.counts = { day, counts };
    return counts;
  }
}

/** Read on a later day than the session, since what is read on the day itself may come before its cap does. */
function isUsable({ readAt }: History, session: string, now: Date): boolean {
  return exchangeDate(readAt) > session && now.getTime() - readAt.getTime() <= HISTORY_AGE_MAX_MS;
}

function isNotEntitled(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.failure === 'not_entitled';
}
