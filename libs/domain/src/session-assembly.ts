import { isInUniverse, type LineReference } from './eligibility.js';
import type { ListedLine } from './listing-changes.js';
import { CAP_OF_SHARES, companyMarketCap, movedMarketCap, type KnownShares } from './market-cap.js';

/** One line's row of a whole-market day, as a vendor tells it: US dollars as traded, whole shares. */
export interface MarketBar {
  readonly ticker: string;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number;
  /** Fractions are rounded down; null when not said. */
  readonly volume: number | null;
  /** As the vendor says it; null when it does not. */
  readonly marketCap: number | null;
}

/** A row of an acquired session, as it is stored and judged. Prices as traded, caps in US dollars. */
export interface AssembledRow extends MarketBar {
  /** True where reference data of that day say that it is in the universe; null where there are none. */
  readonly eligible: boolean | null;
  readonly issuer: string | null;
  /** Of this line; the cap of a company with several classes is the sum over them. */
  readonly shares: number | null;
  readonly sharesSource: string | null;
  readonly sharesKnownOn: string | null;
  /** What a vendor says of the cap, kept for comparison. */
  readonly vendorMarketCap: number | null;
  /** `shares`, or the vendor whose figure it is; null when there is none. */
  readonly capSource: string | null;
}

export interface SessionParts {
  readonly session: string;
  readonly bars: readonly MarketBar[];
  /** Reference data of that day; null when no source has any, and then every bar is taken. */
  readonly listings: ReadonlyMap<string, ListedLine> | null;
  readonly shares: ReadonlyMap<string, KnownShares>;
  readonly vendorCaps: ReadonlyMap<string, number>;
  readonly vendor: string | null;
  /** Closes of the session before, for a class that did not trade on this one. */
  readonly previousCloses: ReadonlyMap<string, number>;
}

export interface AssembledSession {
  readonly rows: readonly AssembledRow[];
  /** Bars that are not of the universe, counted by type; `unknown` where reference data do not know the ticker. */
  readonly excluded: Readonly<Record<string, number>>;
}

/**
 * Joins a whole-market day with what is known of its lines. Only common stock listed on an exchange on that day is taken. The cap is
 * close times shares known on the day, for a company the sum over its listed classes and the same on each; without shares, or with
 * those of some classes only, it is the vendor's figure; else null, and the index carries the shares of the line's last cap.
 */
export function assembleSession(parts: SessionParts): AssembledSession {
  const { listings, bars, session } = parts;
  const excluded: Record<string, number> = {};
  const taken: MarketBar[] = [];
  for (const bar of bars) {
    const listing = listings?.get(bar.ticker);
    if (listings === null || (listing !== undefined && isListedInUniverse(listing, session))) {
      taken.push(bar);
    } else {
      const kind = listing === undefined ? 'unknown' : (listing.type ?? 'untyped');
      excluded[kind] = (excluded[kind] ?? 0) + 1;
    }
  }
  const caps = companyCaps(parts, taken);
  return { rows: taken.map((bar) => assembleRow(parts, bar, caps)), excluded };
}

/** Whether a line that a vendor lists on `session` belongs to the universe. What is on the list is listed, whatever dates say. */
export function isListedInUniverse({ issuer, type, exchange }: ListedLine, session: string): boolean {
  const reference: LineReference = { issuer, type, exchange, listedOn: null, delistedOn: null };
  return isInUniverse(reference, session);
}

function assembleRow(parts: SessionParts, bar: MarketBar, companies: ReadonlyMap<string, number | null>): AssembledRow {
  const { ticker, close } = bar;
  const issuer = parts.listings?.get(ticker)?.issuer ?? null;
  const known = parts.shares.get(ticker) ?? null;
  const vendorMarketCap = parts.vendorCaps.get(ticker) ?? bar.marketCap;
  const own = known === null ? null : companyMarketCap([{ close, shares: known.adjusted }]);
  const company = issuer === null ? undefined : companies.get(issuer);
  const counted = company === undefined ? own : company;
  const marketCap = counted ?? vendorMarketCap ?? own;
  const fromShares = counted !== null || vendorMarketCap === null;
  return {
    ...bar,
    marketCap,
    eligible: parts.listings === null ? null : true,
    issuer,
    shares: known?.adjusted ?? null,
    sharesSource: known?.source ?? null,
    sharesKnownOn: known?.knownOn ?? null,
    vendorMarketCap,
    capSource: marketCap === null ? null : fromShares ? CAP_OF_SHARES : parts.vendor,
  };
}

/** By issuer with several listed classes: the sum of their caps, or null where the shares of one of them are not known. */
function companyCaps(parts: SessionParts, taken: readonly MarketBar[]): Map<string, number | null> {
  const { listings, previousCloses, shares, session } = parts;
  const closes = new Map(taken.map(({ ticker, close }) => [ticker, close]));
  const classes = new Map<string, string[]>();
  for (const [ticker, listing] of listings ?? []) {
    if (listing.issuer === null || !isListedInUniverse(listing, session)) continue;
    classes.set(listing.issuer, [...(classes.get(listing.issuer) ?? []), ticker]);
  }
  const caps = new Map<string, number | null>();
  for (const [issuer, tickers] of classes) {
    if (tickers.length < 2) continue;
    const known = tickers.sort().map((ticker) => {
      const close = closes.get(ticker) ?? previousCloses.get(ticker);
      const count = shares.get(ticker);
      return close === undefined || count === undefined ? null : { close, shares: count.adjusted };
    });
    const complete = known.filter((line) => line !== null);
    caps.set(issuer, complete.length === known.length ? companyMarketCap(complete) : null);
  }
  return caps;
}

/** Where a value comes from that an operator has set. */
export const OPERATOR_SOURCE = 'operator';

/** What an operator has set in a row; what is not named stays as the source had it. */
export interface RowOverride {
  readonly open?: number | null | undefined;
  readonly high?: number | null | undefined;
  readonly low?: number | null | undefined;
  readonly close?: number | undefined;
  readonly volume?: number | null | undefined;
  readonly market_cap?: number | null | undefined;
  readonly eligible?: boolean | null | undefined;
}

/** What an operator has set in rows of the session stands against what a source says. A close without a cap moves the cap. */
export function withOverrides(
  rows: readonly AssembledRow[],
  overrides: ReadonlyMap<string, RowOverride>,
): readonly AssembledRow[] {
  if (overrides.size === 0) return rows;
  return rows.map((row) => {
    const values = overrides.get(row.ticker);
    if (values === undefined) return row;
    const close = values.close ?? row.close;
    return {
      ...row,
      close,
      open: said(values.open, row.open),
      high: said(values.high, row.high),
      low: said(values.low, row.low),
      volume: said(values.volume, row.volume),
      eligible: said(values.eligible, row.eligible),
      marketCap: said(values.market_cap, movedMarketCap(row, close)),
      capSource: values.market_cap === undefined ? row.capSource : OPERATOR_SOURCE,
    };
  });
}

function said<Value>(value: Value | undefined, otherwise: Value): Value {
  return value === undefined ? otherwise : value;
}
