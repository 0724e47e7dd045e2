import fc from 'fast-check';
import { advanceNetLevel, annualisedTurnover, oneWayTurnover, tradingCost } from './turnover.js';

const weights = (entries: Record<string, number>): Map<string, number> => new Map(Object.entries(entries));

describe('oneWayTurnover', () => {
  it.each([
    ['nothing is traded', { A: 0.5, B: 0.5 }, { A: 0.5, B: 0.5 }, 0],
    ['weights drifted apart', { A: 0.625, B: 0.375 }, { A: 0.5, B: 0.5 }, 0.125],
    ['one of two is replaced', { A: 0.5, B: 0.5 }, { A: 0.5, C: 0.5 }, 0.5],
    ['everything is replaced', { A: 0.5, B: 0.5 }, { C: 0.5, D: 0.5 }, 1],
    ['one more line', { A: 0.5, B: 0.5 }, { A: 0.25, B: 0.25, C: 0.25, D: 0.25 }, 0.5],
  ])('%s', (_, drifted, target, expected) => {
    expect(oneWayTurnover(weights(drifted), weights(target))).toBe(expected);
  });

  it('is from 0 to 1, the same in both directions, and what is bought', () => {
    const portfolio = fc
      .dictionary(fc.constantFrom(...'ABCDEFGH'), fc.double({ min: 0.01, max: 1, noNaN: true }), { minKeys: 1 })
      .map((raw) => {
        const sum = Object.values(raw).reduce((total, weight) => total + weight, 0);
        return new Map(Object.entries(raw).map(([line, weight]) => [line, weight / sum]));
      });
    fc.assert(
      fc.property(portfolio, portfolio, (before, after) => {
        const turnover = oneWayTurnover(before, after);
        const bought = [...after].reduce(
          (sum, [line, weight]) => sum + Math.max(0, weight - (before.get(line) ?? 0)),
          0,
        );
        expect(turnover).toBeGreaterThanOrEqual(0);
        expect(turnover).toBeLessThanOrEqual(1 + 1e-12);
        expect(oneWayTurnover(after, before)).toBeCloseTo(turnover, 14);
        expect(turnover).toBeCloseTo(bought, 12);
      }),
    );
  });
});

describe('tradingCost', () => {
  it('is paid for what is sold and for what is bought', () => {
    expect(tradingCost(0.5, 10)).toBeCloseTo(0.001, 15);
    expect(tradingCost(0, 10)).toBe(0);
  });
});

describe('advanceNetLevel', () => {
  it('earns the return, then pays for the rebalance at the close', () => {
    expect(advanceNetLevel(1000, 0.01, 0.5, 10)).toBeCloseTo(1010 * 0.999, 10);
    expect(advanceNetLevel(1000, 0.01, 0.5, 0)).toBe(1010);
    expect(advanceNetLevel(1000, 0.01, 0, 10)).toBe(1010);
  });
});

describe('annualisedTurnover', () => {
  it('is the mean over the sessions, quiet ones included, times 252', () => {
    expect(annualisedTurnover([0.02, 0, 0, 0.02])).toBeCloseTo(2.52, 14);
    expect(annualisedTurnover([0, 0])).toBe(0);
  });

  it('is unknown without sessions', () => {
    expect(annualisedTurnover([])).toBeNull();
  });
});
