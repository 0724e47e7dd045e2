import fc from 'fast-check';
import { priceRow, reference } from '../test/market-table.js';
import { bufferEffect, cutOffs, distanceTo, rankedDownTo } from './cut-off.js';
import type { LineReference } from './eligibility.js';
import { advanceLines, type LineStates, type PriceRow } from './line-state.js';
import { rankLines, type RankedLine, type Ranking } from './ranking.js';

const line = (rank: number, marketCap: number): RankedLine => ({ ticker: `L${rank}`, rank, marketCap, issuer: null });

function rankingOf(...caps: number[]): Ranking {
  const lines = caps.map((cap, position) => line(position + 1, cap));
  return { session: '2024-01-02', lines, byTicker: new Map(lines.map((ranked) => [ranked.ticker, ranked])) };
}

describe('the cut-offs', () => {
  const ranking = rankingOf(90, 80, 70, 60, 50, 40);
  it('are the last rank of the index, moved by the buffer either way', () => {
    expect(cutOffs(ranking, { size: 3, buffer: 0 })).toEqual({ entry: line(3, 70), exit: line(3, 70) });
    expect(cutOffs(ranking, { size: 4, buffer: 2 })).toEqual({ entry: line(2, 80), exit: line(6, 40) });
  });
  it('are not there where so few are ranked, or nobody goes by rank', () => {
    expect(cutOffs(ranking, { size: 5, buffer: 2 })).toEqual({ entry: line(3, 70), exit: null });
    expect(cutOffs(ranking, { size: 2, buffer: 2 })).toEqual({ entry: null, exit: line(4, 60) });
  });
  it('are at a distance in dollars, as a share and in ranks, positive on the inner side', () => {
    expect(distanceTo(line(3, 50), line(1, 75))).toEqual({ dollars: 25, share: 0.5, ranks: 2 });
    expect(distanceTo(line(3, 50), line(4, 40))).toEqual({ dollars: -10, share: expect.closeTo(-0.2, 15), ranks: -1 });
    expect(distanceTo(line(3, 50), line(3, 50))).toEqual({ dollars: 0, share: 0, ranks: 0 });
  });
  it.each([
    [10, true, null],
    [11, true, 'protects'],
    [12, true, 'protects'],
    [13, true, null],
    [8, false, null],
    [9, false, 'keeps_out'],
    [10, false, 'keeps_out'],
    [11, false, null],
  ])('at rank %d of 10 with a buffer of 2, a member being %s: %s', (rank, isMember, effect) => {
    expect(bufferEffect(rank, isMember, { size: 10, buffer: 2 })).toBe(effect);
  });
});

const SESSION = '2024-01-03';

/** Up to twelve lines with a row each, caps on a coarse grid, some of one company, some members, some stale, some without a cap. */
const market = fc.array(
  fc.record({
    cap: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 8, nil: null }),
    issuer: fc.constantFrom(null, null, 'one', 'two'),
    isMember: fc.boolean(),
    isStale: fc.nat(4).map((dice) => dice === 0),
    eligible: fc.nat(6).map((dice) => (dice === 0 ? false : null)),
  }),
  { maxLength: 12 },
);

it('a ranking of the rows that are worth enough is the top of the ranking of all', () => {
  fc.assert(
    fc.property(
      market,
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom('company', 'line'),
      (drawn, floor, shareClasses) => {
        const lines = drawn.map((said, position) => ({ ...said, ticker: `T${String.fromCharCode(76 - position)}` }));
        const members = new Set(lines.filter(({ isMember }) => isMember).map(({ ticker }) => ticker));
        const references = new Map<string, LineReference>(
          lines.map(({ ticker, issuer }) => [ticker, reference({ issuer })]),
        );
        const rank = (looked: typeof lines): Ranking => {
          const rows = (stale: boolean): PriceRow[] =>
            looked
              .filter(({ isStale }) => isStale === stale)
              .map(({ ticker, cap, eligible }) => priceRow(ticker, { marketCap: cap, eligible }));
          const states: LineStates = new Map();
          advanceLines(states, '2024-01-02', rows(true), new Map());
          advanceLines(states, SESSION, rows(false), new Map());
          const filter = { sectors: null, exchanges: null };
          return rankLines(states, SESSION, references, { shareClasses, members, filter });
        };
        const looked = lines.filter(({ cap, isMember }) => isMember || cap === null || cap >= floor);
        expect(rankedDownTo(rank(looked), floor)).toEqual(rankedDownTo(rank(lines), floor));
      },
    ),
    { numRuns: 500 },
  );
});
