import { existsSync, readFileSync } from 'node:fs';
import { benchmarkMetrics, performanceMetrics, type PerformancePoint } from './metrics.js';

/** Levels of real prices and the metrics of independent programs. Read where they are; in CI their absence is a failure. */
const golden = new URL('../../../../shared/golden/', import.meta.url);
const available = existsSync(golden) || process.env['CI'] !== undefined;
const whenAvailable = available ? describe : describe.skip;

function performance(name: string): PerformancePoint[] {
  const [, ...lines] = readFileSync(new URL(`${name}.performance.csv`, golden), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const [session, dailyReturn, , level, turnover] = line.split(',');
    return {
      session: session as string,
      level: Number(level),
      sessionReturn: dailyReturn ? Number(dailyReturn) / 100 : null,
      turnover: turnover ? Number(turnover) : null,
    };
  });
}

const returnsOf = (name: string): number[] =>
  performance(name).flatMap(({ sessionReturn }) => (sessionReturn === null ? [] : [sessionReturn]));

/** The names whose values differ by more than 1e-11 of their size. */
function differing(actual: object, expected: Record<string, number>): string[] {
  const values = new Map<string, unknown>(Object.entries(actual));
  return Object.entries(expected).flatMap(([name, value]) => {
    const ours = Number(values.get(name) ?? Number.NaN);
    return Math.abs(ours - value) <= 1e-11 * Math.abs(value) ? [] : [`${name}: ${ours}, not ${value}`];
  });
}

whenAvailable('metrics of real index levels', () => {
  it.each(['line-daily', 'company-daily'])('%s as the golden numbers have them', (name) => {
    const expected = JSON.parse(readFileSync(new URL(`${name}.metrics.json`, golden), 'utf8')) as Record<
      string,
      number
    >;
    expect(Object.keys(expected).length).toBeGreaterThanOrEqual(14);
    expect(differing(performanceMetrics(performance(name)), expected)).toEqual([]);
  });

  it('line-daily as empyrical-reloaded, ffn and pandas have them', () => {
    const metrics = performanceMetrics(performance('line-daily'), 0.02);
    const published = {
      annualised_return: 0.0784924155677611,
      annualised_volatility: 0.16729239891403935,
      sharpe: 0.41580710980979635,
      sortino: 0.5911080116544436,
      calmar: 0.30466813223071754,
      var_95_historical: -0.016634913358217537,
      cvar_95_historical: -0.024029406623059156,
      cagr_calendar: 0.07825992498076118,
      max_drawdown: -0.25763250981668395,
      best_day: 0.0498649853220019,
      worst_day: -0.04146600169253656,
      skewness: -0.1369061782879646,
      excess_kurtosis: 1.6384538982164423,
    };
    expect(differing(metrics, published)).toEqual([]);
    expect(metrics).toMatchObject({ max_drawdown_peak: '2022-01-04', max_drawdown_recovery: null });
  });

  it('line-daily against line-monthly as empyrical-reloaded and pandas have it', () => {
    const published = {
      beta: 0.9994111790244424,
      alpha: -0.003825280529104802,
      up_capture: 0.9916816299532202,
      down_capture: 1.0000294142885766,
      correlation: 0.9994788743169267,
      tracking_error: 0.005401048898614999,
      information_ratio: -0.7176065087554395,
    };
    expect(differing(benchmarkMetrics(returnsOf('line-daily'), returnsOf('line-monthly'), 0.02), published)).toEqual(
      [],
    );
  });
});
