import { windowMetrics, type WindowPoint } from './metrics-window.js';

const point = (
  session: string,
  level: number,
  sessionReturn: number | null,
  benchmarkReturn: number | null,
): WindowPoint => ({
  ...{ session, level, sessionReturn, benchmarkReturn },
  turnover: 0.01,
});

/** From 1000 by +10 % and -5 % to 1045; the benchmark by +5 % and -10 % from 100 % to 94.5 %. */
const window = [
  point('2023-01-03', 1000, 0.5, 0.5),
  point('2023-01-04', 1100, 0.1, 0.05),
  point('2023-01-05', 1045, -0.05, -0.1),
];

describe('the metrics of a window', () => {
  it('given +10 % and -5 % against +5 % and -10 %, then 4.5 % against -5.5 %', () => {
    const { index, benchmark } = windowMetrics(window, 0);
    expect(index.observations).toBe(2);
    expect(index.total_return).toBeCloseTo(0.045, 15);
    expect(index.max_drawdown).toBeCloseTo(-0.05, 15);
    expect(benchmark?.own.observations).toBe(2);
    expect(benchmark?.own.total_return).toBeCloseTo(-0.055, 15);
    expect(benchmark?.own.max_drawdown).toBeCloseTo(-0.1, 15);
    expect(benchmark?.own.annualised_turnover_one_way).toBeNull();
    // Both fall by 0.15 from the one session to the other.
    expect(benchmark?.relative.beta).toBeCloseTo(1, 12);
  });

  it('given a session whose benchmark is not known, then there is none; at the base of the window it does not matter', () => {
    const [base, first, second] = window as [WindowPoint, WindowPoint, WindowPoint];
    expect(windowMetrics([base, { ...first, benchmarkReturn: null }, second], 0).benchmark).toBeNull();
    expect(windowMetrics([{ ...base, benchmarkReturn: null }, first, second], 0).benchmark).not.toBeNull();
  });

  it('given the base alone, then no figure of either is defined', () => {
    const { index, benchmark } = windowMetrics(window.slice(0, 1), 0);
    expect(index).toMatchObject({ observations: 0, total_return: null, sharpe: null });
    expect(benchmark?.own).toMatchObject({ observations: 0, total_return: null });
    expect(benchmark?.relative).toMatchObject({ observations: 0, beta: null });
    expect(windowMetrics([], 0).benchmark).toBeNull();
  });
});
