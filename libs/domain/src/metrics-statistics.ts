import { ApplicationError } from './errors.js';
import { compensatedSum } from './summation.js';

/** Plain statistics over session returns. What is not defined is null. */

/**
 * A spread of returns up to this is none: a return is a quotient of prices minus 1 and therefore carries an absolute rounding
 * error near 1e-16, so that equal returns can differ by as much. Dividing by it would give a figure made of noise.
 */
export const NO_DISPERSION = 1e-14;

/** The quotient, or null where it is not a number. */
export function ratio(numerator: number | null, denominator: number | null): number | null {
  if (numerator === null || denominator === null || denominator === 0) return null;
  return finiteOrNull(numerator / denominator);
}

export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Arithmetic mean; null for no values. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : finiteOrNull(compensatedSum(values) / values.length);
}

/** Sum of products of the deviations from the means; `others` is as long as `values`. Null for no values. */
export function deviationProducts(values: readonly number[], others: readonly number[]): number | null {
  const center = mean(values);
  const otherCenter = mean(others);
  if (center === null || otherCenter === null) return null;
  const products = values.map((value, at) => (value - center) * ((others[at] ?? Number.NaN) - otherCenter));
  return finiteOrNull(compensatedSum(products));
}

/** Sample standard deviation (divisor m - 1), in the unit of the values; null below two values. */
export function standardDeviation(values: readonly number[]): number | null {
  const squares = values.length < 2 ? null : deviationProducts(values, values);
  return squares === null ? null : Math.sqrt(squares / (values.length - 1));
}

/**
 * The quantile by linear interpolation between the two nearest ordered values.
 * @param probability 0 to 1
 * @returns null for no values
 */
export function quantile(values: readonly number[], probability: number): number | null {
  const ordered = Float64Array.from(values).sort();
  const position = (ordered.length - 1) * probability;
  const below = ordered[Math.floor(position)];
  const above = ordered[Math.ceil(position)];
  if (below === undefined || above === undefined) return null;
  return finiteOrNull(below + (above - below) * (position - Math.floor(position)));
}

/** `left` and `right` must be about the same sessions, one value each. */
export function requireSameLength(left: readonly number[], right: readonly number[]): void {
  if (left.length === right.length) return;
  throw new ApplicationError(
    'metrics.length_mismatch',
    `returns has ${left.length} values and benchmark returns has ${right.length}: give both for the same sessions`,
  );
}
