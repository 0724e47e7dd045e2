import { SESSIONS_PER_YEAR } from './metrics-return.js';
import { CompensatedSum, compensatedSum } from './summation.js';

const BASIS_POINTS = 10_000;

/**
 * One-way turnover of a rebalance, a fraction of the index from 0 to 1: half the sum of |target - drifted| over every line that
 * is in either, so that replacing everything is 1. A line absent from one side weighs 0 there. Two-way turnover is twice that.
 * Buying the first members at the base session is not turnover and not asked for here.
 * @param drifted weights just before the rebalance, at its prices; fractions by line
 * @param target weights just after it; fractions by line
 */
export function oneWayTurnover<Line>(drifted: ReadonlyMap<Line, number>, target: ReadonlyMap<Line, number>): number {
  const traded = new CompensatedSum();
  for (const [line, weight] of target) traded.add(Math.abs(weight - (drifted.get(line) ?? 0)));
  for (const [line, weight] of drifted) if (!target.has(line)) traded.add(Math.abs(weight));
  return traded.value / 2;
}

/**
 * The cost drag of a rebalance, a fraction of the index: every unit sold and every unit bought pays, so the net level is
 * multiplied by 1 minus this.
 * @param turnover one-way, a fraction
 * @param costBps cost of one unit traded, in basis points
 */
export function tradingCost(turnover: number, costBps: number): number {
  return (2 * turnover * costBps) / BASIS_POINTS;
}

/**
 * The net level after a session: the return is earned, then the rebalance at the close is paid for.
 * @param level the net level after the previous published session
 * @param sessionReturn gross return of the session, a fraction
 * @param turnover one-way turnover at its close, a fraction; 0 when nothing was traded
 * @param costBps cost of one unit traded, in basis points
 */
export function advanceNetLevel(level: number, sessionReturn: number, turnover: number, costBps: number): number {
  return level * (1 + sessionReturn) * (1 - tradingCost(turnover, costBps));
}

/**
 * One-way turnover per year, as a multiple of the index: the mean over the sessions after the base times 252.
 * @param turnovers of every session, 0 where nothing was traded
 * @returns null without sessions
 */
export function annualisedTurnover(turnovers: readonly number[]): number | null {
  return turnovers.length === 0 ? null : (compensatedSum(turnovers) / turnovers.length) * SESSIONS_PER_YEAR;
}
