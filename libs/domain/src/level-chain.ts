import { advanceNetLevel } from './turnover.js';

/** One published session's part of the chain: its return as a fraction (null on the base session) and its one-way turnover. */
export interface ChainLink {
  readonly session: string;
  readonly sessionReturn: number | null;
  readonly turnover: number | null;
  /** Return of the capitalisation-weighted twin, a fraction; null on the base session and where it is not known. */
  readonly benchmarkReturn: number | null;
  readonly constituents: number;
}

export interface IndexLevel extends ChainLink {
  /** Percent: 1.5 means 1.5 %. Null, not 0, on the base session: a 0 would bias volatility. */
  readonly dailyReturn: number | null;
  /** Percent since the base session. */
  readonly cumulativeReturn: number;
  readonly level: number;
  /** The level after the cost of trading: each link also costs 2 T c, with T the one-way turnover and c the cost per unit traded. */
  readonly netLevel: number;
  /** The level of the twin, from the same base level; null from the first session on whose benchmark return is not known. */
  readonly benchmarkLevel: number | null;
}

export interface LevelChainRules {
  readonly base_level: number;
  readonly cost_bps: number;
}

/**
 * Continues the chain L(t) = L(t-1) (1 + R(t)) over `links` in session order. `before` is the last level in front of them, or null
 * when the first link is the base session. Nothing is rounded; the same links always give the same bits.
 */
export function chainLevels(
  before: Pick<IndexLevel, 'level' | 'netLevel' | 'benchmarkLevel'> | null,
  links: readonly ChainLink[],
  rules: LevelChainRules,
): IndexLevel[] {
  const levels: IndexLevel[] = [];
  let level = before?.level ?? rules.base_level;
  let netLevel = before?.netLevel ?? rules.base_level;
  let benchmarkLevel = before === null ? rules.base_level : before.benchmarkLevel;
  for (const link of links) {
    if (link.sessionReturn !== null) {
      level *= 1 + link.sessionReturn;
      netLevel = advanceNetLevel(netLevel, link.sessionReturn, link.turnover ?? 0, rules.cost_bps);
      benchmarkLevel = advanceBenchmark(benchmarkLevel, link.benchmarkReturn);
    }
    levels.push({
      ...link,
      dailyReturn: link.sessionReturn === null ? null : 100 * link.sessionReturn,
      cumulativeReturn: 100 * (level / rules.base_level - 1),
      level,
      netLevel,
      benchmarkLevel,
    });
  }
  return levels;
}

/** What a return that is not known leads to is not known either. */
function advanceBenchmark(level: number | null, benchmarkReturn: number | null): number | null {
  return level === null || benchmarkReturn === null ? null : level * (1 + benchmarkReturn);
}
