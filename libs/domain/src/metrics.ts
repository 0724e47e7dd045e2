import {
  alpha,
  beta,
  correlation,
  downCapture,
  informationRatio,
  trackingError,
  upCapture,
} from './metrics-benchmark.js';
import { calmarRatio, drawdown } from './metrics-drawdown.js';
import {
  annualisedReturn,
  bestReturn,
  calendarGrowthRate,
  hitRatio,
  totalReturn,
  worstReturn,
} from './metrics-return.js';
import {
  annualisedVolatility,
  conditionalValueAtRisk95,
  excessKurtosis,
  sharpeRatio,
  skewness,
  sortinoRatio,
  valueAtRisk95,
} from './metrics-risk.js';
import { annualisedTurnover } from './turnover.js';

/**
 * The metrics of an index, alone and against a benchmark, put together from `metrics-*.ts` and `turnover.ts`.
 *
 * Compared over the 732 session returns of an equal-weighted top 100 of real prices, with its monthly rebalanced sister as the
 * benchmark; the largest relative difference is 1.2e-14:
 * - empyrical-reloaded 0.7.1: annualised return, volatility, Sharpe and Sortino (rate 2 %), Calmar, maximum drawdown, VaR, CVaR,
 *   beta, alpha (rate 2 %), up and down capture;
 * - ffn 1.4.1: total return, calendar growth rate, volatility, Sharpe and Sortino (rate 0), maximum drawdown, best and worst day,
 *   skewness, kurtosis;
 * - quantstats 0.0.86: annualised return, volatility, Sharpe and Sortino (rate 0), Calmar, maximum drawdown, skewness, kurtosis;
 * - pandas, by formula: correlation, tracking error, information ratio.
 * quantstats means something else by its information ratio (per session, not per year), its alpha (not compounded) and its
 * default CVaR (of a normal distribution, not of the returns).
 */

/** One published session of an index. */
export interface PerformancePoint {
  /** 'YYYY-MM-DD' */
  readonly session: string;
  readonly level: number;
  /** Return since the previous published session, a fraction; null at the base session of the index. */
  readonly sessionReturn: number | null;
  /** One-way turnover at the close, a fraction; null at the base session of the index. */
  readonly turnover: number | null;
}

/**
 * What is said of an index over a window. Fractions (0.01 is 1 %), annual figures by 252 sessions a year; what is not defined
 * for the window is null, never 0. Each figure's rule stands at its function.
 */
export interface PerformanceMetrics {
  /** Session returns in the window. */
  readonly observations: number;
  readonly total_return: number | null;
  readonly annualised_return: number | null;
  readonly cagr_calendar: number | null;
  readonly annualised_volatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  /** From -1 to 0; the dates say where it began, was deepest and, once it is, was made good. */
  readonly max_drawdown: number | null;
  readonly max_drawdown_peak: string | null;
  readonly max_drawdown_trough: string | null;
  readonly max_drawdown_recovery: string | null;
  /** In sessions, to the end of the window while not made good. */
  readonly max_drawdown_length: number | null;
  readonly current_drawdown: number | null;
  readonly hit_ratio: number | null;
  readonly best_day: number | null;
  readonly worst_day: number | null;
  readonly skewness: number | null;
  readonly excess_kurtosis: number | null;
  readonly var_95_historical: number | null;
  readonly cvar_95_historical: number | null;
  readonly annualised_turnover_one_way: number | null;
}

/**
 * The metrics of a window.
 * @param points the published sessions in order of time. The first is the base of the window: its level counts, its return
 *   and turnover belong to the time before and do not.
 * @param riskFree simple annual rate, a fraction
 */
export function performanceMetrics(points: readonly PerformancePoint[], riskFree = 0): PerformanceMetrics {
  const after = points.slice(1);
  const returns = after.flatMap(({ sessionReturn }) => (sessionReturn === null ? [] : [sessionReturn]));
  const turnovers = after.flatMap(({ turnover }) => (turnover === null ? [] : [turnover]));
  const levels = points.map(({ level }) => level);
  const total = totalReturn(levels);
  const annual = annualisedReturn(total, returns.length);
  return {
    observations: returns.length,
    total_return: total,
    annualised_return: annual,
    cagr_calendar: calendarGrowth(points, total),
    annualised_volatility: annualisedVolatility(returns),
    sharpe: sharpeRatio(returns, riskFree),
    sortino: sortinoRatio(returns, riskFree),
    ...drawdownMetrics(points, annual),
    hit_ratio: hitRatio(returns),
    best_day: bestReturn(returns),
    worst_day: worstReturn(returns),
    skewness: skewness(returns),
    excess_kurtosis: excessKurtosis(returns),
    var_95_historical: valueAtRisk95(returns),
    cvar_95_historical: conditionalValueAtRisk95(returns),
    annualised_turnover_one_way: annualisedTurnover(turnovers),
  };
}

function calendarGrowth(points: readonly PerformancePoint[], total: number | null): number | null {
  const first = points[0];
  const last = points.at(-1);
  return first === undefined || last === undefined ? null : calendarGrowthRate(total, first.session, last.session);
}

function drawdownMetrics(points: readonly PerformancePoint[], annualReturn: number | null) {
  const fall = drawdown(points.map(({ level }) => level));
  const fell = fall !== null && fall.depth < 0;
  const sessionAt = (at: number | null): string | null => (at === null ? null : (points[at]?.session ?? null));
  return {
    calmar: calmarRatio(annualReturn, fall?.depth ?? null),
    max_drawdown: fall?.depth ?? null,
    max_drawdown_peak: fell ? sessionAt(fall.peak) : null,
    max_drawdown_trough: fell ? sessionAt(fall.trough) : null,
    max_drawdown_recovery: fell ? sessionAt(fall.recovery) : null,
    max_drawdown_length: fall?.length ?? null,
    current_drawdown: fall?.current ?? null,
  };
}

/** What is said of an index against a benchmark; units as in PerformanceMetrics. */
export interface BenchmarkMetrics {
  readonly observations: number;
  readonly tracking_error: number | null;
  readonly information_ratio: number | null;
  readonly beta: number | null;
  readonly alpha: number | null;
  readonly correlation: number | null;
  readonly up_capture: number | null;
  readonly down_capture: number | null;
}

/**
 * @param returns session returns of the index, fractions
 * @param benchmark those of the benchmark for the same sessions
 * @param riskFree simple annual rate, a fraction
 * @throws ApplicationError `metrics.length_mismatch` when the series differ in length
 */
export function benchmarkMetrics(
  returns: readonly number[],
  benchmark: readonly number[],
  riskFree = 0,
): BenchmarkMetrics {
  return {
    observations: returns.length,
    tracking_error: trackingError(returns, benchmark),
    information_ratio: informationRatio(returns, benchmark),
    beta: beta(returns, benchmark),
    alpha: alpha(returns, benchmark, riskFree),
    correlation: correlation(returns, benchmark),
    up_capture: upCapture(returns, benchmark),
    down_capture: downCapture(returns, benchmark),
  };
}
