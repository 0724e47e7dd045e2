import { compensatedSum } from './summation.js';

/** A split or dividend with its ex-date; `value` is new shares per old share, or US dollars per share after a split of that day. */
export interface CorporateAction {
  readonly ticker: string;
  readonly exDate: string;
  readonly kind: 'split' | 'dividend';
  readonly value: number;
}

/** What happened to a holder of one line between two published sessions. */
export interface HoldingPeriod {
  /** As traded (or carried) at the close of the earlier session. */
  readonly previousClose: number;
  /** As traded at the close of the later session; null when the line did not trade. */
  readonly close: number | null;
  /** Fraction; set when the line was delisted with a known value at the later session. */
  readonly delistingReturn: number | null;
  /** Those with an ex-date after the earlier and up to the later session, in ex-date order, splits before dividends of one day. */
  readonly actions: readonly CorporateAction[];
}

export type ReturnKind = 'price' | 'total';

/**
 * The return of one line as a fraction (0.01 is 1 %).
 *
 * price: P(t) S / P(t-1) - 1, with S the product of the split factors of the period.
 * total: each dividend is added per share held at its ex-date: (P(t) S + sum of D S_until_ex_date) / P(t-1) - 1.
 * A line that did not trade has its price carried, so its price return is 0 and the whole gap is booked when it trades again.
 * A delisting value replaces all of that.
 */
export function lineReturn(period: HoldingPeriod, kind: ReturnKind): number {
  if (period.delistingReturn !== null) return period.delistingReturn;
  let factor = 1;
  let dividends = 0;
  for (const action of period.actions) {
    if (action.kind === 'split') factor *= action.value;
    else dividends += action.value * factor;
  }
  const income = kind === 'total' ? dividends : 0;
  if (period.close === null) return income === 0 ? 0 : income / period.previousClose;
  return (period.close * factor + income) / period.previousClose - 1;
}

/** One constituent over a holding period: its weight after the earlier close and its return. */
export interface WeightedReturn {
  readonly ticker: string;
  readonly weight: number;
  readonly lineReturn: number;
}

/** The return of the index as a fraction: the sum of weight times return over the constituents held. */
export function indexReturn(held: readonly WeightedReturn[]): number {
  return compensatedSum(held.map((line) => line.weight * line.lineReturn));
}

/** Weights after the later close before any trade: w (1 + r) / (1 + R). A line that lost everything weighs 0, also when all did. */
export function driftedWeights(held: readonly WeightedReturn[], sessionReturn: number): Map<string, number> {
  return new Map(
    held.map(({ ticker, weight, lineReturn: earned }) => {
      const worth = weight * (1 + earned);
      return [ticker, worth === 0 ? 0 : worth / (1 + sessionReturn)];
    }),
  );
}

/** The product of the split factors of each line, in ex-date order; dividends are left out. */
export function splitFactors(actions: readonly CorporateAction[]): Map<string, number> {
  const factors = new Map<string, number>();
  for (const action of actions) {
    if (action.kind === 'split') factors.set(action.ticker, (factors.get(action.ticker) ?? 1) * action.value);
  }
  return factors;
}
