import type { Rename } from '#domain/rename';
import { dateOfEpochDay, epochDay } from '#domain/calendar-date';
import { UpstreamError } from '../../upstream/upstream.error.js';
import type { Upstream } from '../../upstream/upstream.js';
import { newestFinishedSession } from '../newest-session.js';
import type {
  Closure,
  CorporateActions,
  ExchangeCalendar,
  Listing,
  ListingsOfDay,
  MarketDay,
  MarketDays,
  Provider,
  ShareCount,
  ShareCounts,
  TickerChanges,
} from '../provider.js';
import { readMassiveDividends, readMassiveSplits } from './massive-actions.js';
import { askMassive, askMassivePages, MASSIVE } from './massive-answer.js';
import {
  type MassiveDetails,
  readMassiveDelisted,
  readMassiveDetails,
  readMassiveListings,
} from './massive-listings.js';
import { readMassiveMarketDay } from './massive-market-day.js';
import { askMassiveClosures } from './massive-closures.js';
import { readMassiveTickerChanges } from './massive-ticker-changes.js';

const PAGE_ROWS = 1000;
/** A day has some 12 pages of lines; a year some 60 of dividends. */
const LISTING_PAGES_MAX = 100;
const ACTION_PAGES_MAX = 2000;

/**
 * The vendor compares the day asked for with the end of the quarter that a report is about, and not with the day on which it was filed,
 * so that asking for a past day tells what was filed weeks later. Of a past session the count is therefore asked for a day this much
 * earlier: a large company files its annual report, the slowest, within 60 days, and some more when the last is not a working day.
 */
const FILING_DELAY_DAYS = 65;

type MassiveParts = MarketDays & ListingsOfDay & ShareCounts & CorporateActions & TickerChanges & ExchangeCalendar;

/**
 * Massive, formerly Polygon.io: prices of the whole market per session, the lines listed on any day, splits, dividends, changes of
 * ticker, and share counts per line.
 *
 * Caps are not taken from it: those of past days are wrong. Counts of the newest session are what the vendor says now; those of earlier
 * ones see `FILING_DELAY_DAYS`. The day that was counted is not said, so it is taken to be the day asked for.
 */
export class MassiveProvider implements Provider, MassiveParts {
  readonly name = MASSIVE;
  readonly marketDays = this;
  readonly listings = this;
  readonly shareCounts = this;
  readonly actions = this;
  readonly tickerChanges = this;
  readonly calendar = this;

  constructor(
    private readonly upstream: Upstream,
    private readonly clock: () => Date,
  ) {}

  /** Days to come, and today before its close, are answered with 403. */
  offers(session: string, now: Date): boolean {
    return session <= newestFinishedSession(now);
  }

  async readMarketDay(session: string, signal: AbortSignal): Promise<MarketDay | null> {
    const value = await askMassive(this.upstream, {
      path: `/v2/aggs/grouped/locale/us/market/stocks/${session}`,
      // Adjusted is what one gets without asking.
      query: { adjusted: false, include_otc: false },
      signal,
    });
    return readMassiveMarketDay(value, session);
  }

  async readListings(date: string, signal: AbortSignal): Promise<readonly Listing[]> {
    return readMassiveListings(
      await askMassivePages(this.upstream, {
        path: '/v3/reference/tickers',
        query: { market: 'stocks', active: true, date, limit: PAGE_ROWS },
        pagesMax: LISTING_PAGES_MAX,
        signal,
      }),
    );
  }

  async readListing(ticker: string, date: string, signal: AbortSignal): Promise<Listing | null> {
    const details = await this.readDetails(ticker, date, signal);
    return details?.listing ?? (await this.readDelisted(ticker, date, signal));
  }

  /** The details know nothing of a ticker that is not listed on the day; the list of the inactive ones says since when. */
  private async readDelisted(ticker: string, date: string, signal: AbortSignal): Promise<Listing | null> {
    const rows = await askMassivePages(this.upstream, {
      path: '/v3/reference/tickers',
      query: { market: 'stocks', ticker, active: false, date, limit: PAGE_ROWS },
      pagesMax: 1,
      signal,
    });
    return readMassiveDelisted(rows, ticker, date);
  }

  async readShareCounts(
    { ticker, issuer }: { readonly ticker: string; readonly issuer: string | null },
    session: string,
    signal: AbortSignal,
  ): Promise<readonly ShareCount[]> {
    const past = session < newestFinishedSession(this.clock());
    const asOf = past ? dateOfEpochDay(epochDay(session) - FILING_DELAY_DAYS) : session;
    const details = await this.readDetails(ticker, asOf, signal);
    if (details?.shares == null) return [];
    // The ticker may have been another company's on the earlier day.
    const { issuer: owner } = details.listing;
    if (issuer !== null && owner !== null && owner !== issuer) return [];
    return [{ shares: details.shares, knownOn: session, asOf }];
  }

  async readActions(first: string, last: string, signal: AbortSignal): ReturnType<CorporateActions['readActions']> {
    const ask = (path: string, day: string): Promise<readonly unknown[]> =>
      askMassivePages(this.upstream, {
        path,
        query: { [`${day}.gte`]: first, [`${day}.lte`]: last, limit: PAGE_ROWS },
        pagesMax: ACTION_PAGES_MAX,
        signal,
      });
    const splits = readMassiveSplits(await ask('/v3/reference/splits', 'execution_date'), first, last);
    const dividends = readMassiveDividends(await ask('/v3/reference/dividends', 'ex_dividend_date'), first, last);
    return {
      actions: [...splits.actions, ...dividends.actions],
      refused: [...splits.refused, ...dividends.refused],
    };
  }

  /** Asked by ticker, the vendor speaks of the line that has it today; so the line of `date` is looked up first. */
  async readTickerChanges(ticker: string, date: string, signal: AbortSignal): Promise<readonly Rename[]> {
    const details = await this.readDetails(ticker, date, signal);
    if (details === null) return [];
    const id = encodeURIComponent(details.compositeFigi ?? ticker);
    const value = await foundOrNull(
      askMassive(this.upstream, { path: `/vX/reference/tickers/${id}/events`, query: {}, signal }),
    );
    return value === null ? [] : readMassiveTickerChanges(value);
  }

  readClosures(signal: AbortSignal): Promise<readonly Closure[]> {
    return askMassiveClosures(this.upstream, signal);
  }

  private async readDetails(ticker: string, date: string, signal: AbortSignal): Promise<MassiveDetails | null> {
    const path = `/v3/reference/tickers/${encodeURIComponent(ticker)}`;
    const value = await foundOrNull(askMassive(this.upstream, { path, query: { date }, signal }));
    return value === null ? null : readMassiveDetails(value, ticker);
  }
}

/** Null when the vendor does not know what it was asked for; any other failure stays one. */
async function foundOrNull(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof UpstreamError && error.failure === 'not_found') return null;
    throw error;
  }
}
