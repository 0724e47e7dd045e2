import fc from 'fast-check';
import { benchmarkMetrics, performanceMetrics, type PerformancePoint } from './metrics.js';

/** Points on neighbouring days of January 2023; the first is the base. */
function points(base: number, returns: readonly number[], turnover = 0): PerformancePoint[] {
  let level = base;
  return [null, ...returns].map((sessionReturn, at) => {
    level *= 1 + (sessionReturn ?? 0);
    const session = `2023-01-${String(at + 1).padStart(2, '0')}`;
    return { session, level, sessionReturn, turnover: at === 0 ? null : turnover };
  });
}

const SQRT_252 = Math.sqrt(252);
const returnsOf = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 25 });

describe('performanceMetrics', () => {
  it('of +10 %, -10 %, +10 %, by hand', () => {
    const metrics = performanceMetrics(points(1000, [0.1, -0.1, 0.1], 0.01));
    const deviation = Math.sqrt((2 * (0.1 - 0.1 / 3) ** 2 + (-0.1 - 0.1 / 3) ** 2) / 2);
    const expected = {
      observations: 3,
      total_return: 0.089,
      annualised_return: 1.089 ** 84 - 1,
      cagr_calendar: 1.089 ** (365.25 / 3) - 1,
      annualised_volatility: deviation * SQRT_252,
      sharpe: (0.1 / 3 / deviation) * SQRT_252,
      sortino: (0.1 / 3 / Math.sqrt(0.01 / 3)) * SQRT_252,
      calmar: (1.089 ** 84 - 1) / 0.1,
      max_drawdown: -0.1,
      current_drawdown: 1089 / 1100 - 1,
      hit_ratio: 2 / 3,
      best_day: 0.1,
      worst_day: -0.1,
      skewness: -Math.sqrt(3),
      var_95_historical: -0.08,
      cvar_95_historical: -0.1,
      annualised_turnover_one_way: 2.52,
    };
    for (const [name, value] of Object.entries(expected)) {
      const actual = metrics[name as keyof typeof expected] ?? Number.NaN;
      expect([name, Math.abs(actual / value - 1) < 1e-12]).toEqual([name, true]);
    }
    expect(metrics).toMatchObject({
      excess_kurtosis: null,
      max_drawdown_peak: '2023-01-02',
      max_drawdown_trough: '2023-01-03',
      max_drawdown_recovery: null,
      max_drawdown_length: 2,
    });
  });

  it('takes the risk-free rate off each return', () => {
    const { sharpe, sortino } = performanceMetrics(points(1000, [0.03, -0.01, 0.01]), 0.0252);
    const excess = [0.0299, -0.0101, 0.0099];
    const mean = 0.0297 / 3;
    const deviation = Math.sqrt(excess.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
    expect(sharpe).toBeCloseTo((mean / deviation) * SQRT_252, 10);
    expect(sortino).toBeCloseTo((mean / (0.0101 / Math.sqrt(3))) * SQRT_252, 10);
  });

  it('counts the fall of the first session: the base level is a peak', () => {
    const metrics = performanceMetrics(points(1000, [-0.5, 0.5, 0.5]));
    expect(metrics).toMatchObject({
      max_drawdown: -0.5,
      max_drawdown_peak: '2023-01-01',
      max_drawdown_trough: '2023-01-02',
      max_drawdown_recovery: '2023-01-04',
      max_drawdown_length: 3,
      current_drawdown: 0,
    });
  });

  it('leaves out the return and the turnover of the window’s first point: they belong to the time before', () => {
    const [, ...window] = points(1000, [0.5, 0.01, 0.02], 0.1);
    const metrics = performanceMetrics(window);
    expect(metrics.observations).toBe(2);
    expect(metrics.best_day).toBe(0.02);
    expect(metrics.total_return).toBeCloseTo(1.01 * 1.02 - 1, 14);
  });

  it.each([
    ['no session', []],
    ['the base session alone', points(1000, [])],
  ])('is unknown, not 0, for %s', (_, none) => {
    const { observations, ...rest } = performanceMetrics(none);
    expect(observations).toBe(0);
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  });

  it('knows no risk from a single return', () => {
    const metrics = performanceMetrics(points(1000, [0.01]));
    expect(metrics).toMatchObject({
      annualised_volatility: null,
      sharpe: null,
      sortino: null,
      calmar: null,
      skewness: null,
    });
    expect(metrics).toMatchObject({ observations: 1, best_day: 0.01, var_95_historical: 0.01, max_drawdown: 0 });
  });

  it('gives no ratio to a risk that is not there', () => {
    const steady = performanceMetrics(points(1000, [0.001, 0.001, 0.001, 0.001, 0.001 + 2e-16]));
    expect(steady).toMatchObject({ sharpe: null, sortino: null, calmar: null, skewness: null, excess_kurtosis: null });
    expect(steady).toMatchObject({ max_drawdown: 0, max_drawdown_peak: null, max_drawdown_length: 0, hit_ratio: 1 });
  });

  it('a session without change is not a hit', () => {
    expect(performanceMetrics(points(1000, [0, 0.01, -0.01, 0])).hit_ratio).toBe(0.25);
  });

  it('survives a total loss', () => {
    expect(performanceMetrics(points(1000, [0.01, -1]))).toMatchObject({
      total_return: -1,
      annualised_return: -1,
      max_drawdown: -1,
    });
  });

  it('is never NaN or infinite, and keeps its bounds', () => {
    fc.assert(
      fc.property(returnsOf, fc.double({ min: 0, max: 0.1, noNaN: true }), (returns, riskFree) => {
        const metrics = performanceMetrics(points(1000, returns), riskFree);
        const numbers = Object.values(metrics).filter((value) => typeof value === 'number');
        expect(numbers.every(Number.isFinite)).toBe(true);
        const {
          max_drawdown: fall,
          current_drawdown: now,
          var_95_historical: tail,
          cvar_95_historical: tailMean,
        } = metrics;
        expect(fall).toBeLessThanOrEqual(now as number);
        expect(fall).toBeGreaterThan(-1);
        expect(now).toBeLessThanOrEqual(0);
        expect(tailMean).toBeLessThanOrEqual((tail as number) + 1e-15);
        expect(metrics.worst_day).toBeLessThanOrEqual(tailMean as number);
      }),
    );
  });

  it('does not depend on the height of the levels', () => {
    fc.assert(
      fc.property(returnsOf, (returns) => {
        const [low, high] = [performanceMetrics(points(1, returns)), performanceMetrics(points(1024, returns))];
        expect(high).toEqual(low);
      }),
    );
  });
});

describe('benchmarkMetrics', () => {
  it('of an index that moves twice as much, less a cost', () => {
    const benchmark = [0.01, -0.02, 0.03, 0.005];
    const cost = 0.0001;
    const metrics = benchmarkMetrics(
      benchmark.map((value) => 2 * value - cost),
      benchmark,
    );
    expect(metrics.beta).toBeCloseTo(2, 12);
    expect(metrics.alpha).toBeCloseTo((1 - cost) ** 252 - 1, 12);
    expect(metrics.correlation).toBeCloseTo(1, 12);
    const mean = 0.00625;
    const deviation = Math.sqrt(benchmark.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3);
    expect(metrics.tracking_error).toBeCloseTo(deviation * SQRT_252, 12);
    expect(metrics.information_ratio).toBeCloseTo(((mean - cost) / deviation) * SQRT_252, 10);
    const up = (1.0199 * 1.0599 * 1.0099) ** 84 - 1;
    expect(metrics.up_capture).toBeCloseTo(up / ((1.01 * 1.03 * 1.005) ** 84 - 1), 6);
    expect(metrics.down_capture).toBeCloseTo((0.9599 ** 252 - 1) / (0.98 ** 252 - 1), 12);
  });

  it('of an index against itself', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: 3, maxLength: 40 }),
        (noise) => {
          const returns = [-0.01, 0.01, ...noise];
          const metrics = benchmarkMetrics(returns, returns, 0.02);
          expect(metrics).toMatchObject({
            tracking_error: 0,
            information_ratio: null,
            beta: 1,
            up_capture: 1,
            down_capture: 1,
          });
          expect(metrics.alpha).toBeCloseTo(0, 12);
          expect(metrics.correlation).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it('knows nothing about a benchmark that does not move, and no correlation of an index that does not', () => {
    const flat = benchmarkMetrics([0.01, 0.02, 0.03], [0, 0, 0]);
    expect(flat).toMatchObject({ beta: null, alpha: null, correlation: null, up_capture: null, down_capture: null });
    expect(benchmarkMetrics([0, 0, 0], [0.01, 0.02, 0.03])).toMatchObject({ beta: 0, alpha: 0, correlation: null });
  });

  it.each([[[]], [[0.01]]])('knows no risk from %j', (returns) => {
    const metrics = benchmarkMetrics(returns, returns);
    expect(metrics).toMatchObject({ tracking_error: null, information_ratio: null, beta: null, correlation: null });
  });

  it('refuses series of different sessions', () => {
    expect(() => benchmarkMetrics([0.01, 0.02], [0.01])).toThrow(
      expect.objectContaining({ code: 'metrics.length_mismatch' }),
    );
  });
});
