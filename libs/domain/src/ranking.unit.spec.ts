import { priceRow, reference } from '../test/market-table.js';
import { advanceLines, type LineStates, type PriceRow } from './line-state.js';
import { rankLines, representedAsIn, type Ranking, type RankingOptions } from './ranking.js';

const unfiltered = { sectors: null, exchanges: null };
const NO_SPLITS = new Map<string, number>();
const cap = (ticker: string, marketCap: number, said: Partial<PriceRow> = {}): PriceRow =>
  priceRow(ticker, { marketCap, ...said });

function linesOf(...sessions: PriceRow[][]): LineStates {
  const lines: LineStates = new Map();
  sessions.forEach((rows, position) => advanceLines(lines, `s${position + 1}`, rows, NO_SPLITS));
  return lines;
}

function ranked(lines: LineStates, session: string, options: Partial<RankingOptions> = {}): Ranking {
  return rankLines(lines, session, new Map(), {
    shareClasses: 'line',
    members: new Set(),
    filter: unfiltered,
    ...options,
  });
}

const order = (ranking: Ranking): string => ranking.lines.map((line) => `${line.rank} ${line.ticker}`).join(', ');

describe('ranking of lines', () => {
  it('given three caps, then the largest is first and ranks are dense', () => {
    const ranking = ranked(linesOf([cap('A', 100), cap('B', 300), cap('C', 200)]), 's1');
    expect(order(ranking)).toBe('1 B, 2 C, 3 A');
    expect(ranking.byTicker.get('C')).toEqual({ ticker: 'C', rank: 2, marketCap: 200, issuer: null });
  });

  it('given equal caps, then tickers decide code unit by code unit, not as a dictionary would', () => {
    const lines = linesOf(['BA', 'a', 'B.A', 'BRK.B', 'B', 'Z'].map((ticker) => cap(ticker, 100)));
    expect(order(ranked(lines, 's1'))).toBe('1 B, 2 B.A, 3 BA, 4 BRK.B, 5 Z, 6 a');
  });

  it('given caps that differ by a cent, then the ticker does not matter', () => {
    const lines = linesOf([cap('A', 2_800_000_000_000), cap('B', 2_800_000_000_000.01)]);
    expect(order(ranked(lines, 's1'))).toBe('1 B, 2 A');
  });

  it('given lines that cannot be ranked, then they are left out and take no rank', () => {
    const lines = linesOf([
      cap('A', 100),
      cap('B', 400, { eligible: false }),
      priceRow('C', { marketCap: null }),
      cap('D', 300, { delistingReturn: 0 }),
      cap('E', 200),
    ]);
    expect(order(ranked(lines, 's1'))).toBe('1 E, 2 A');
  });

  it('given lines that did not trade on the session, then only a member among them is ranked', () => {
    const lines = linesOf([cap('A', 100), cap('B', 300), cap('C', 200)], [cap('A', 100)]);
    expect(order(ranked(lines, 's2', { members: new Set(['C']) }))).toBe('1 C, 2 A');
  });
});

describe('ranking of companies', () => {
  const alphabet = { issuer: 'Alphabet' };
  const company = (members: readonly string[] = []): Partial<RankingOptions> => ({
    shareClasses: 'company',
    members: new Set(members),
  });

  it('given two classes of one company, then it takes one rank with the larger cap', () => {
    const lines = linesOf([cap('GOOG', 900, alphabet), cap('GOOGL', 1000, alphabet), cap('M', 950)]);
    const ranking = ranked(lines, 's1', company());
    expect(order(ranking)).toBe('1 GOOGL, 2 M');
    expect(ranking.lines[0]).toMatchObject({ marketCap: 1000, issuer: 'Alphabet' });
  });

  it('given equal caps on both classes, then the first ticker represents the company', () => {
    const lines = linesOf([cap('GOOGL', 1000, alphabet), cap('GOOG', 1000, alphabet)]);
    expect(order(ranked(lines, 's1', company()))).toBe('1 GOOG');
  });

  it('given that the smaller class is a member, then it goes on representing the company at the company cap', () => {
    const lines = linesOf([cap('GOOG', 900, alphabet), cap('GOOGL', 1000, alphabet), cap('M', 950)]);
    const ranking = ranked(lines, 's1', company(['GOOG']));
    expect(order(ranking)).toBe('1 GOOG, 2 M');
    expect(ranking.lines[0]?.marketCap).toBe(1000);
  });

  it('given that the member class cannot be ranked any more, then the other class takes over', () => {
    const lines = linesOf([cap('GOOG', 900, { ...alphabet, eligible: false }), cap('GOOGL', 1000, alphabet)]);
    expect(order(ranked(lines, 's1', company(['GOOG'])))).toBe('1 GOOGL');
  });

  it('given three classes in any order, then the same one represents the company', () => {
    const rows = [cap('X.A', 100, { issuer: 'X' }), cap('X.B', 300, { issuer: 'X' }), cap('X.C', 300, { issuer: 'X' })];
    for (const [a, b, c] of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ] as const) {
      const lines = linesOf([rows[a], rows[b], rows[c]] as PriceRow[]);
      expect(order(ranked(lines, 's1', company()))).toBe('1 X.B');
    }
  });

  it('given lines without an issuer, then each is its own company', () => {
    expect(order(ranked(linesOf([cap('A', 100), cap('B', 200)]), 's1', company()))).toBe('1 B, 2 A');
  });

  it('given issuers from reference data, then they count where rows name none', () => {
    const references = new Map([
      ['A', reference({ issuer: 'Acme' })],
      ['B', reference({ issuer: 'Acme' })],
      ['C', reference({ issuer: 'Acme' })],
    ]);
    const lines = linesOf([cap('A', 100), cap('B', 200), cap('C', 300, { issuer: 'Carve-out' })]);
    const ranking = rankLines(lines, 's1', references, {
      shareClasses: 'company',
      members: new Set(),
      filter: unfiltered,
    });
    expect(order(ranking)).toBe('1 C, 2 B');
  });

  it('given that lines are ranked, then issuers do not matter', () => {
    const lines = linesOf([cap('GOOG', 900, alphabet), cap('GOOGL', 1000, alphabet)]);
    expect(order(ranked(lines, 's1'))).toBe('1 GOOGL, 2 GOOG');
  });
});

describe('an older ranking seen from now', () => {
  const classes = (a: number, b: number): PriceRow[] => [
    cap('X.A', a, { issuer: 'X' }),
    cap('X.B', b, { issuer: 'X' }),
    cap('M', 50),
  ];
  const rank = (rows: PriceRow[]): Ranking =>
    ranked(linesOf(rows), 's1', { shareClasses: 'company', members: new Set() });

  it('given that the other class represents the company now, then it stands at the old rank', () => {
    expect(order(representedAsIn(rank(classes(100, 90)), rank(classes(90, 100))))).toBe('1 X.B, 2 M');
  });

  it('given the same representatives, then nothing changes', () => {
    const older = rank(classes(100, 90));
    expect(representedAsIn(older, rank(classes(80, 10)))).toEqual(older);
  });

  it('given that the company is not ranked now, then its old line stays named', () => {
    expect(order(representedAsIn(rank(classes(100, 90)), rank([cap('M', 50)])))).toBe('1 X.A, 2 M');
  });
});

describe('ranking of what an index is limited to', () => {
  const lines = linesOf([cap('A', 400), cap('B', 300), cap('B.B', 290), cap('C', 200), cap('D', 100)]);
  const references = new Map([
    ['A', reference({ sector: 'Tools', exchange: 'XNAS' })],
    ['B', reference({ sector: 'Tools', exchange: 'XNYS', issuer: 'B' })],
    ['B.B', reference({ sector: 'Energy', exchange: 'XNYS', issuer: 'B' })],
    ['C', reference({ sector: 'Energy', exchange: 'XNAS' })],
    // Of D nothing is known.
  ]);
  const limited = (filter: Partial<RankingOptions['filter']>, shareClasses: 'line' | 'company' = 'line'): string =>
    order(
      rankLines(lines, 's1', references, { shareClasses, members: new Set(), filter: { ...unfiltered, ...filter } }),
    );

  it('given sectors, exchanges or both, then ranks are dense over the lines of them, without those not known', () => {
    expect(limited({})).toBe('1 A, 2 B, 3 B.B, 4 C, 5 D');
    expect(limited({ sectors: ['Tools'] })).toBe('1 A, 2 B');
    expect(limited({ sectors: ['Energy', 'Tools'], exchanges: ['XNYS'] })).toBe('1 B, 2 B.B');
    expect(limited({ sectors: ['energy'] })).toBe('');
  });

  it('given a company of which one class passes, then that class stands for it with its own cap', () => {
    expect(limited({ sectors: ['Energy'] }, 'company')).toBe('1 B.B, 2 C');
    expect(limited({}, 'company')).toBe('1 A, 2 B, 3 C, 4 D');
  });
});
