import { priceRow, reference } from '../test/market-table.js';
import {
  coverage,
  incompleteReasons,
  isDelisted,
  isEligible,
  isInUniverse,
  openVerdict,
  referenceOn,
  type LineReference,
  type Listing,
  type References,
} from './eligibility.js';
import { advanceLines, type LineState, type LineStates, type PriceRow } from './line-state.js';

const SESSION = '2024-01-10';

describe('reference data of the day', () => {
  const said = reference({ type: 'ETF', issuer: 'old' });
  const listing = (validFrom: string, validTo: string | null, issuer: string): Listing => ({
    ...reference({ type: 'CS', issuer, delistedOn: validTo }),
    ...{ validFrom, validTo },
  });
  const references: References = new Map<string, LineReference & { listings?: readonly Listing[] }>([
    ['A', { ...said, listings: [listing('2024-01-03', '2024-01-05', 'one'), listing('2024-01-09', null, 'two')] }],
    ['B', said],
  ]);

  it.each([
    ['A', '2024-01-02', 'old'],
    ['A', '2024-01-03', 'one'],
    ['A', '2024-01-05', 'one'],
    ['A', '2024-01-08', 'one'],
    ['A', '2024-01-09', 'two'],
    ['A', '2030-01-02', 'two'],
    ['B', '2024-01-09', 'old'],
    ['C', '2024-01-09', undefined],
  ])('of %s on %s is that of the line %p', (ticker, session, issuer) => {
    expect(referenceOn(references, ticker, session)?.issuer).toBe(issuer);
  });

  it('says that a line is delisted from the end of its listing until the ticker is used again', () => {
    const delisted = (session: string): boolean => isDelisted(referenceOn(references, 'A', session), session);
    expect(['2024-01-05', '2024-01-08', '2024-01-09'].map(delisted)).toEqual([false, true, false]);
  });
});

describe('the universe', () => {
  it.each([
    ['CS', true],
    ['common stock', true],
    [' Common Stock ', true],
    ['REIT', true],
    [null, true],
    ['ADRC', false],
    ['ETF', false],
    ['ETN', false],
    ['FUND', false],
    ['PFD', false],
    ['WARRANT', false],
    ['RIGHT', false],
    ['UNIT', false],
    ['', false],
  ])('given the type %p, then membership is %p', (type, expected) => {
    expect(isInUniverse(reference({ type }), SESSION)).toBe(expected);
  });

  it.each([
    ['XNYS', true],
    ['NASDAQ', true],
    [null, true],
    ['OTC Markets', false],
    ['Pink Sheets', false],
    ['GREY', false],
  ])('given the exchange %p, then membership is %p', (exchange, expected) => {
    expect(isInUniverse(reference({ exchange }), SESSION)).toBe(expected);
  });

  it.each([
    ['2024-01-09', false],
    ['2024-01-10', true],
    ['2024-01-11', true],
  ])('given a listing on 2024-01-10, on %s it is %p', (session, expected) => {
    expect(isInUniverse(reference({ listedOn: '2024-01-10' }), session)).toBe(expected);
  });

  it.each([
    ['2024-01-09', true],
    ['2024-01-10', true],
    ['2024-01-11', false],
  ])('given the last listed session 2024-01-10, on %s it is %p', (session, expected) => {
    const delisted = reference({ delistedOn: '2024-01-10' });
    expect(isInUniverse(delisted, session)).toBe(expected);
    expect(isDelisted(delisted, session)).toBe(!expected);
  });

  it('given no reference data, then nobody is kept out', () => {
    expect(isInUniverse(undefined, SESSION)).toBe(true);
    expect(isDelisted(undefined, SESSION)).toBe(false);
  });
});

describe('eligibility of a line', () => {
  const line: LineState = {
    ticker: 'A',
    issuer: null,
    price: 10,
    shares: 10,
    marketCap: 100,
    staleSessions: 0,
    markedEligible: true,
    dead: false,
    priceSession: SESSION,
    sharesSession: SESSION,
  };

  it.each<[string, Partial<LineState>, boolean]>([
    ['price and cap are known', {}, true],
    ['it is dead', { dead: true }, false],
    ['it is marked as not eligible', { markedEligible: false }, false],
    ['its cap is not known', { marketCap: null }, false],
    ['it has not traded for five sessions', { staleSessions: 5 }, true],
    ['it has not traded for six sessions', { staleSessions: 6 }, false],
  ])('given that %s', (_, said, expected) => {
    expect(isEligible({ ...line, ...said }, undefined, SESSION)).toBe(expected);
  });

  it('given that it is outside of the universe, then it is not eligible', () => {
    expect(isEligible(line, reference({ type: 'ETF' }), SESSION)).toBe(false);
  });
});

describe('coverage of a session', () => {
  const knownLines = (): LineStates => {
    const lines: LineStates = new Map();
    advanceLines(lines, 's1', [priceRow('A'), priceRow('B'), priceRow('N', { marketCap: null })], new Map());
    return lines;
  };
  const count = (rows: readonly PriceRow[], members: readonly string[] = []): unknown =>
    coverage(knownLines(), 's2', rows, new Map([['E', reference({ type: 'ETF' })]]), new Set(members));

  it('given two rows with caps, then two lines are covered', () => {
    expect(count([priceRow('A'), priceRow('B')])).toEqual({ eligible: 2, covered: 2 });
  });

  it('given a row without a cap, then it is covered only if a cap can be carried', () => {
    expect(count([priceRow('A', { marketCap: null }), priceRow('N', { marketCap: null })])).toEqual({
      eligible: 1,
      covered: 1,
    });
  });

  it('given rows of a marked line and of one outside of the universe, then neither is covered', () => {
    expect(count([priceRow('A', { eligible: false }), priceRow('E')])).toEqual({ eligible: 0, covered: 0 });
  });

  it('given a member without a row, then it can be ranked but is not covered', () => {
    expect(count([priceRow('A')], ['B'])).toEqual({ eligible: 2, covered: 1 });
  });

  it('given a line without a row that is no member, then it does not count', () => {
    expect(count([priceRow('A')])).toEqual({ eligible: 1, covered: 1 });
  });

  it('given a member in its sixth session without a row, then it does not count', () => {
    const lines = knownLines();
    for (const session of ['s2', 's3', 's4', 's5', 's6']) advanceLines(lines, session, [priceRow('A')], new Map());
    const counts = coverage(lines, 's7', [priceRow('A')], new Map(), new Set(['B']));
    expect(counts).toEqual({ eligible: 1, covered: 1 });
  });

  it('given a member that is delisted on the session, then it does not count', () => {
    const delisted = priceRow('B', { close: null, marketCap: null, delistingReturn: -1 });
    expect(count([priceRow('A'), delisted], ['A', 'B'])).toEqual({ eligible: 1, covered: 1 });
  });

  it('given a delisting and a trade of one line, then it does not count', () => {
    expect(count([priceRow('B', { delistingReturn: 0.2 }), priceRow('B')])).toEqual({ eligible: 0, covered: 0 });
  });
});

describe('completeness of a session', () => {
  const before = { session: '2024-01-09', covered: 100 };

  it('given as many lines as seats and 95 % of the lines before, then it is complete', () => {
    expect(incompleteReasons({ eligible: 10, covered: 95 }, before, 10, openVerdict)).toEqual([]);
  });

  it('given one line less than seats, then it says how many are needed', () => {
    expect(incompleteReasons({ eligible: 9, covered: 9 }, null, 10, openVerdict)).toEqual([
      'too_few_lines: 9 lines can be ranked, 10 are needed',
    ]);
  });

  it('given 94 of 100 lines, then it is a partial load', () => {
    expect(incompleteReasons({ eligible: 94, covered: 94 }, before, 10, openVerdict)).toEqual([
      'partial_load: 94 lines have prices, 100 had on 2024-01-09 (94.0 %, at least 95 % are needed)',
    ]);
  });

  it('given both, then it says both', () => {
    expect(incompleteReasons({ eligible: 5, covered: 5 }, before, 10, openVerdict)).toHaveLength(2);
  });

  it('given that it was accepted as it is, then fewer lines than before are enough, but not fewer than seats', () => {
    const accepted = { verdict: 'accepted' as const, reasons: [] };
    expect(incompleteReasons({ eligible: 50, covered: 50 }, before, 10, accepted)).toEqual([]);
    expect(incompleteReasons({ eligible: 9, covered: 9 }, before, 10, accepted)).toEqual([
      'too_few_lines: 9 lines can be ranked, 10 are needed',
    ]);
  });

  it('given that it is blocked, then the reasons are those of the block alone', () => {
    const reasons = ['cap_jump: A'];
    expect(incompleteReasons({ eligible: 5, covered: 5 }, before, 10, { verdict: 'blocked', reasons })).toEqual(
      reasons,
    );
    expect(incompleteReasons({ eligible: 99, covered: 99 }, before, 10, { verdict: 'blocked', reasons: [] })).toEqual([
      'blocked: its data are not to be published',
    ]);
  });
});
