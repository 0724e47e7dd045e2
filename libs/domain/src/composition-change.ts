import { isDelisted, type References } from './eligibility.js';
import type { LineStates } from './line-state.js';
import type { Ranking } from './ranking.js';

/**
 * Why a member left: `rank` it fell out by market cap, `delisted`, `stale` it has not traded for too long, `ineligible` it could not
 * be ranked, now or when the members were chosen (reference data or a marking took it out of the universe), `correction` nothing is
 * known of it any more.
 */
export type ExitReason = 'rank' | 'delisted' | 'stale' | 'ineligible' | 'correction';

export interface Entered {
  readonly ticker: string;
  /** Of this session; null when the line is not ranked. */
  readonly rank: number | null;
  /** Of the published session before; null when the line was not ranked then. */
  readonly previous_rank: number | null;
}

export interface Exited extends Entered {
  readonly reason: ExitReason;
}

export interface CompositionChange {
  readonly entered: readonly Entered[];
  readonly exited: readonly Exited[];
}

export interface ChangeContext {
  readonly session: string;
  readonly previous: { readonly members: ReadonlySet<string>; readonly ranking: Ranking };
  readonly current: { readonly members: ReadonlySet<string>; readonly ranking: Ranking };
  /** The ranking that the members were chosen by: with a lag an older one, else that of the session. */
  readonly deciding: Ranking;
  /** After the close of the session. */
  readonly lines: LineStates;
  /** Members that were dropped as stale at this very close. */
  readonly dropped: ReadonlySet<string>;
  readonly references: References;
}

/** The difference of two neighbouring compositions, both lists by ticker. */
export function compositionChange(context: ChangeContext): CompositionChange {
  const { previous, current } = context;
  const ranks = (ticker: string): Entered => ({
    ticker,
    rank: current.ranking.byTicker.get(ticker)?.rank ?? null,
    previous_rank: previous.ranking.byTicker.get(ticker)?.rank ?? null,
  });
  const entered = [...current.members].filter((ticker) => !previous.members.has(ticker)).sort(byCodeUnit);
  const exited = [...previous.members].filter((ticker) => !current.members.has(ticker)).sort(byCodeUnit);
  return {
    entered: entered.map(ranks),
    exited: exited.map((ticker) => ({ ...ranks(ticker), reason: exitReason(ticker, context) })),
  };
}

function exitReason(ticker: string, context: ChangeContext): ExitReason {
  const line = context.lines.get(ticker);
  if (line?.dead === true || isDelisted(context.references.get(ticker), context.session)) return 'delisted';
  if (context.dropped.has(ticker)) return 'stale';
  if (line === undefined) return 'correction';
  const ranked = context.current.ranking.byTicker.has(ticker) && context.deciding.byTicker.has(ticker);
  return ranked ? 'rank' : 'ineligible';
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
