import { defaultMarket } from '../market-simulator/market-options.js';
import type { MarketRates } from '../market-simulator/market-options.js';
import type { ScriptedEvent } from '../market-simulator/scripted-events.js';

/** Lines that are quoted beside the common stock and must not get into an index of it. */
export interface ExcludedLines {
  /** Exchange-traded funds, the first with a larger cap and volume than any company. */
  readonly funds: number;
  /** American depositary receipts, the first among the largest caps. */
  readonly receipts: number;
  readonly warrants: number;
  readonly units: number;
  readonly preferred: number;
}

/** What makes a market; the same options give the same market, byte for byte. */
export interface VendorMarketOptions {
  readonly seed: number;
  readonly firstDate: string;
  readonly lastDate: string;
  /** Lines of common stock at the start. */
  readonly lines: number;
  /** Caps are never missing in the truth, so that `missingCaps` has no effect; vendors leave them out by their script. */
  readonly rates: MarketRates;
  readonly twoClassShare: number;
  readonly dividendShare: number;
  readonly excluded: ExcludedLines;
  readonly events: readonly ScriptedEvent[];
}

export const defaultVendorMarket: VendorMarketOptions = {
  seed: 20240102,
  firstDate: '2024-01-02',
  lastDate: '2024-12-31',
  lines: 620,
  rates: { ...defaultMarket.rates, halts: 0.02, missingCaps: 0 },
  twoClassShare: defaultMarket.twoClassShare,
  dividendShare: defaultMarket.dividendShare,
  excluded: { funds: 12, receipts: 8, warrants: 6, units: 4, preferred: 5 },
  events: [],
};
