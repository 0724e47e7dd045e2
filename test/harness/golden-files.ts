import { readSharedCsv, readSharedText } from './shared-data.js';

export interface GoldenMember {
  readonly rank: number | null;
  readonly ticker: string;
  readonly weight: number;
}

export interface GoldenSession {
  readonly date: string;
  readonly dailyReturn: number | null;
  readonly cumulativeReturn: number;
  readonly level: number;
}

export interface GoldenChange {
  readonly date: string;
  readonly effectiveFrom: string;
  readonly action: string;
  readonly ticker: string;
  readonly rank: number | null;
  readonly previousRank: number | null;
  readonly reason: string | null;
}

const numberOrNull = (text: string | undefined): number | null =>
  text === undefined || text === '' ? null : Number(text);

function rowsOf(path: string): string[][] {
  return readSharedCsv(path).rows.map((row) => row.split(','));
}

/** Members by session, in the order of the file (by rank). */
export function goldenCompositions(set: string): Map<string, { effectiveFrom: string; members: GoldenMember[] }> {
  const sessions = new Map<string, { effectiveFrom: string; members: GoldenMember[] }>();
  for (const [date = '', effectiveFrom = '', rank, ticker = '', weight] of rowsOf(
    `golden/${set}.compositions.csv.gz`,
  )) {
    const session = sessions.get(date) ?? { effectiveFrom, members: [] };
    session.members.push({ rank: numberOrNull(rank), ticker, weight: Number(weight) });
    sessions.set(date, session);
  }
  return sessions;
}

export function goldenPerformance(set: string): GoldenSession[] {
  return rowsOf(`golden/${set}.performance.csv`).map(([date = '', daily, cumulative, level]) => ({
    date,
    dailyReturn: numberOrNull(daily),
    // Empty on the base session, where it is nought.
    cumulativeReturn: Number(cumulative),
    level: Number(level),
  }));
}

/** By name, of the whole range; fractions, at a risk-free rate of 0. */
export function goldenMetrics(set: string): Record<string, number> {
  return JSON.parse(readSharedText(`golden/${set}.metrics.json`)) as Record<string, number>;
}

export function goldenChanges(set: string): GoldenChange[] {
  return rowsOf(`golden/${set}.changes.csv`).map(
    ([date = '', effectiveFrom = '', action = '', ticker = '', rank, previousRank, reason]) => ({
      date,
      effectiveFrom,
      action,
      ticker,
      rank: numberOrNull(rank),
      previousRank: numberOrNull(previousRank),
      reason: reason === undefined || reason === '' ? null : reason,
    }),
  );
}
