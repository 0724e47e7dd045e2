/**
 * What is known of every line after the close of a published session: its last price, its market cap and how long ago it traded.
 *
 * Units: prices in US dollars as traded on the session, market caps in US dollars, `staleSessions` in published sessions.
 * Missing data (domain rules):
 * - no row on a session: price and market cap are carried (a split divides the carried price), `staleSessions` rises by one; past
 *   `STALE_SESSIONS_MAX` the line is dropped with all that was known of it, and a later row starts it anew;
 * - a row without a market cap: the shares implied by the last market cap are carried, so the cap moves with the price;
 * - a row with a delisting return: the line is dead from this close on. Rows that still come are ignored; once none came for more than
 *   `STALE_SESSIONS_MAX` sessions the line is forgotten, and a row after that is a new line under a ticker used again.
 */
export const STALE_SESSIONS_MAX = 5;

/** One line's row of one session. */
export interface PriceRow {
  readonly ticker: string;
  /** As traded, US dollars; null only together with a delisting return. */
  readonly close: number | null;
  readonly marketCap: number | null;
  /** False keeps the line out by hand; null means that nobody said so. */
  readonly eligible: boolean | null;
  readonly issuer: string | null;
  /** Fraction: what a holder of the previous close got in the end, -1 for a total loss. */
  readonly delistingReturn: number | null;
}

export interface LineState {
  readonly ticker: string;
  issuer: string | null;
  price: number;
  /** Market cap / price at the last row that had a market cap, adjusted for splits since. */
  shares: number | null;
  marketCap: number | null;
  staleSessions: number;
  markedEligible: boolean;
  dead: boolean;
  /** The session of the last row. */
  priceSession: string;
  /** The session that the shares come from. */
  sharesSession: string | null;
}

/** By ticker. A mutable working set: `advanceLines` folds sessions into it in order. */
export type LineStates = Map<string, LineState>;

/** New shares per old share by ticker, over the time since the previous published session. */
export type SplitFactors = ReadonlyMap<string, number>;

/** Folds one published session into `lines`. */
export function advanceLines(
  lines: LineStates,
  session: string,
  rows: readonly PriceRow[],
  splits: SplitFactors,
): void {
  for (const [ticker, factor] of splits) splitLine(lines.get(ticker), factor);
  for (const row of rows) applyRow(lines, session, row);
  for (const line of lines.values()) {
    if (line.priceSession === session) continue;
    line.staleSessions += 1;
    if (line.staleSessions > STALE_SESSIONS_MAX) lines.delete(line.ticker);
  }
}

/** Whether a row alone is a trade: a line is fresh on a session if it has one. */
export function isTrade(row: PriceRow): row is PriceRow & { readonly close: number } {
  return row.close !== null && row.close > 0 && row.delistingReturn === null;
}

function splitLine(line: LineState | undefined, factor: number): void {
  if (line === undefined) return;
  line.price /= factor;
  if (line.shares !== null) line.shares *= factor;
}

function applyRow(lines: LineStates, session: string, row: PriceRow): void {
  const known = lines.get(row.ticker);
  if (known?.dead === true) {
    known.staleSessions = 0;
    known.priceSession = session;
    return;
  }
  if (row.delistingReturn !== null) {
    const line = known ?? newLine(row.ticker, session, row.close ?? 0);
    line.dead = true;
    line.staleSessions = 0;
    line.priceSession = session;
    if (row.close !== null && row.close > 0) line.price = row.close;
    lines.set(row.ticker, line);
    return;
  }
  if (!isTrade(row)) return;
  const hasCap = row.marketCap !== null && row.marketCap > 0;
  const shares = hasCap ? row.marketCap / row.close : (known?.shares ?? null);
  const line = known ?? newLine(row.ticker, session, row.close);
  line.issuer = row.issuer;
  line.price = row.close;
  line.shares = shares;
  line.marketCap = hasCap ? row.marketCap : shares === null ? null : shares * row.close;
  line.staleSessions = 0;
  line.markedEligible = row.eligible ?? true;
  line.priceSession = session;
  if (hasCap) line.sharesSession = session;
  if (known === undefined) lines.set(row.ticker, line);
}

function newLine(ticker: string, session: string, price: number): LineState {
  return {
    ticker,
    issuer: null,
    price,
    shares: null,
    marketCap: null,
    staleSessions: 0,
    markedEligible: true,
    dead: false,
    priceSession: session,
    sharesSession: null,
  };
}
