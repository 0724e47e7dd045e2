import { isDelisted, referenceOn, type References } from './eligibility.js';
import type { LineStates } from './line-state.js';
import { rankingUnder, type Ranking } from './ranking.js';
import type { Names } from './rename.js';

/**
 * Why a member left: `rank` it fell out by market cap, `delisted`, `stale` it has not traded for too long, `ineligible` it could not
 * be ranked, now or when the members were chosen (reference data or a marking took it out of the universe or past the index's filter), `correction` nothing is
 * known of it any more. A member whose name another line took is `delisted`.
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

export interface Renamed {
  readonly ticker: string;
  readonly new_ticker: string;
}

/**
 * Who left and who was renamed is told under the name in the earlier composition, who entered under that in the later one. Applied in
 * this order: those who left go, those renamed change names (all at once, since two may swap), those who entered come.
 */
export interface CompositionChange {
  readonly entered: readonly Entered[];
  readonly exited: readonly Exited[];
  /** Members before and after. */
  readonly renamed: readonly Renamed[];
}

export interface ChangeContext {
  readonly session: string;
  /** Under the names of the session before. */
  readonly previous: { readonly members: ReadonlySet<string>; readonly ranking: Ranking };
  readonly names: Names;
  readonly current: { readonly members: ReadonlySet<string>; readonly ranking: Ranking };
  /** The ranking that the members were chosen by: with a lag an older one, else that of the session. */
  readonly deciding: Ranking;
  /** After the close of the session. */
  readonly lines: LineStates;
  /** Members that were dropped as stale at this very close, under the names of the session before. */
  readonly dropped: ReadonlySet<string>;
  readonly references: References;
}

/** The difference of two neighbouring compositions, all lists by ticker. */
export function compositionChange(context: ChangeContext): CompositionChange {
  const { previous, current, names } = context;
  const carried = names.carried(previous.members);
  const kept = new Set(carried.values());
  const before = rankingUnder(names, previous.ranking);
  const rankIn = (ranking: Ranking, ticker: string): number | null => ranking.byTicker.get(ticker)?.rank ?? null;
  const entered = [...current.members].filter((ticker) => !kept.has(ticker)).sort(byCodeUnit);
  const stays = (ticker: string): boolean => current.members.has(carried.get(ticker) ?? '');
  const exited = [...previous.members].filter((ticker) => !stays(ticker)).sort(byCodeUnit);
  const renamed = [...carried].filter(([ticker, name]) => name !== ticker && current.members.has(name));
  return {
    entered: entered.map((ticker) => ({
      ticker,
      rank: rankIn(current.ranking, ticker),
      previous_rank: rankIn(before, ticker),
    })),
    exited: exited.map((ticker) => {
      const name = carried.get(ticker);
      return {
        ticker,
        rank: name === undefined ? null : rankIn(current.ranking, name),
        previous_rank: rankIn(previous.ranking, ticker),
        reason: name === undefined ? lostNameReason(ticker, names) : exitReason(ticker, name, context),
      };
    }),
    renamed: renamed
      .map(([ticker, name]) => ({ ticker, new_ticker: name }))
      .sort((a, b) => byCodeUnit(a.ticker, b.ticker)),
  };
}

/** A member that is no line by itself any more: another line took its name, or it turned out to be the same as another member. */
function lostNameReason(ticker: string, names: Names): ExitReason {
  return names.now(ticker) === null ? 'delisted' : 'correction';
}

function exitReason(before: string, ticker: string, context: ChangeContext): ExitReason {
  const line = context.lines.get(ticker);
  if (line?.dead === true || isDelisted(referenceOn(context.references, ticker, context.session), context.session))
    return 'delisted';
  if (context.dropped.has(before)) return 'stale';
  if (line === undefined) return 'correction';
  const ranked = context.current.ranking.byTicker.has(ticker) && context.deciding.byTicker.has(ticker);
  return ranked ? 'rank' : 'ineligible';
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
