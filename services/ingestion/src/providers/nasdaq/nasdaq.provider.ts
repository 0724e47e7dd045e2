import { isEarlyClose, nextSession } from '#domain/calendar';
import { closeOfSession } from '#domain/session-times';
import { UpstreamError } from '../../upstream/upstream.error.js';
import type { Upstream } from '../../upstream/upstream.js';
import { newestFinishedSession } from '../newest-session.js';
import type { Listing, ListingsOfDay, MarketCaps, MarketDay, MarketDays, Provider } from '../provider.js';
import { askForJson } from '../vendor-json.js';
import { findNasdaqError, NASDAQ, type NasdaqScreen, readNasdaqScreen } from './nasdaq-screener.js';

const HOUR_MS = 60 * 60_000;
/** From 9:30 to 16:00, or to 13:00. */
const SESSION_MS = 6.5 * HOUR_MS;
const SHORT_SESSION_MS = 3.5 * HOUR_MS;

const ROWS_MAX = 10_000;
/** Prices, caps and lines come together, in some 5 MB; who asks for all of them need not wait three times. */
const SCREEN_AGE_MAX_MS = 5 * 60_000;

/**
 * The stock screener of Nasdaq: last sale and cap of all US lines, without a key, of the newest session only, and from its close to the
 * next opening. It is asked for both of its forms: the table says of which day it is and how many rows there are, the download has
 * volumes and sectors. The cap is that of the company, on each of its classes and even on its notes; on the day of a split it
 * may be off by the factor.
 */
export class NasdaqProvider implements Provider, MarketDays, ListingsOfDay, MarketCaps {
  readonly name = NASDAQ;
  readonly marketDays = this;
  readonly listings = this;
  readonly marketCaps = this;
  private last: { readonly session: string; readonly readAt: number; readonly screen: NasdaqScreen } | null = null;

  constructor(
    private readonly upstream: Upstream,
    private readonly clock: () => Date,
  ) {}

  offers(session: string, now: Date): boolean {
    if (session !== newestFinishedSession(now)) return false;
    const next = nextSession(session);
    return now.getTime() < closeOfSession(next) - (isEarlyClose(next) ? SHORT_SESSION_MS : SESSION_MS);
  }

  async readMarketDay(session: string, signal: AbortSignal): Promise<MarketDay | null> {
    return this.offers(session, this.clock()) ? (await this.readScreen(session, signal)).day : null;
  }

  async readListings(date: string, signal: AbortSignal): Promise<readonly Listing[]> {
    if (!this.offers(date, this.clock())) {
      throw new UpstreamError(NASDAQ, 'not_found', `knows the lines of now and not those of ${date}`);
    }
    return (await this.readScreen(date, signal)).listings;
  }

  async readListing(ticker: string, date: string, signal: AbortSignal): Promise<Listing | null> {
    if (!this.offers(date, this.clock())) return null;
    const { listings } = await this.readScreen(date, signal);
    return listings.find((listing) => listing.ticker === ticker) ?? null;
  }

  async readMarketCaps(
    session: string,
    tickers: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number>> {
    const caps = new Map<string, number>();
    if (!this.offers(session, this.clock())) return caps;
    const asked = new Set(tickers);
    for (const { ticker, marketCap } of (await this.readScreen(session, signal)).day.bars) {
      if (marketCap !== null && asked.has(ticker)) caps.set(ticker, marketCap);
    }
    return caps;
  }

  private async readScreen(session: string, signal: AbortSignal): Promise<NasdaqScreen> {
    const now = this.clock().getTime();
    const { last } = this;
    if (last?.session === session && now - last.readAt <= SCREEN_AGE_MAX_MS) return last.screen;
    const ask = (query: Readonly<Record<string, string | number | boolean>>): Promise<unknown> =>
      askForJson(this.upstream, { path: '/api/screener/stocks', query, signal }, findNasdaqError);
    const table = await ask({ tableonly: true, limit: ROWS_MAX });
    const download = await ask({ tableonly: true, limit: ROWS_MAX, download: true });
    const screen = readNasdaqScreen(table, download, session);
    this.last = { session, readAt: now, screen };
    return screen;
  }
}
