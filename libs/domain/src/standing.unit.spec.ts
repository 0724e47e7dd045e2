import type { CutOffs } from './cut-off.js';
import type { RankedLine } from './ranking.js';
import { standingReason, standingSentence, type Standing } from './standing.js';

const ranked = (rank: number, marketCap: number, ticker = 'A'): RankedLine => ({
  ticker,
  rank,
  marketCap,
  issuer: null,
});
const standing = (said: Partial<Standing>): Standing => ({
  ...{ size: 10, buffer: 2, isMember: true, ranked: ranked(1, 5e9), decidingRank: said.ranked?.rank ?? 1 },
  ...{ ineligibility: null, lastTraded: '2023-12-29', representedBy: null },
  ...said,
});
const cutOff: CutOffs = { entry: ranked(8, 4e9, 'E'), exit: ranked(12, 2e9, 'X') };
const said = (about: Partial<Standing>): string =>
  standingSentence({ ticker: 'A', index: 'top10', session: '2024-01-03' }, standing(about), cutOff);

describe('the standing of a line', () => {
  it.each([
    [{ ranked: ranked(10, 3e9) }, 'rank', 'is in', 'at 3.00 billion US dollars it ranks 10, 50.0 % above X at rank 12'],
    [{ ranked: ranked(11, 3e9) }, 'buffer', 'is in', 'the buffer keeps members up to rank 12'],
    [{ ranked: ranked(20, 1e6), decidingRank: 5 }, 'until_rebalance', 'is in', 'only at the next rebalance'],
    [{ ranked: null, decidingRank: 5, ineligibility: 'no_market_cap' }, 'until_rebalance', 'is in', 'it has no rank'],
    [
      { isMember: false, ranked: ranked(13, 1e9) },
      'rank',
      'is not in',
      'at 1.00 billion US dollars it ranks 13, 75.0 % below E at rank 8, the last that counts.',
    ],
    [{ isMember: false, ranked: ranked(9, 3e9) }, 'buffer', 'is not in', 'lets others in only up to rank 8'],
    [{ isMember: false, ranked: ranked(1, 2.5e12), decidingRank: 14 }, 'until_rebalance', 'is not in', 'it ranked 14'],
    [
      { isMember: false, ranked: null, representedBy: 'A.B' },
      'other_class',
      'is not in',
      'A.B represents its company.',
    ],
    [
      { isMember: false, ranked: null, ineligibility: 'stale' },
      'stale',
      'is not in',
      'it has not traded since 2023-12-29, and only a member is carried through sessions without a trade, at most 5 of them.',
    ],
  ] as const)('%j is for the reason %s', (about, reason, opening, words) => {
    expect(standingReason(standing(about))).toBe(reason);
    expect(said(about)).toContain(`A ${opening} top10 after the close of 2024-01-03: `);
    expect(said(about)).toContain(words);
  });

  it('of the line that is the cut-off itself is told without a distance', () => {
    expect(said({ ranked: ranked(12, 2e9, 'X'), decidingRank: 9 })).toContain(
      'it ranks 12, the last rank that counts.',
    );
  });
});
