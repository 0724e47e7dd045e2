import { compensatedSum } from './summation.js';

/**
 * Market cap from what is known on the day: as-traded close times shares, in US dollars. A vendor's own history of caps is no source:
 * some multiply a past price with the shares of today.
 */

/** Shares outstanding of one line, single shares, as a filing or a vendor counted them. */
export interface CountedShares {
  readonly shares: number;
  /** The day from which the number could be known; later sessions may use it, earlier ones must not. */
  readonly knownOn: string;
  /** The day that was counted: splits after it are not in the number. */
  readonly asOf: string;
  readonly source: string;
}

/** With the splits since the day that was counted. */
export type KnownShares = CountedShares & { readonly adjusted: number };

/** The source of a cap that is close times shares; any other is a vendor's or an operator's own figure. */
export const CAP_OF_SHARES = 'shares';

export interface LineSplit {
  readonly exDate: string;
  /** New shares per old share. */
  readonly factor: number;
}

/** A count that is older than this says nothing of today: a company files four times a year. In days. */
export const SHARE_COUNT_AGE_MAX_DAYS = 400;

/**
 * The shares of a line on `session`: the newest count that was known by then, of the first source in `sources` that has one, times the
 * splits since the day it counted. Of two counts that became known on one day the one that counted later wins. Null when there is none.
 */
export function sharesKnownOn(
  counts: readonly CountedShares[],
  splits: readonly LineSplit[],
  {
    session,
    oldest,
    sources,
  }: { readonly session: string; readonly oldest: string; readonly sources: readonly string[] },
): KnownShares | null {
  const usable = counts.filter((count) => count.knownOn <= session && count.knownOn >= oldest && count.shares > 0);
  for (const source of sources) {
    let newest: CountedShares | null = null;
    for (const count of usable) {
      if (count.source !== source) continue;
      if (
        newest === null ||
        count.knownOn > newest.knownOn ||
        (count.knownOn === newest.knownOn && count.asOf > newest.asOf)
      ) {
        newest = count;
      }
    }
    if (newest !== null) return { ...newest, adjusted: newest.shares * splitsBetween(splits, newest.asOf, session) };
  }
  return null;
}

/** The product of the factors with an ex-date after `after` and up to `through`. */
function splitsBetween(splits: readonly LineSplit[], after: string, through: string): number {
  let factor = 1;
  for (const split of splits) if (split.exDate > after && split.exDate <= through) factor *= split.factor;
  return factor;
}

/** The cap of a company: the sum over its listed classes of close times shares, in the order given. */
export function companyMarketCap(classes: readonly { readonly close: number; readonly shares: number }[]): number {
  return compensatedSum(classes.map(({ close, shares }) => close * shares));
}

/**
 * The cap of a line whose close turns out to be another one. Of a company with several classes only the part of this class moves; a cap
 * that was not made of shares stays.
 */
export function movedMarketCap(
  line: {
    readonly close: number;
    readonly shares: number | null;
    readonly marketCap: number | null;
    readonly capSource: string | null;
  },
  close: number,
): number | null {
  const { marketCap, shares, capSource } = line;
  if (marketCap === null || shares === null || capSource !== CAP_OF_SHARES) return marketCap;
  const own = line.close * shares;
  return marketCap === own ? close * shares : marketCap - own + close * shares;
}
