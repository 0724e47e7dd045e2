import { ratio } from './metrics-statistics.js';

/** The deepest fall of a series of levels from a peak before it. Positions count from 0, the base. */
export interface DrawdownSummary {
  /** Lowest level / peak before it - 1: a fraction from -1 to 0; 0 when the level never fell. */
  readonly depth: number;
  /** Where the deepest fall began, and where it was deepest (the first time, if more than once). */
  readonly peak: number;
  readonly trough: number;
  /** The first position at or above the peak again; null while it has not been reached, or without a fall. */
  readonly recovery: number | null;
  /** Sessions from the peak to the recovery, or to the last level while there is none; 0 without a fall. */
  readonly length: number;
  /** Last level / highest level so far - 1; a fraction, 0 at a peak. */
  readonly current: number;
}

/**
 * @param levels in order of time, the base level included: a fall in the first session counts
 * @returns null below two levels, when the first is not positive, or when one is negative or not a number
 */
export function drawdown(levels: readonly number[]): DrawdownSummary | null {
  if (levels.length < 2 || levels[0] === 0 || !levels.every((level) => level >= 0 && Number.isFinite(level)))
    return null;
  let highest = 0;
  let highestAt = 0;
  let current = 0;
  let [depth, peak, trough] = [0, 0, 0];
  levels.forEach((level, at) => {
    if (level >= highest) [highest, highestAt] = [level, at];
    current = level / highest - 1;
    if (current < depth) [depth, peak, trough] = [current, highestAt, at];
  });
  const recovery = depth === 0 ? null : recoveryOf(levels, peak, trough);
  const length = depth === 0 ? 0 : (recovery ?? levels.length - 1) - peak;
  return { depth, peak, trough, recovery, length, current };
}

function recoveryOf(levels: readonly number[], peak: number, trough: number): number | null {
  const target = levels[peak] ?? Number.POSITIVE_INFINITY;
  const found = levels.findIndex((level, at) => at > trough && level >= target);
  return found === -1 ? null : found;
}

/**
 * Calmar ratio: annualised return over the depth of the maximum drawdown. Null when either is unknown or nothing was lost.
 * @param annualReturn a fraction
 * @param maxDrawdown a fraction from -1 to 0
 */
export function calmarRatio(annualReturn: number | null, maxDrawdown: number | null): number | null {
  return ratio(annualReturn, maxDrawdown === null ? null : Math.abs(maxDrawdown));
}
