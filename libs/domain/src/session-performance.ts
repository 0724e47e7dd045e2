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
 * Return and turnover of one published session. The return is that of the composition held into it, never of the one chosen at its
 * close. Turnover is one-way, from the drifted weights to the composition after the close; the base session has neither.
 */
export function sessionPerformance(period: SessionHolding): ChainLink {
  const { session, target } = period;
  if (period.holding === null) return { session, sessionReturn: null, turnover: null, constituents: target.length };
  const returns = constituentReturns(period.holding);
  const sessionReturn = indexReturn(returns);
  const drifted = driftedWeights(returns, sessionReturn);
  const weights = new Map(target.map(({ ticker, weight }) => [ticker, weight]));
  return { session, sessionReturn, turnover: oneWayTurnover(drifted, weights), constituents: target.length };
}
