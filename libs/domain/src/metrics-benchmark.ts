import { annualisedReturn, SESSIONS_PER_YEAR } from './metrics-return.js';
import { excessReturns } from './metrics-risk.js';
import {
  deviationProducts,
  finiteOrNull,
  mean,
  NO_DISPERSION,
  ratio,
  requireSameLength,
  standardDeviation,
} from './metrics-statistics.js';

/**
 * An index measured against a benchmark: session returns of both as fractions, of the same sessions in the same order. The
 * risk-free rate is simple and annual, a fraction.
 *
 * Every function throws an ApplicationError `metrics.length_mismatch` when one series is longer than the other.
 */

function differences(returns: readonly number[], benchmark: readonly number[]): number[] {
  requireSameLength(returns, benchmark);
  return returns.map((value, at) => value - (benchmark[at] ?? Number.NaN));
}

const varies = (values: readonly number[]): boolean => (standardDeviation(values) ?? 0) > NO_DISPERSION;

/** Standard deviation of the differences, annualised by the square root of 252; a fraction. Null below two sessions. */
export function trackingError(returns: readonly number[], benchmark: readonly number[]): number | null {
  const deviation = standardDeviation(differences(returns, benchmark));
  return deviation === null ? null : deviation * Math.sqrt(SESSIONS_PER_YEAR);
}

/** Mean difference times 252 over the tracking error. Null below two sessions or when the difference does not vary. */
export function informationRatio(returns: readonly number[], benchmark: readonly number[]): number | null {
  const active = differences(returns, benchmark);
  if (!varies(active)) return null;
  const daily = ratio(mean(active), standardDeviation(active));
  return daily === null ? null : daily * Math.sqrt(SESSIONS_PER_YEAR);
}

/**
 * Slope of the least-squares line of the returns on those of the benchmark; the risk-free rate, being constant, has no part in
 * it. Null below two sessions or when the benchmark does not vary.
 */
export function beta(returns: readonly number[], benchmark: readonly number[]): number | null {
  requireSameLength(returns, benchmark);
  if (!varies(benchmark)) return null;
  return ratio(deviationProducts(returns, benchmark), deviationProducts(benchmark, benchmark));
}

/**
 * Intercept of the least-squares line of the excess returns, compounded over 252 sessions: a fraction per year. Null where beta
 * is.
 */
export function alpha(returns: readonly number[], benchmark: readonly number[], riskFree = 0): number | null {
  const slope = beta(returns, benchmark);
  const own = mean(excessReturns(returns, riskFree));
  const others = mean(excessReturns(benchmark, riskFree));
  if (slope === null || own === null || others === null) return null;
  return finiteOrNull((1 + own - slope * others) ** SESSIONS_PER_YEAR - 1);
}

/** Correlation of the returns, -1 to 1. Null below two sessions or when one of the series does not vary. */
export function correlation(returns: readonly number[], benchmark: readonly number[]): number | null {
  requireSameLength(returns, benchmark);
  if (!varies(returns) || !varies(benchmark)) return null;
  const joint = deviationProducts(returns, benchmark);
  const own = deviationProducts(returns, returns);
  const others = deviationProducts(benchmark, benchmark);
  if (joint === null || own === null || others === null) return null;
  // Rounding can carry a perfect correlation a hair beyond 1.
  return Math.max(-1, Math.min(1, joint / Math.sqrt(own * others)));
}

/**
 * Annualised return over the sessions in which the benchmark rose, over that of the benchmark in them: 1 moves with it, above 1
 * gains more. Null when the benchmark never rose.
 */
export function upCapture(returns: readonly number[], benchmark: readonly number[]): number | null {
  return capture(returns, benchmark, (value) => value > 0);
}

/** As `upCapture` for the sessions in which the benchmark fell: below 1 loses less. Null when it never fell. */
export function downCapture(returns: readonly number[], benchmark: readonly number[]): number | null {
  return capture(returns, benchmark, (value) => value < 0);
}

function capture(
  returns: readonly number[],
  benchmark: readonly number[],
  chosen: (benchmarkReturn: number) => boolean,
): number | null {
  requireSameLength(returns, benchmark);
  const own = returns.filter((_, at) => chosen(benchmark[at] ?? Number.NaN));
  return ratio(compoundedReturn(own), compoundedReturn(benchmark.filter(chosen)));
}

function compoundedReturn(returns: readonly number[]): number | null {
  return annualisedReturn(returns.reduce((growth, value) => growth * (1 + value), 1) - 1, returns.length);
}
