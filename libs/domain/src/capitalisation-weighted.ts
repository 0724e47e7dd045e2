import type { WeightedReturn } from './session-return.js';
import { CompensatedSum } from './summation.js';

/**
 * The return of the capitalisation-weighted twin over one published session, a fraction: the same constituents, held into the session
 * in proportion to their market caps after the close of the published session before it. It is the benchmark that tells what
 * the weighting did, apart from the selection.
 *
 * Sum of cap times return over the sum of caps, both compensated. The twin is weighted anew at every close, whatever the schedule of
 * the index; its dividends, splits, delistings and carried prices are those of the index. A constituent without a cap weighs
 * nothing. Null when none has one.
 * @param returns of the constituents held into the session, fractions; their weights in the index do not matter
 * @param marketCaps US dollars by line; null where it is not known
 */
export function capitalisationWeightedReturn(
  returns: readonly Pick<WeightedReturn, 'ticker' | 'lineReturn'>[],
  marketCaps: ReadonlyMap<string, number | null>,
): number | null {
  const worth = new CompensatedSum();
  const earned = new CompensatedSum();
  for (const { ticker, lineReturn } of returns) {
    const marketCap = marketCaps.get(ticker) ?? null;
    if (marketCap === null || !(marketCap > 0)) continue;
    worth.add(marketCap);
    earned.add(marketCap * lineReturn);
  }
  return worth.value > 0 ? earned.value / worth.value : null;
}
