import { epochDay } from './calendar-date.js';
import { finiteOrNull, ratio } from './metrics-statistics.js';

/** Sessions of a year by convention; every annual figure uses it, whatever the calendar of that year. */
export const SESSIONS_PER_YEAR = 252;

const DAYS_PER_YEAR = 365.25;

/**
 * The return over a window, a fraction: last level / first level - 1.
 * @param levels in order of time; the first is that of the base, before the first return
 * @returns null below two levels, or when the first is not positive
 */
export function totalReturn(levels: readonly number[]): number | null {
  const first = levels[0];
  const last = levels.at(-1);
  if (levels.length < 2 || first === undefined || last === undefined || first <= 0) return null;
  return finiteOrNull(last / first - 1);
}

/**
 * The constant return per year of 252 sessions that compounds to `total`, a fraction.
 * @param total the return over the window, a fraction of at least -1
 * @param observations sessions in which it was earned
 * @returns null without sessions or for a total below -1
 */
export function annualisedReturn(total: number | null, observations: number): number | null {
  if (total === null || total < -1 || observations < 1) return null;
  return finiteOrNull((1 + total) ** (SESSIONS_PER_YEAR / observations) - 1);
}

/**
 * The compound annual growth rate by the calendar, a fraction: as `annualisedReturn`, with years of 365.25 days between two
 * dates ('YYYY-MM-DD').
 * @returns null when `last` is not after `first` or the total is below -1
 */
export function calendarGrowthRate(total: number | null, first: string, last: string): number | null {
  const days = epochDay(last) - epochDay(first);
  if (total === null || total < -1 || days < 1) return null;
  return finiteOrNull((1 + total) ** (DAYS_PER_YEAR / days) - 1);
}

/** The share of sessions with a return above 0, a fraction; null without returns. */
export function hitRatio(returns: readonly number[]): number | null {
  return ratio(returns.filter((value) => value > 0).length, returns.length);
}

/** The largest session return, a fraction; null without returns. */
export function bestReturn(returns: readonly number[]): number | null {
  return returns.reduce<number | null>((best, value) => (best === null || value > best ? value : best), null);
}

/** The smallest session return, a fraction; null without returns. */
export function worstReturn(returns: readonly number[]): number | null {
  return returns.reduce<number | null>((worst, value) => (worst === null || value < worst ? value : worst), null);
}
