import { SESSIONS_PER_YEAR } from './metrics-return.js';
import { mean, NO_DISPERSION, quantile, ratio, standardDeviation } from './metrics-statistics.js';
import { compensatedSum } from './summation.js';

/**
 * Risk of a series of session returns (fractions, without the base session, which has none). The risk-free rate is simple and
 * annual, a fraction; 1/252 of it is taken off each return.
 */

const TAIL_PROBABILITY = 0.05;

export const excessReturns = (returns: readonly number[], riskFree: number): number[] =>
  returns.map((value) => value - riskFree / SESSIONS_PER_YEAR);

/** Standard deviation of the returns, annualised by the square root of 252; a fraction. Null below two returns. */
export function annualisedVolatility(returns: readonly number[]): number | null {
  const deviation = standardDeviation(returns);
  return deviation === null ? null : deviation * Math.sqrt(SESSIONS_PER_YEAR);
}

/** Mean excess return over its standard deviation, annualised. Null below two returns or when they do not vary. */
export function sharpeRatio(returns: readonly number[], riskFree = 0): number | null {
  const excess = excessReturns(returns, riskFree);
  const deviation = standardDeviation(excess);
  const daily = deviation === null || deviation <= NO_DISPERSION ? null : ratio(mean(excess), deviation);
  return daily === null ? null : daily * Math.sqrt(SESSIONS_PER_YEAR);
}

/**
 * Mean excess return over the downside deviation, annualised. The downside deviation is the root mean square of the negative
 * excess returns, the mean taken over all sessions. Null without returns or without a negative one.
 */
export function sortinoRatio(returns: readonly number[], riskFree = 0): number | null {
  const excess = excessReturns(returns, riskFree);
  const squares = mean(excess.map((value) => Math.min(value, 0) ** 2));
  const downside = squares === null ? null : Math.sqrt(squares);
  const daily = downside === null || downside <= NO_DISPERSION ? null : ratio(mean(excess), downside);
  return daily === null ? null : daily * Math.sqrt(SESSIONS_PER_YEAR);
}

/**
 * Historical value at risk at 95 %: the 5 % quantile of the returns, so a loss is negative; a fraction per session. Null
 * without returns.
 */
export function valueAtRisk95(returns: readonly number[]): number | null {
  return quantile(returns, TAIL_PROBABILITY);
}

/** Mean of the returns at or below the value at risk; a fraction per session, a loss negative. Null without returns. */
export function conditionalValueAtRisk95(returns: readonly number[]): number | null {
  const ordered = Float64Array.from(returns).sort();
  // Counted instead of compared with the interpolated quantile, whose rounding could drop the value that it is equal to.
  const tail = ordered.subarray(0, Math.floor((ordered.length - 1) * TAIL_PROBABILITY) + 1);
  return mean([...tail]);
}

/**
 * Skewness with the correction for small samples (0 for a symmetric distribution; negative: the long tail is of losses). Null
 * below three returns or when they do not vary.
 */
export function skewness(returns: readonly number[]): number | null {
  const count = returns.length;
  const standard = standardisedDeviations(returns);
  if (count < 3 || standard === null) return null;
  const cubes = compensatedSum(standard.map((value) => value ** 3));
  return (count / ((count - 1) * (count - 2))) * cubes;
}

/**
 * Excess kurtosis with the correction for small samples (0 for a normal distribution; positive: fat tails). Null below four
 * returns or when they do not vary.
 */
export function excessKurtosis(returns: readonly number[]): number | null {
  const count = returns.length;
  const standard = standardisedDeviations(returns);
  if (count < 4 || standard === null) return null;
  const fourths = compensatedSum(standard.map((value) => value ** 4));
  const scale = (count * (count + 1)) / ((count - 1) * (count - 2) * (count - 3));
  return scale * fourths - (3 * (count - 1) ** 2) / ((count - 2) * (count - 3));
}

/** Deviations from the mean in units of the sample standard deviation; null when there is none. */
function standardisedDeviations(returns: readonly number[]): number[] | null {
  const center = mean(returns);
  const deviation = standardDeviation(returns);
  if (center === null || deviation === null || deviation <= NO_DISPERSION) return null;
  return returns.map((value) => (value - center) / deviation);
}
