import type { RankedLine, Ranking } from './ranking.js';
import type { SelectionRules } from './selection.js';

/**
 * Where membership changes by rank. A line that is no member comes in at rank `size - buffer` or better; a member goes out beyond rank
 * `size + buffer`. Null where so few lines are ranked, or the buffer is as large as the index.
 */
export interface CutOffs {
  /** The line at rank `size - buffer`. */
  readonly entry: RankedLine | null;
  /** The line at rank `size + buffer`. */
  readonly exit: RankedLine | null;
}

export function cutOffs(ranking: Ranking, { size, buffer }: SelectionRules): CutOffs {
  return { entry: ranking.lines[size - buffer - 1] ?? null, exit: ranking.lines[size + buffer - 1] ?? null };
}

/** How far a line is from the cut-off that concerns it; all positive on the inner side, 0 at the line of the cut-off itself. */
export interface CutOffDistance {
  /** US dollars of market cap. */
  readonly dollars: number;
  /** Of the cap of the cut-off; a fraction. */
  readonly share: number;
  readonly ranks: number;
}

export function distanceTo(
  cutOff: Pick<RankedLine, 'rank' | 'marketCap'>,
  line: Pick<RankedLine, 'rank' | 'marketCap'>,
): CutOffDistance {
  return {
    dollars: line.marketCap - cutOff.marketCap,
    share: line.marketCap / cutOff.marketCap - 1,
    ranks: cutOff.rank - line.rank,
  };
}

/** Whether the buffer decides: a member beyond rank `size` stays by it, and one that is no member stays out by it within. */
export function bufferEffect(
  rank: number,
  isMember: boolean,
  { size, buffer }: SelectionRules,
): 'protects' | 'keeps_out' | null {
  if (isMember) return rank > size && rank <= size + buffer ? 'protects' : null;
  return rank <= size && rank > size - buffer ? 'keeps_out' : null;
}

/**
 * The part of a ranking that does not depend on lines of which no row is worth `floor` or more. Left out of what was ranked, they would
 * all stand behind it: a company's cap is the largest of its lines', and which line represents it is decided among members, which are
 * always looked at, and the largest.
 */
export function rankedDownTo(ranking: Ranking, floor: number): Ranking {
  const lines = ranking.lines.filter((line) => line.marketCap >= floor);
  return { session: ranking.session, lines, byTicker: new Map(lines.map((line) => [line.ticker, line])) };
}
