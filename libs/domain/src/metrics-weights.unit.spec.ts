import fc from 'fast-check';
import { concentration, contributionOf, effectiveConstituents, weightByGroup } from './metrics-weights.js';
import { compensatedSum } from './summation.js';

describe('contributionOf', () => {
  it('is weight times return, and its points are of the level before', () => {
    expect(contributionOf(0.25, 0.04, 1200)).toEqual({ contribution: 0.01, points: 12 });
  });

  it('adds up to the return over the lines, and in points to the change of the level over sessions', () => {
    const session = fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(session, { minLength: 1, maxLength: 10 }), (sessions) => {
        let level = 1000;
        const points: number[] = [];
        for (const returns of sessions) {
          const parts = returns.map((value) => contributionOf(1 / returns.length, value, level));
          const sessionReturn = compensatedSum(parts.map((part) => part.contribution));
          const mean = compensatedSum(returns) / returns.length;
          expect(Math.abs(sessionReturn - mean)).toBeLessThanOrEqual(1e-16);
          points.push(...parts.map((part) => part.points));
          level *= 1 + sessionReturn;
        }
        expect(compensatedSum(points)).toBeCloseTo(level - 1000, 9);
      }),
    );
  });
});

describe('effectiveConstituents', () => {
  it.each([
    [[0.25, 0.25, 0.25, 0.25], 0.25, 4],
    [[1], 1, 1],
    [[0.5, 0.25, 0.25], 0.375, 1 / 0.375],
    [[1, 0, 0], 1, 1],
  ])('of %j: concentration %d, as many as %d equal ones', (weights, herfindahl, effective) => {
    expect(concentration(weights)).toBe(herfindahl);
    expect(effectiveConstituents(weights)).toBe(effective);
  });

  it('is unknown without weights', () => {
    expect(concentration([])).toBeNull();
    expect(effectiveConstituents([])).toBeNull();
    expect(effectiveConstituents([0, 0])).toBeNull();
  });
});

describe('weightByGroup', () => {
  it('sums by group, lines without one together', () => {
    const holdings = [
      { group: 'Energy', weight: 0.25 },
      { group: null, weight: 0.25 },
      { group: 'Energy', weight: 0.375 },
      { group: null, weight: 0.125 },
    ];
    expect([...weightByGroup(holdings)]).toEqual([
      ['Energy', 0.625],
      [null, 0.375],
    ]);
  });
});
