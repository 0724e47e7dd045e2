import type { Ranking } from './ranking.js';
import { selectMembers } from './selection.js';

/** Tickers in rank order. */
function rankingOf(tickers: string): Ranking {
  const lines = tickers.split(' ').map((ticker, position) => ({
    ticker,
    rank: position + 1,
    marketCap: 1000 - position,
    issuer: null,
  }));
  return { session: 's', lines, byTicker: new Map(lines.map((line) => [line.ticker, line])) };
}

function selected(ranking: string, members: string, size: number, buffer: number, unranked = ''): string {
  return selectMembers(
    rankingOf(ranking),
    new Set(members.split(' ')),
    { size, buffer },
    (ticker) => !unranked.split(' ').includes(ticker),
  ).join(' ');
}

describe('selection without a buffer', () => {
  it.each([
    ['the first ranks are in, whoever was a member', 'A B C D E F', 'E F', 3, '', 'A B C'],
    ['a line that is not ranked now gives its seat to the next', 'A B C D E F', '', 3, 'B', 'A C D'],
    ['fewer lines than seats are all in', 'A B', '', 3, '', 'A B'],
    ['nobody can be traded', 'A B', 'A B', 3, 'A B', ''],
  ])('%s', (_, ranking, members, size, unranked, expected) => {
    expect(selected(ranking, members, size, 0, unranked)).toBe(expected);
  });
});

describe('selection of 4 with a buffer of 1: ranks to 3 enter, members stay to rank 5', () => {
  it.each([
    ['a member at rank 5 stays before a newcomer at rank 4', 'A B C N M X', 'A B C M', 'A B C M'],
    ['a member at rank 6 leaves, and rank 4 fills its seat', 'A B C N X M', 'A B C M', 'A B C N'],
    ['a newcomer at rank 3 enters, and the worst member leaves', 'A B N C M X', 'A B C M', 'A B N C'],
    ['of two members for one seat the better stays', 'A B C M N X', 'M N', 'A B C M'],
    ['the first composition is filled by rank', 'A B C D E F', '', 'A B C D'],
  ])('%s', (_, ranking, members, expected) => {
    expect(selected(ranking, members, 4, 1)).toBe(expected);
  });

  it('a line that is not ranked now keeps its rank: nobody moves up for the thresholds', () => {
    // M has rank 6 of the deciding ranking, though only five lines before it can be traded.
    expect(selected('A B C N X M', 'A B C M', 4, 1, 'B')).toBe('A C N X');
  });
});

it('given a buffer wider than the index, then members stay and only free seats are filled', () => {
  expect(selected('A B C D E F', 'E F', 3, 10)).toBe('A E F');
});
