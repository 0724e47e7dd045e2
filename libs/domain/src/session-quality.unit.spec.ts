import fc from 'fast-check';
import { assessSession, FINDINGS_OF_CHECK_MAX } from './session-quality.js';
import type { QualityFinding } from './session-quality-finding.js';
import type { QualityRow, SessionUnderReview } from './session-quality-review.js';

const PREVIOUS = '2023-06-14';
const SESSION = '2023-06-15';

/** T01 is worth 1000 bn, T02 990 bn and so on; all cost 100 dollars before and 101 now. */
const tickers = Array.from({ length: 40 }, (_, position) => `T${String(position + 1).padStart(2, '0')}`);
function row(ticker: string, values: Partial<QualityRow> = {}): QualityRow {
  const cap = (1010 - 10 * Number(ticker.slice(1))) * 1e9;
  const now = { close: 101, marketCap: cap * 1.01, volume: 1000 + Number(ticker.slice(1)) };
  return {
    ...{ ticker, open: null, high: null, low: null, ...now },
    ...{ sharesKnownOn: null, vendorMarketCap: null, eligible: true, issuer: null, delistingReturn: null },
    ...values,
  };
}
const before = (ticker: string): QualityRow => {
  const { marketCap, volume, ...rest } = row(ticker);
  return { ...rest, close: 100, marketCap: (marketCap ?? 0) / 1.01, volume: (volume ?? 0) + 500 };
};

/** Ten seats: the giants are T01 and T02, near the index are ranks up to 20, the boundary is ranks 9 to 11. */
function review(changes: Record<string, Partial<QualityRow> | null>, rest: Partial<SessionUnderReview> = {}) {
  const rows = tickers.flatMap((ticker) => (changes[ticker] === null ? [] : [row(ticker, changes[ticker] ?? {})]));
  const input: SessionUnderReview = {
    ...{ session: SESSION, sourceDate: SESSION, rows, previous: { session: PREVIOUS, rows: tickers.map(before) } },
    ...{ actions: [], tickerChanges: [], absent: new Set<string>() },
    ...{ members: new Set(tickers.slice(0, 10)), indexSize: 10 },
    ...rest,
  };
  return assessSession(input);
}
const brief = (findings: readonly QualityFinding[]): string[] =>
  findings.map(({ check, severity, ticker }) => `${severity} ${check} ${ticker ?? '-'}`);
const found = (...of: Parameters<typeof review>): string[] => brief(review(...of));

describe('the quality gate', () => {
  test('has nothing to say of an ordinary session', () => {
    expect(review({})).toEqual([]);
  });

  describe('looks for what is not there', () => {
    test('one member without a price is flagged, two of ten block', () => {
      expect(review({ T10: null })).toEqual([
        {
          check: 'missing_member',
          severity: 'flag',
          ticker: 'T10',
          detail: 'T10 is a member and has no price, as 1 of 10 members; it had one on 2023-06-14',
          observed: 1,
          expected: 0,
        },
      ]);
      expect(found({ T09: null, T10: null })).toEqual(['block missing_member T09', 'block missing_member T10']);
    });

    test('among 100 members or more 2 % block', () => {
      const members = new Set([...tickers, ...Array.from({ length: 110 }, (_, position) => `OLD${position}`)]);
      expect(found({ T09: null, T10: null }, { members })).toEqual([
        'flag missing_member T09',
        'flag missing_member T10',
      ]);
    });

    test('a giant blocks alone, without a price or without a market cap', () => {
      expect(found({ T02: null })).toEqual(['block missing_mega_cap T02', 'block missing_member T02']);
      expect(found({ T02: { marketCap: null } })).toEqual(['block missing_mega_cap T02']);
      expect(found({ T03: { marketCap: null } })).toEqual([]);
    });

    test('not what is known to be absent, has left, has another ticker, or had no price before', () => {
      expect(found({ T01: null }, { absent: new Set(['T01']) })).toEqual([]);
      expect(found({ T01: { close: null, marketCap: null, delistingReturn: -1 } })).toEqual([]);
      const renamed = row('T01', { ticker: 'NEW' });
      const rows = [renamed, ...tickers.slice(1).map((ticker) => row(ticker))];
      expect(found({}, { rows, tickerChanges: [{ ticker: 'T01', newTicker: 'NEW' }] })).toEqual([]);
      expect(found({}, { members: new Set(['GONE']) })).toEqual([]);
    });

    test('without an index the largest lines of the previous session stand for its members', () => {
      expect(found({ T10: null }, { members: null })).toEqual(['flag missing_member T10']);
      expect(found({ T11: null }, { members: null })).toEqual([]);
    });

    test('two of 40 lines fewer are 95 %, three are a partial load, of eligible lines alike', () => {
      expect(found({ T39: null, T40: null })).toEqual([]);
      expect(review({ T38: null, T39: null, T40: null })).toMatchObject([
        { check: 'universe_shrunk', severity: 'block', ticker: null, observed: 37, expected: 40 },
      ]);
      const out = { eligible: false };
      expect(review({ T38: out, T39: out, T40: out })).toMatchObject([
        { check: 'universe_shrunk', severity: 'block', observed: 37, detail: expect.stringContaining('eligible') },
      ]);
    });

    test('eight of 40 lines more are 120 %, nine are too many', () => {
      const more = (count: number) =>
        Array.from({ length: count }, (_, position) => row('T40', { ticker: `N${position}`, close: 50 + position }));
      const grown = (count: number) => found({}, { rows: [...tickers.map((ticker) => row(ticker)), ...more(count)] });
      expect(grown(8)).toEqual([]);
      expect(grown(9)).toEqual(['flag universe_grown -']);
    });

    test('an empty session has shrunk and lost its giants', () => {
      expect(found({}, { rows: [] }).slice(0, 3)).toEqual([
        'block missing_mega_cap T01',
        'block missing_mega_cap T02',
        'block missing_member T01',
      ]);
      expect(found({}, { rows: [] }).at(-1)).toBe('block universe_shrunk -');
    });
  });

  describe('looks whether it is the day', () => {
    test('that was asked for', () => {
      expect(found({}, { sourceDate: PREVIOUS })).toEqual(['block wrong_day -']);
      expect(found({}, { sourceDate: null })).toEqual([]);
    });

    test('and not the one before: 20 of 40 lines the same are chance, 21 a repetition', () => {
      const repeated = (count: number) => {
        const rows = tickers.map((ticker, position) => {
          const { close, marketCap, volume } = before(ticker);
          return position < 40 - count ? row(ticker) : row(ticker, { close, marketCap, volume });
        });
        return found({}, { rows });
      };
      expect(repeated(20)).toEqual([]);
      expect(repeated(21)).toEqual(['block stale_feed -']);
    });
  });

  describe('looks at moves', () => {
    const halved = { close: 50.5 };
    test('a halved price without a split', () => {
      const moved = review({ T05: { ...halved, marketCap: 960e9 / 2 } });
      expect(moved).toMatchObject([
        { check: 'split_shaped_move', severity: 'block', ticker: 'T05', observed: 0.505, expected: 0.5 },
      ]);
      expect(found({ T30: { ...halved, marketCap: 710e9 / 2 } })).toEqual(['flag split_shaped_move T30']);
    });

    test('no more once the split is known; then a price that did not halve is one', () => {
      const actions = [{ ticker: 'T05', exDate: SESSION, kind: 'split', value: 2 } as const];
      expect(found({ T05: halved }, { actions })).toEqual([]);
      expect(found({}, { actions })).toEqual(['block cap_jump T05', 'block split_shaped_move T05']);
    });

    test('once where it is told under the old and the new name of a line that is renamed on its day', () => {
      const split = { exDate: SESSION, kind: 'split', value: 2 } as const;
      const rows = tickers.map((ticker) => (ticker === 'T05' ? row('T05', { ...halved, ticker: 'NEW' }) : row(ticker)));
      const rest = { rows, tickerChanges: [{ ticker: 'T05', newTicker: 'NEW' }] };
      const told = (...names: string[]) =>
        found({}, { ...rest, actions: names.map((ticker) => ({ ticker, ...split })) });
      expect([told('T05'), told('NEW'), told('T05', 'NEW'), told('NEW', 'T05')]).toEqual([[], [], [], []]);
    });

    test.each([
      [67.4, ['block split_shaped_move T05']], // 1.48 to 1
      [72, []],
      [60, []], // 1.67 to 1: steep, and no split
      [10.2, ['block split_shaped_move T05']],
      [1000, ['block split_shaped_move T05']],
      [36, []],
      [28, ['block price_jump T05']], // 3.57 to 1
      [350, ['block price_jump T05']],
    ])('100 dollars that become %d', (close, expected) => {
      expect(found({ T05: { close, marketCap: (960e9 * close) / 100 } })).toEqual(expected);
    });

    test('a halved price is news when three times the money changed hands', () => {
      const marketCap = 960e9 / 2;
      // 1505 shares at 100 dollars before
      expect(found({ T05: { ...halved, marketCap, volume: 8900 } })).toEqual(['block split_shaped_move T05']);
      expect(found({ T05: { ...halved, marketCap, volume: 9000 } })).toEqual(['flag split_shaped_move T05']);
      expect(found({ T05: { ...halved, marketCap, volume: null } })).toEqual(['block split_shaped_move T05']);
    });

    test('a dividend of half the price is no split', () => {
      const actions = [{ ticker: 'T05', exDate: SESSION, kind: 'dividend', value: 50 } as const];
      expect(found({ T05: { ...halved, marketCap: 960e9 * 0.505 } }, { actions })).toEqual([]);
    });

    test('a market cap that does not go with the price, near the index or about to come there', () => {
      expect(found({ T05: { marketCap: 960e9 * 1.01 * 1.19 } })).toEqual([]);
      expect(review({ T05: { marketCap: 960e9 * 1.01 * 1.21 } })).toMatchObject([
        { check: 'cap_jump', severity: 'block', ticker: 'T05', observed: 960e9 * 1.01 * 1.21, expected: 960e9 * 1.01 },
      ]);
      expect(found({ T40: { marketCap: 610e9 * 0.7 } })).toEqual(['flag cap_jump T40']);
      expect(found({ T40: { marketCap: 610e9 * 100 } })).toEqual(['block cap_jump T40']);
    });

    test('a new share count excuses it up to twice, a spin-off that is written as a split wholly', () => {
      const sharesKnownOn = SESSION;
      expect(found({ T05: { marketCap: 960e9 * 1.01 * 1.9, sharesKnownOn } })).toEqual([]);
      expect(found({ T05: { marketCap: 960e9 * 1.01 * 2.1, sharesKnownOn } })).toEqual(['block cap_jump T05']);
      const actions = [{ ticker: 'T05', exDate: SESSION, kind: 'split', value: 1.281 } as const];
      expect(found({ T05: { close: 101 / 1.281, marketCap: 960e9 / 1.281 } }, { actions })).toEqual([]);
    });

    test('nothing from before a fortnight, and nothing at all on the first session', () => {
      const wild = { T05: { close: 1000, marketCap: 1 }, T01: null };
      const rows = tickers.map(before);
      expect(found(wild, { previous: null })).toEqual([]);
      expect(found(wild, { previous: { session: '2023-05-31', rows } })).toEqual([]);
      expect(found(wild, { previous: { session: '2023-06-01', rows } })).not.toEqual([]);
    });
  });

  describe('looks at single values', () => {
    test('zero and below', () => {
      expect(found({ T05: { marketCap: 0 } })).toEqual(['block not_positive T05']);
      expect(found({ T40: { close: -1 } })).toEqual(['flag not_positive T40']);
      expect(found({ T40: { low: 0 } })).toEqual(['flag not_positive T40']);
    });

    test('highs, lows and closes', () => {
      expect(found({ T05: { high: 100, low: 102 } })).toEqual(['flag high_below_low T05']);
      expect(found({ T05: { high: 100.5, low: 99 } })).toEqual([]);
      expect(found({ T05: { high: 99, low: 98 } })).toEqual(['note close_outside_range T05']);
      expect(found({ T05: { high: 110, low: 103 } })).toEqual(['note close_outside_range T05']);
    });

    test('two sources: 2 % decide at the boundary, half as much again stops', () => {
      const apart = (ticker: string, factor: number, values: Partial<QualityRow> = {}) => ({
        [ticker]: { vendorMarketCap: (row(ticker).marketCap ?? 0) * factor, ...values },
      });
      expect(found(apart('T10', 1.019))).toEqual([]);
      expect(found(apart('T10', 1.021))).toEqual(['flag sources_apart T10']);
      expect(found(apart('T09', 0.9))).toEqual(['flag sources_apart T09']);
      expect(found(apart('T12', 1.021))).toEqual(['note sources_apart T12']);
      expect(found(apart('T12', 1.6))).toEqual(['block sources_apart T12']);
      expect(found(apart('T30', 1.6))).toEqual(['note sources_apart T30']);
    });

    test('not the company for its class, nor a difference that was there before', () => {
      const company = (row('T05').marketCap ?? 0) + (row('T06').marketCap ?? 0);
      const both = { issuer: 'Five', vendorMarketCap: company };
      expect(found({ T05: both, T06: both })).toEqual([]);
      const rows = tickers.map((ticker) => ({ ...before(ticker), vendorMarketCap: 960e9 * 3 }));
      expect(found({ T05: { vendorMarketCap: 960e9 * 3.1 } }, { previous: { session: PREVIOUS, rows } })).toEqual([
        'flag sources_apart T05',
      ]);
    });

    test('the same line twice, and two companies with the same day', () => {
      const rows = tickers.map((ticker) => row(ticker));
      expect(found({}, { rows: [...rows, row('T05')] })).toEqual(['note duplicate T05']);
      expect(found({}, { rows: [...rows, row('T05', { close: 102 })] })).toEqual(['block duplicate T05']);
      expect(found({}, { rows: [...rows, row('T40', { close: 102 })] })).toEqual(['flag duplicate T40']);
      const bar = { open: 100, high: 102, low: 99, close: 101, volume: 77 };
      expect(found({ T30: bar, T31: bar })).toEqual(['note duplicate T31']);
      expect(found({ T30: { ...bar, issuer: 'X' }, T31: { ...bar, issuer: 'X' } })).toEqual([]);
    });
  });

  test('lists 200 findings of a check and counts the rest', () => {
    const rows = Array.from({ length: 250 }, (_, position) =>
      row('T40', { ticker: `X${1000 + position}`, volume: position, high: 100 + position, low: 500, open: null }),
    );
    const findings = review({}, { rows, previous: null, members: null });
    expect(findings).toHaveLength(FINDINGS_OF_CHECK_MAX + 1);
    expect(findings.at(-1)).toMatchObject({ severity: 'note', ticker: null, observed: 250, expected: 200 });
  });

  test('whatever comes in: no exception, the same answer in any order, one finding for each check and line', () => {
    const number = fc.option(
      fc.oneof(fc.double(), fc.integer({ min: -2, max: 5 }), fc.double({ min: 0.01, max: 1e13 })),
    );
    const anyRow = fc.record({
      ticker: fc.constantFrom(...tickers),
      ...{ open: number, high: number, low: number, close: number, volume: number },
      ...{ marketCap: number, vendorMarketCap: number },
      sharesKnownOn: fc.constantFrom(null, SESSION),
      eligible: fc.boolean(),
      issuer: fc.constantFrom(null, 'X', 'Y'),
      delistingReturn: fc.constantFrom(null, null, null, -1),
    });
    const rowsOf = fc.uniqueArray(anyRow, { maxLength: 40, selector: ({ ticker }) => ticker });
    fc.assert(
      fc.property(rowsOf, rowsOf, (rows, earlier) => {
        const findings = review({}, { rows, previous: { session: PREVIOUS, rows: earlier } });
        const turned = { rows: [...rows].reverse(), previous: { session: PREVIOUS, rows: [...earlier].reverse() } };
        expect(review({}, turned)).toEqual(findings);
        const keys = findings.map(({ check, ticker }) => `${check} ${ticker}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 300 },
    );
  });
});
