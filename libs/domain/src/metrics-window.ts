import { benchmarkMetrics, performanceMetrics } from './metrics.js';
import type { BenchmarkMetrics, PerformanceMetrics, PerformancePoint } from './metrics.js';

export interface WindowPoint extends PerformancePoint {
  /** Return of the benchmark since the previous published session, a fraction; null at the base session and where it is not known. */
  readonly benchmarkReturn: number | null;
}

export interface WindowMetrics {
  readonly index: PerformanceMetrics;
  /** Null unless the return of the benchmark is known for each session after the first. */
  readonly benchmark: { readonly own: PerformanceMetrics; readonly relative: BenchmarkMetrics } | null;
}

/** Of a benchmark only its returns matter, so that its level may start anywhere. */
const BENCHMARK_START = 1000;

/**
 * The metrics of an index and of its benchmark over a window, and of the one against the other.
 * @param points the published sessions in order of time; the first is the base of the window, whose returns belong to the time before
 * @param riskFree simple annual rate, a fraction
 */
export function windowMetrics(points: readonly WindowPoint[], riskFree: number): WindowMetrics {
  return { index: performanceMetrics(points, riskFree), benchmark: ofBenchmark(points, riskFree) };
}

function ofBenchmark(points: readonly WindowPoint[], riskFree: number): WindowMetrics['benchmark'] {
  const [base, ...after] = points;
  if (base === undefined) return null;
  const series: PerformancePoint[] = [{ ...base, level: BENCHMARK_START, turnover: null }];
  const [returns, others]: [number[], number[]] = [[], []];
  let level = BENCHMARK_START;
  for (const { session, sessionReturn, benchmarkReturn } of after) {
    if (sessionReturn === null || benchmarkReturn === null) return null;
    level *= 1 + benchmarkReturn;
    series.push({ session, level, sessionReturn: benchmarkReturn, turnover: null });
    returns.push(sessionReturn);
    others.push(benchmarkReturn);
  }
  return { own: performanceMetrics(series, riskFree), relative: benchmarkMetrics(returns, others, riskFree) };
}
