import fc from 'fast-check';
import { capitalisationWeightedReturn } from './capitalisation-weighted.js';

/** A gained 10 %, B lost 20 %. */
const returns = [
  { ticker: 'A', lineReturn: 0.1 },
  { ticker: 'B', lineReturn: -0.2 },
];

describe('the return of the capitalisation-weighted twin', () => {
  it('given caps of 300 and 100, then three quarters of the one and a quarter of the other', () => {
    const caps = new Map([
      ['A', 300],
      ['B', 100],
    ]);
    // 0.75 x 10 % - 0.25 x 20 % = 2.5 %
    expect(capitalisationWeightedReturn(returns, caps)).toBeCloseTo(0.025, 15);
  });

  it('given no cap of B, then B weighs nothing', () => {
    expect(capitalisationWeightedReturn(returns, new Map([['A', 300]]))).toBeCloseTo(0.1, 15);
    const caps = new Map([
      ['A', 300],
      ['B', null],
    ]);
    expect(capitalisationWeightedReturn(returns, caps)).toBeCloseTo(0.1, 15);
  });

  it('given no caps at all, or nothing held, then null', () => {
    expect(capitalisationWeightedReturn(returns, new Map())).toBeNull();
    expect(capitalisationWeightedReturn([], new Map([['A', 300]]))).toBeNull();
  });

  it('lies between the worst and the best of its lines, whatever the unit of the caps', () => {
    const lines = fc.array(
      fc.record({
        lineReturn: fc.double({ min: -1, max: 2, noNaN: true }),
        marketCap: fc.double({ min: 1e6, max: 4e12, noNaN: true }),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(lines, (drawn) => {
        const held = drawn.map(({ lineReturn }, at) => ({ ticker: `T${at}`, lineReturn }));
        const caps = (unit: number) => new Map(drawn.map(({ marketCap }, at) => [`T${at}`, marketCap * unit]));
        const twin = capitalisationWeightedReturn(held, caps(1)) ?? Number.NaN;
        expect(twin).toBeGreaterThanOrEqual(Math.min(...drawn.map(({ lineReturn }) => lineReturn)) - 1e-15);
        expect(twin).toBeLessThanOrEqual(Math.max(...drawn.map(({ lineReturn }) => lineReturn)) + 1e-15);
        // A power of two: scaling by it rounds nothing.
        expect(capitalisationWeightedReturn(held, caps(1024))).toBe(twin);
      }),
    );
  });
});
