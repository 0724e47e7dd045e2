import fc from 'fast-check';
import { CompensatedSum, compensatedSum } from './summation.js';

describe('compensatedSum', () => {
  it.each([
    [[], 0],
    [[0.1, 0.2, 0.3], 0.6],
    [Array.from({ length: 10 }, () => 0.1), 1],
    [[1, 1e100, 1, -1e100], 2],
    [[1e16, 1, 1, -1e16], 2],
    [[Number.MAX_VALUE, Number.MAX_VALUE], Number.POSITIVE_INFINITY],
    [[Number.NEGATIVE_INFINITY, 1], Number.NEGATIVE_INFINITY],
    [[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], Number.NaN],
  ])('of %j is %d', (terms, expected) => {
    expect(compensatedSum(terms)).toBe(expected);
  });

  it('of equal terms is their number times the term, rounded once', () => {
    for (let n = 1; n <= 500; n += 1) {
      expect(compensatedSum(Array.from({ length: n }, () => 1 / n))).toBe(n * (1 / n));
    }
  });

  it('does not depend on the order of returns and weights', () => {
    const terms = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 200 });
    fc.assert(
      fc.property(terms, (values) => {
        const forwards = compensatedSum(values);
        const backwards = compensatedSum([...values].reverse());
        expect(Math.abs(backwards - forwards)).toBeLessThanOrEqual(
          4 * Number.EPSILON * Math.max(1, Math.abs(forwards)),
        );
      }),
    );
  });

  it('is exact where the sum is: integers within the range of a double', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 50 }), (values) => {
        const exact = values.reduce((sum, value) => sum + BigInt(value), 0n);
        expect(compensatedSum(values)).toBe(Number(exact));
      }),
    );
  });

  it('can be asked between terms', () => {
    const sum = new CompensatedSum();
    expect(sum.value).toBe(0);
    sum.add(0.1);
    expect(sum.value).toBe(0.1);
    sum.add(0.2);
    expect(sum.value).toBeCloseTo(0.3, 15);
  });
});
