import fc from 'fast-check';
import { definitionArbitrary, marketArbitrary } from '../test/market.arbitrary.js';
import { runIndex } from '../test/run-index.js';
import { Contributions, contributionsByGroup, type HeldSession } from './contributions.js';
import { compensatedSum } from './summation.js';

const held = (ticker: string, weight: number, close: number) => ({ ticker, weight, close, marketCap: null });

function session(
  [previous, date]: [string, string],
  levelBefore: number,
  lines: readonly { ticker: string; weight: number; from: number; to: number }[],
  renamed: Record<string, string | null> = {},
): HeldSession {
  return {
    ...{ session: date, previous, levelBefore },
    holding: {
      kind: 'price',
      held: lines.map(({ ticker, weight, from }) => held(ticker, weight, from)),
      rows: new Map(lines.map(({ ticker, to }) => [ticker, { close: to, delistingReturn: null }])),
      actions: [],
      renamed: new Map(Object.entries(renamed)),
    },
  };
}

describe('contributions', () => {
  it('are weight times return, in points of the level before', () => {
    const contributions = new Contributions([]);
    // A gains 10 %, B loses 5 %: 1000 becomes 1025.
    const first = contributions.add(
      session(['2024-01-02', '2024-01-03'], 1000, [
        { ticker: 'A', weight: 0.5, from: 10, to: 11 },
        { ticker: 'B', weight: 0.5, from: 20, to: 19 },
      ]),
    );
    expect(first).toBeCloseTo(0.025, 15);
    // C, in for B, gains 20 %: 1025 becomes 1127.5.
    contributions.add(
      session(['2024-01-03', '2024-01-04'], 1025, [
        { ticker: 'A', weight: 0.5, from: 11, to: 11 },
        { ticker: 'C', weight: 0.5, from: 5, to: 6 },
      ]),
    );
    expect(contributions.lines.map((line) => ({ ...line, points: Math.round(line.points * 1e9) / 1e9 }))).toEqual([
      { ticker: 'C', sessions: 1, first: '2024-01-04', last: '2024-01-04', points: 102.5, weight: 0.5 },
      { ticker: 'A', sessions: 2, first: '2024-01-03', last: '2024-01-04', points: 50, weight: 1 },
      { ticker: 'B', sessions: 1, first: '2024-01-03', last: '2024-01-03', points: -25, weight: 0.5 },
    ]);
    const groups = contributionsByGroup(contributions.lines, (ticker) => (ticker === 'B' ? null : 'Energy'));
    expect(groups.map(({ group, lines, weight }) => ({ group, lines, weight }))).toEqual([
      { group: 'Energy', lines: 2, weight: 1.5 },
      { group: null, lines: 1, weight: 0.5 },
    ]);
    expect(groups.map(({ points }) => points)).toEqual([expect.closeTo(152.5, 9), expect.closeTo(-25, 9)]);
  });

  it('follow a line through its names, held or not', () => {
    const contributions = new Contributions([
      { ticker: 'A', newTicker: 'N', effectiveOn: '2024-01-04' },
      { ticker: 'B', newTicker: 'M', effectiveOn: '2024-01-04' },
    ]);
    const gain = { weight: 1, from: 10, to: 11 };
    contributions.add(session(['2024-01-02', '2024-01-03'], 100, [{ ticker: 'B', ...gain }]));
    contributions.add(session(['2024-01-03', '2024-01-04'], 100, [{ ticker: 'A', ...gain }], { A: 'N' }));
    contributions.add(session(['2024-01-04', '2024-01-05'], 100, [{ ticker: 'N', ...gain }]));
    expect(contributions.lines.map(({ ticker, sessions }) => ({ ticker, sessions }))).toEqual([
      { ticker: 'N', sessions: 2 },
      { ticker: 'M', sessions: 1 },
    ]);
  });

  it('of a line whose name another one took stand by themselves', () => {
    const contributions = new Contributions([{ ticker: 'A', newTicker: 'B', effectiveOn: '2024-01-04' }]);
    const lines = (a: string, b: string) => [
      { ticker: a, weight: 0.5, from: 10, to: 12 },
      { ticker: b, weight: 0.5, from: 10, to: 11 },
    ];
    contributions.add(session(['2024-01-03', '2024-01-04'], 100, lines('A', 'B'), { A: 'B', B: null }));
    contributions.add(session(['2024-01-04', '2024-01-05'], 100, lines('B', 'C')));
    expect(contributions.lines.map(({ ticker, sessions }) => `${ticker} ${sessions}`)).toEqual(['B 2', 'B 1', 'C 1']);
  });

  it('of all lines add up to the change of the level, whatever the index and the market', () => {
    fc.assert(
      fc.property(definitionArbitrary, marketArbitrary({ caps: 'tied', calm: false }), (definition, market) => {
        const { steps, levels } = runIndex(definition, market);
        const contributions = new Contributions(market.renames);
        steps.forEach(({ outcome, holding }, position) => {
          const before = levels[position - 1];
          if (holding === null || before === undefined) return;
          const { session: previous, level: levelBefore } = before;
          contributions.add({ session: outcome.session, previous, levelBefore, holding });
        });
        const [start, end] = [levels[0]?.level ?? 0, levels.at(-1)?.level ?? 0];
        const points = compensatedSum(contributions.lines.map((line) => line.points));
        expect(Math.abs(points - (end - start))).toBeLessThanOrEqual(1e-12 * Math.max(start, end));
      }),
      { numRuns: 150 },
    );
  });
});
