import type { MarketBar } from '#domain/session-assembly';
import { sessionOnOrBefore } from '#domain/calendar';
import { exchangeDate } from '../exchange-date.js';
import type { AcquisitionParts, AcquisitionOrder } from './acquisition-parts.js';
import { refusalOf } from './gather-market.js';

/** Lines compared with a vendor's figure: those near enough to the index that a mistake could reach it. */
const COMPARED_FACTOR = 3;
/** Lines without shares whose cap is asked for by name, per session of the past. */
const ASKED_BY_NAME_MAX = 200;

export interface VendorCaps {
  readonly caps: ReadonlyMap<string, number>;
  readonly vendor: string | null;
  readonly reasons: readonly string[];
}

/**
 * A vendor's market caps, to compare ours with and to fill in where no shares are known. Of the newest session the vendor tells many at
 * once; of past ones it is asked name by name, so there only for the lines that have no shares.
 */
export async function gatherVendorCaps(
  { providers, timing }: AcquisitionParts,
  { session }: AcquisitionOrder,
  market: {
    readonly bars: readonly MarketBar[];
    readonly withShares: ReadonlySet<string>;
    readonly largest: readonly string[];
    readonly size: number;
  },
  signal: AbortSignal,
): Promise<VendorCaps> {
  const newest = session === sessionOnOrBefore(exchangeDate(timing.now()));
  const without = market.bars
    .filter(({ ticker, marketCap }) => !market.withShares.has(ticker) && marketCap === null)
    .sort((a, b) => b.close * (b.volume ?? 0) - a.close * (a.volume ?? 0))
    .slice(0, ASKED_BY_NAME_MAX)
    .map(({ ticker }) => ticker);
  const compared = newest ? market.largest.slice(0, COMPARED_FACTOR * market.size) : [];
  const tickers = [...new Set([...compared, ...without])];
  const reasons: string[] = [];
  if (tickers.length === 0) return { caps: new Map(), vendor: null, reasons };
  for (const { name, marketCaps } of providers) {
    if (marketCaps === undefined) continue;
    try {
      return { caps: await marketCaps.readMarketCaps(session, tickers, signal), vendor: name, reasons };
    } catch (error) {
      reasons.push(refusalOf(error));
    }
  }
  return { caps: new Map(), vendor: null, reasons };
}
