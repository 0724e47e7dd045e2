import { priceRow, reference } from '../test/market-table.js';
import { compositionChange, type ChangeContext, type CompositionChange } from './composition-change.js';
import { advanceLines, type LineStates, type PriceRow } from './line-state.js';
import type { Ranking } from './ranking.js';
import { Names } from './rename.js';

const SESSION = '2024-01-10';

function rankingOf(tickers: string): Ranking {
  const named = tickers === '' ? [] : tickers.split(' ');
  const lines = named.map((ticker, position) => ({
    ticker,
    rank: position + 1,
    marketCap: 100 - position,
    issuer: null,
  }));
  return { session: SESSION, lines, byTicker: new Map(lines.map((line) => [line.ticker, line])) };
}

const rowsOf = (tickers: string): PriceRow[] => tickers.split(' ').map((ticker) => priceRow(ticker));

interface Situation {
  readonly before: string;
  readonly after: string;
  readonly rankedBefore: string;
  readonly rankedNow: string;
  readonly deciding?: string;
  readonly rows?: readonly PriceRow[];
  readonly dropped?: string;
  readonly delistedOn?: string;
  readonly renames?: readonly (readonly [ticker: string, newTicker: string])[];
}

function contextOf(situation: Situation): ChangeContext {
  const lines: LineStates = new Map();
  advanceLines(lines, SESSION, situation.rows ?? ['A', 'B', 'C', 'D'].map((ticker) => priceRow(ticker)), new Map());
  const current = rankingOf(situation.rankedNow);
  return {
    session: SESSION,
    names: new Names({
      renames: (situation.renames ?? []).map(([ticker, newTicker]) => ({ ticker, newTicker, effectiveOn: SESSION })),
      delistings: [],
      traded: () => true,
      dead: () => false,
    }),
    previous: { members: new Set(situation.before.split(' ')), ranking: rankingOf(situation.rankedBefore) },
    current: { members: new Set(situation.after.split(' ')), ranking: current },
    deciding: situation.deciding === undefined ? current : rankingOf(situation.deciding),
    lines,
    dropped: new Set(situation.dropped === undefined ? [] : [situation.dropped]),
    references: new Map([['A', reference({ delistedOn: situation.delistedOn ?? null })]]),
  };
}

describe('the change between two compositions', () => {
  it('given that C overtakes A, then C enters and A leaves by rank, each with both ranks', () => {
    const change = compositionChange(
      contextOf({ before: 'A B', after: 'B C', rankedBefore: 'A B C', rankedNow: 'B C A' }),
    );
    expect(change).toEqual({
      entered: [{ ticker: 'C', rank: 2, previous_rank: 3 }],
      exited: [{ ticker: 'A', rank: 3, previous_rank: 1, reason: 'rank' }],
      renamed: [],
    });
  });

  it('given the same members, then nothing entered or exited, whatever the ranks', () => {
    expect(
      compositionChange(contextOf({ before: 'A B', after: 'B A', rankedBefore: 'A B', rankedNow: 'B A' })),
    ).toEqual({ entered: [], exited: [], renamed: [] });
  });

  it('given several changes, then both lists are by ticker, code unit by code unit', () => {
    const change = compositionChange(
      contextOf({ before: 'C A', after: 'BA B.A B', rankedBefore: 'C A', rankedNow: 'BA B.A B C A' }),
    );
    expect(change.entered.map(({ ticker }) => ticker)).toEqual(['B', 'B.A', 'BA']);
    expect(change.exited.map(({ ticker }) => ticker)).toEqual(['A', 'C']);
  });

  it('given an entrant that was not ranked before, then its previous rank is null', () => {
    const change = compositionChange(contextOf({ before: 'A', after: 'B', rankedBefore: 'A', rankedNow: 'B A' }));
    expect(change.entered).toEqual([{ ticker: 'B', rank: 1, previous_rank: null }]);
  });
});

describe('given that A is called N from the session on, the change', () => {
  const renames = [['A', 'N']] as const;

  it.each<[string, Situation, CompositionChange]>([
    [
      'tells of a rename alone when it stays',
      { before: 'A B', after: 'N B', rankedBefore: 'A B', rankedNow: 'N B', renames },
      { entered: [], exited: [], renamed: [{ ticker: 'A', new_ticker: 'N' }] },
    ],
    [
      'tells that A left when it leaves, with the rank that it has as N',
      { before: 'A B', after: 'B C', rankedBefore: 'A B C', rankedNow: 'B C N', rows: rowsOf('N B C'), renames },
      {
        entered: [{ ticker: 'C', rank: 2, previous_rank: 3 }],
        exited: [{ ticker: 'A', rank: 3, previous_rank: 1, reason: 'rank' }],
        renamed: [],
      },
    ],
    [
      'gives it the previous rank of A when it enters',
      { before: 'B', after: 'N', rankedBefore: 'B A', rankedNow: 'N B', renames },
      {
        entered: [{ ticker: 'N', rank: 1, previous_rank: 2 }],
        exited: [{ ticker: 'B', rank: 2, previous_rank: 1, reason: 'rank' }],
        renamed: [],
      },
    ],
    [
      'tells that B left when A is called B now, and that another A entered',
      { before: 'A B', after: 'B A', rankedBefore: 'A B', rankedNow: 'B A', renames: [['A', 'B']] },
      {
        entered: [{ ticker: 'A', rank: 2, previous_rank: null }],
        exited: [{ ticker: 'B', rank: null, previous_rank: 2, reason: 'delisted' }],
        renamed: [{ ticker: 'A', new_ticker: 'B' }],
      },
    ],
  ])('%s', (_, situation, change) => {
    expect(compositionChange(contextOf(situation))).toEqual(change);
  });
});

describe('the reason why A left', () => {
  const left = { before: 'A B', after: 'B C', rankedBefore: 'A B C' };
  const gone = [priceRow('B'), priceRow('C')];

  it.each<[string, Situation, string]>([
    ['it is ranked, behind the others', { ...left, rankedNow: 'B C A' }, 'rank'],
    [
      'it has a delisting return',
      { ...left, rankedNow: 'B C', rows: [...gone, priceRow('A', { delistingReturn: -1 })] },
      'delisted',
    ],
    ['its listing ended the day before', { ...left, rankedNow: 'B C', delistedOn: '2024-01-09' }, 'delisted'],
    ['its listing ends on the day, and it fell behind', { ...left, rankedNow: 'B C A', delistedOn: SESSION }, 'rank'],
    ['it was dropped as stale', { ...left, rankedNow: 'B C', rows: gone, dropped: 'A' }, 'stale'],
    ['it cannot be ranked', { ...left, rankedNow: 'B C' }, 'ineligible'],
    ['it could not be ranked when members were chosen', { ...left, rankedNow: 'A B C', deciding: 'B C' }, 'ineligible'],
    ['nothing is known of it', { ...left, rankedNow: 'B C', rows: gone }, 'correction'],
  ])('given that %s', (_, situation, reason) => {
    expect(compositionChange(contextOf(situation)).exited).toMatchObject([{ ticker: 'A', reason }]);
  });
});
