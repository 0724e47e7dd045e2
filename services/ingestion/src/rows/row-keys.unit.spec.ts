import fc from 'fast-check';
import { RowKeys } from './row-keys.js';

test('RowKeys is a set of pairs', () => {
  const pair = fc.tuple(fc.nat(40), fc.nat(11_000));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 300 }), (pairs) => {
      const keys = new RowKeys();
      const known = new Set<string>();
      for (const [ticker, date] of [...pairs, ...pairs]) {
        const key = `${ticker}/${date}`;
        expect(keys.add(ticker, date)).toBe(!known.has(key));
        known.add(key);
        expect(keys.hasTicker(ticker)).toBe(true);
      }
      expect(keys.hasTicker(41)).toBe(false);
    }),
  );
});
