import { existsSync, readFileSync } from 'node:fs';
import { benchmarkMetrics, performanceMetrics, type PerformancePoint } from './metrics.js';

/** Levels of real prices and the metrics of independent programs. Read where they are; in CI their absence is a failure. */
const golden = new URL('../../../../shared/golden/', import.meta.url);
const available = existsSync(golden) || process.env['CI'] !== undefined;
const whenAvailable = available ? describe : describe.skip;

/** Made by `test/independent/series.py`, at a risk-free rate of 2 %. */
const independent = JSON.parse(
  readFileSync(new URL('../../../test/independent/series.json', import.meta.url), 'utf8'),
) as { window: { index: Record<string, number> }; relative_to_monthly: Record<string, number> };

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

  it('line-daily as an independent program has them', () => {
    const metrics = performanceMetrics(performance('line-daily'), 0.02);
    expect(differing(metrics, independent.window.index)).toEqual([]);
    expect(metrics).toMatchObject({ max_drawdown_peak: '2022-01-04', max_drawdown_recovery: null });
  });

  it('line-daily against line-monthly as it has it', () => {
    const relative = benchmarkMetrics(returnsOf('line-daily'), returnsOf('line-monthly'), 0.02);
    expect(differing(relative, independent.relative_to_monthly)).toEqual([]);
  });
});
