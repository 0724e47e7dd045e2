import { capitalisationWeightedReturn } from './capitalisation-weighted.js';
import { constituentReturns, type Holding } from './constituent-returns.js';
import type { ChainLink } from './level-chain.js';
import { driftedWeights, indexReturn } from './session-return.js';
import { oneWayTurnover } from './turnover.js';

/** What is needed to say what an index returned over one published session. */
export interface SessionHolding {
  readonly session: string;
  /** Null on the base session. */
  readonly holding: Holding | null;
  /** The composition after this session. */
  readonly target: readonly { readonly ticker: string; readonly weight: number }[];
}

/**
 * Return and turnover of one published session, and the return of its benchmark, the capitalisation-weighted twin. Both returns are of
 * the composition held into it, never of the one chosen at its close. Turnover is one-way, from the drifted weights to the
 * composition after the close; the base session has none of the three.
 */
export function sessionPerformance(period: SessionHolding): ChainLink {
  const { session, target } = period;
  const constituents = target.length;
  if (period.holding === null) {
    return { session, sessionReturn: null, turnover: null, benchmarkReturn: null, constituents };
  }
  const returns = constituentReturns(period.holding);
  const sessionReturn = indexReturn(returns);
  const drifted = driftedWeights(returns, sessionReturn);
  const weights = new Map<string | symbol, number>(target.map(({ ticker, weight }) => [ticker, weight]));
  const turnover = oneWayTurnover(underNewNames(drifted, period.holding.renamed), weights);
  const marketCaps = new Map(period.holding.held.map(({ ticker, marketCap }) => [ticker, marketCap]));
  const benchmarkReturn = capitalisationWeightedReturn(returns, marketCaps);
  return { session, sessionReturn, turnover, benchmarkReturn, constituents };
}

/** A line that another one took the name of must be sold: it has none in common with the composition after the close. */
function underNewNames(
  weights: ReadonlyMap<string, number>,
  renamed: ReadonlyMap<string, string | null>,
): ReadonlyMap<string | symbol, number> {
  if (renamed.size === 0) return weights;
  const named = new Map<string | symbol, number>();
  for (const [ticker, weight] of weights) {
    const name = (renamed.has(ticker) ? renamed.get(ticker) : ticker) ?? Symbol(ticker);
    named.set(name, (named.get(name) ?? 0) + weight);
  }
  return named;
}
