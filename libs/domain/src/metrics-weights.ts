import { CompensatedSum, compensatedSum } from './summation.js';

/** How one session's return and weights are made up. Weights and returns are fractions. */

/** A line's part in a session's return. The parts of all lines add up to the index. */
export interface Contribution {
  /** Weight after the previous session times the line's return; a fraction. */
  readonly contribution: number;
  /** The same in index points: adds up exactly over lines and over sessions, which fractions do only over lines. */
  readonly points: number;
}

/**
 * @param weight of the line after the previous published session, a fraction
 * @param lineReturn of the line in this session, a fraction
 * @param previousLevel of the index after the previous published session
 */
export function contributionOf(weight: number, lineReturn: number, previousLevel: number): Contribution {
  const contribution = weight * lineReturn;
  return { contribution, points: previousLevel * contribution };
}

/** Herfindahl index: the sum of the squared weights, from 1/n (all equal) to 1 (all in one line). Null without weights. */
export function concentration(weights: readonly number[]): number | null {
  return weights.length === 0 ? null : compensatedSum(weights.map((weight) => weight * weight));
}

/** The number of equally weighted lines that would be as concentrated: 1 / Herfindahl index. Null without any weight. */
export function effectiveConstituents(weights: readonly number[]): number | null {
  const herfindahl = concentration(weights);
  return herfindahl === null || herfindahl === 0 ? null : 1 / herfindahl;
}

/** Weight by group, a sector for example, in the order in which the groups first appear. */
export function weightByGroup<Group>(
  holdings: readonly { readonly group: Group; readonly weight: number }[],
): Map<Group, number> {
  const sums = new Map<Group, CompensatedSum>();
  for (const { group, weight } of holdings) {
    const sum = sums.get(group) ?? new CompensatedSum();
    sum.add(weight);
    sums.set(group, sum);
  }
  return new Map([...sums].map(([group, sum]) => [group, sum.value]));
}
