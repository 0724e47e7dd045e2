import fc from 'fast-check';
import { canonicalTicker, TICKER_LENGTH_MAX } from './ticker.js';

describe('canonicalTicker', () => {
  test.each([
    ['AAPL', 'AAPL'],
    ['NA', 'NA'],
    ['TRUE', 'TRUE'],
    ['NAN', 'NAN'],
    ['1', '1'],
    ['BRK.B', 'BRK.B'],
    ['BRK-B', 'BRK.B'],
    ['BRK/B', 'BRK.B'],
    ['brk-b', 'brk.b'],
    ['  BF/A ', 'BF.A'],
    ['ACME/WS', 'ACME.WS'],
    ['BTC-USD', 'BTC-USD'],
    ['BAC-PL', 'BAC-PL'],
    ['^GSPC', '^GSPC'],
  ])('spells %j as %j', (given, canonical) => {
    expect(canonicalTicker(given)).toBe(canonical);
  });

  test.each(['', '   ', 'A B', 'A,B', '"A"', '=1+1', '.B', '-B', 'Ä', 'A\u0000', 'X'.repeat(TICKER_LENGTH_MAX + 1)])(
    'refuses %j',
    (given) => {
      expect(canonicalTicker(given)).toBeNull();
    },
  );

  test('spelling twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9./-]{1,8}$/), (text) => {
        const once = canonicalTicker(text);
        expect(once === null ? null : canonicalTicker(once)).toBe(once);
      }),
    );
  });
});
