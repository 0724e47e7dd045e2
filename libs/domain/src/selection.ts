import type { Ranking } from './ranking.js';

export interface SelectionRules {
  readonly size: number;
  readonly buffer: number;
}

/**
 * Chooses the members of a rebalance, best rank first.
 *
 * With buffer B and size N: ranks up to N-B are in; members stay while their rank is at most N+B, best first; what is still free is
 * filled by rank. `ranking` decides; with a lag it is an older one, so only lines that `isRanked` on the session of the trade count.
 * Fewer than N such lines give fewer than N members.
 */
export function selectMembers(
  ranking: Ranking,
  members: ReadonlySet<string>,
  rules: SelectionRules,
  isRanked: (ticker: string) => boolean,
): string[] {
  const standing = ranking.lines.filter((line) => isRanked(line.ticker));
  const chosen = new Set<string>();
  const take = (accept: (ticker: string, rank: number) => boolean): void => {
    for (const { ticker, rank } of standing) {
      if (chosen.size >= rules.size) return;
      if (accept(ticker, rank)) chosen.add(ticker);
    }
  };
  take((_ticker, rank) => rank <= rules.size - rules.buffer);
  take((ticker, rank) => rank <= rules.size + rules.buffer && members.has(ticker));
  take(() => true);
  return standing.filter((line) => chosen.has(line.ticker)).map((line) => line.ticker);
}
