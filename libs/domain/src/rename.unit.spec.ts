import { dividend, priceRow, split } from '../test/market-table.js';
import { carryNames, heldMarket, type Between } from './carry-names.js';
import { advanceLines, type LineStates } from './line-state.js';
import type { Rename } from './rename.js';

const rename = (text: string): Rename => {
  const [ticker, newTicker, effectiveOn] = text.split(' ') as [string, string, string];
  return { ticker, newTicker, effectiveOn };
};
const between = (renames: string[], said: Partial<Between> = {}): Between => ({
  ...{ delistings: [], actions: [], renames: renames.map(rename) },
  ...said,
});

/** Lines after two sessions: those of `early` traded on the first alone, those of `late` on the second. Closes are 10, caps 100. */
function lines(early: string, late: string): LineStates {
  const states: LineStates = new Map();
  const rows = (tickers: string): ReturnType<typeof priceRow>[] =>
    tickers.split(' ').flatMap((ticker) => (ticker === '' ? [] : [priceRow(ticker)]));
  advanceLines(states, '2024-01-02', rows(early), new Map());
  advanceLines(states, '2024-01-03', rows(late), new Map());
  return states;
}

/** Each name with the session on which its line last traded. */
const named = (states: LineStates): string =>
  [...states.values()]
    .map((line) => `${line.ticker}@${line.priceSession.slice(-2)}${line.dead ? '+' : ''}`)
    .sort()
    .join(' ');

describe('the lines under their names of the day', () => {
  it.each([
    ['a rename moves the state', '', 'A B', ['A N 2024-01-04'], 'B@03 N@03'],
    ['a chain is followed over several days', '', 'A', ['A B 2024-01-04', 'B C 2024-01-05'], 'C@03'],
    ['renames of one day happen at once', '', 'A B', ['A B 2024-01-04', 'B C 2024-01-04'], 'B@03 C@03'],
    ['two lines swap names', 'A', 'B', ['A B 2024-01-04', 'B A 2024-01-04'], 'A@03 B@02'],
    ['a line that traded takes the name of another', '', 'A B', ['A B 2024-01-04'], 'B@03'],
    ['a line that did not trade gives way to one that came under the name', 'A', 'B', ['A B 2024-01-04'], 'B@03'],
    ['of two that did not trade the later one is kept', 'A B', '', ['A B 2024-01-04'], 'B@02'],
    ['the rename of an unknown line changes nothing', '', 'B', ['A B 2024-01-04'], 'B@03'],
  ])('%s', (_, early, late, renames, expected) => {
    const before = lines(early, late);
    const known = named(before);
    expect(named(carryNames(before, between(renames)).lines)).toBe(expected);
    expect(named(before)).toBe(known);
  });

  it('a dead line loses its name, and keeps being dead under a new one', () => {
    const states = lines('', 'A');
    advanceLines(states, '2024-01-03', [priceRow('D', { close: null, delistingReturn: -1 })], new Map());
    expect(named(carryNames(states, between(['A D 2024-01-04'])).lines)).toBe('D@03');
    expect(named(carryNames(states, between(['D DQ 2024-01-04'])).lines)).toBe('A@03 DQ@03+');
  });

  it('without renames the very same lines are handed on', () => {
    const states = lines('', 'A');
    expect(carryNames(states, between([])).lines).toBe(states);
  });
});

const tickerOf = (row: object): string => ('ticker' in row ? String(row.ticker) : '');

describe('what was held into a session', () => {
  const held = [{ ticker: 'A' }, { ticker: 'B' }];
  const marketOf = (
    renames: string[],
    said: Partial<Between>,
    rows = 'A B N',
  ): { rows: (string | undefined)[]; actions: string[]; renamed: unknown } => {
    const happened = between(renames, said);
    const { names } = carryNames(lines('', 'A B'), happened);
    const priced = rows.split(' ').map((ticker) => priceRow(ticker));
    const market = heldMarket(held, names, { ...happened, rows: priced });
    return {
      rows: held.map(({ ticker }) => {
        const row = market.rows.get(ticker);
        return row?.delistingReturn == null ? row && tickerOf(row) : String(row.delistingReturn);
      }),
      actions: market.actions.map(({ ticker, kind, value }) => `${ticker} ${kind} ${value}`),
      renamed: Object.fromEntries(market.renamed),
    };
  };

  it('earns with the row of the new name', () => {
    expect(marketOf(['A N 2024-01-04'], {})).toEqual({ rows: ['N', 'B'], actions: [], renamed: { A: 'N' } });
  });

  it.each([
    ['the old name', [split('A', '2024-01-04', 2)]],
    ['the new name', [split('N', '2024-01-04', 2)]],
    ['the new name before it was one', [split('N', '2024-01-03', 2)]],
    ['both names', [split('A', '2024-01-04', 2), split('N', '2024-01-04', 2)]],
  ])('has a split that is told under %s once', (_, actions) => {
    expect(marketOf(['A N 2024-01-04'], { actions }).actions).toEqual(['A split 2']);
  });

  it('does not take a dividend of the line that had the name before', () => {
    const actions = [dividend('B', '2024-01-04', 1), dividend('B', '2024-01-08', 3)];
    expect(marketOf(['A B 2024-01-05'], { actions }).actions).toEqual(['A dividend 3', 'B dividend 1']);
  });

  it('a line whose name another one took has no row, or its delisting return', () => {
    const delistings = [{ ...priceRow('B', { close: null, delistingReturn: -0.5 }), session: '2024-01-04' }];
    expect(marketOf(['A B 2024-01-05'], {})).toMatchObject({ rows: ['B', undefined], renamed: { A: 'B', B: null } });
    expect(marketOf(['A B 2024-01-05'], { delistings })).toMatchObject({ rows: ['B', '-0.5'] });
  });
});
