import { priceRow } from '../test/market-table.js';
import { advanceLines, isTrade, type LineState, type LineStates, type PriceRow } from './line-state.js';

const NO_SPLITS = new Map<string, number>();

/** A working set that has seen one session with these rows. */
function linesAfter(...rows: PriceRow[]): LineStates {
  const lines: LineStates = new Map();
  advanceLines(lines, 's1', rows, NO_SPLITS);
  return lines;
}

/** Folds sessions without a row of any line. */
function pass(lines: LineStates, sessions: readonly string[]): void {
  for (const session of sessions) advanceLines(lines, session, [], NO_SPLITS);
}

const lineA = (lines: LineStates): LineState => lines.get('A') as LineState;

describe('a line that trades', () => {
  it('given a row with a close and a cap, then both are known and the implied shares are cap / close', () => {
    const lines = linesAfter(priceRow('A', { close: 10, marketCap: 300, issuer: 'Acme' }));
    expect(lineA(lines)).toEqual({
      ticker: 'A',
      issuer: 'Acme',
      price: 10,
      shares: 30,
      marketCap: 300,
      staleSessions: 0,
      markedEligible: true,
      dead: false,
      priceSession: 's1',
      sharesSession: 's1',
    });
  });

  it('given a mark on one session, when the next row says nothing, then the mark is gone', () => {
    const lines = linesAfter(priceRow('A', { eligible: false }));
    expect(lineA(lines).markedEligible).toBe(false);
    advanceLines(lines, 's2', [priceRow('A')], NO_SPLITS);
    expect(lineA(lines).markedEligible).toBe(true);
  });

  it('given an issuer, when the next row names none, then none is known: the last row alone decides', () => {
    const lines = linesAfter(priceRow('A', { issuer: 'Acme' }));
    advanceLines(lines, 's2', [], NO_SPLITS);
    expect(lineA(lines).issuer).toBe('Acme');
    advanceLines(lines, 's3', [priceRow('A')], NO_SPLITS);
    expect(lineA(lines).issuer).toBeNull();
  });

  it.each([
    ['no close', { close: null }],
    ['a close of zero', { close: 0 }],
    ['a delisting return', { delistingReturn: 0.1 }],
  ])('given %s, then the row is no trade', (_, said) => {
    expect(isTrade(priceRow('A', said))).toBe(false);
  });
});

describe('a row without a market cap', () => {
  it('given 30 shares, when the price goes from 10 to 12, then the cap goes from 300 to 360', () => {
    const lines = linesAfter(priceRow('A', { close: 10, marketCap: 300 }));
    advanceLines(lines, 's2', [priceRow('A', { close: 12, marketCap: null })], NO_SPLITS);
    expect(lineA(lines)).toMatchObject({
      price: 12,
      shares: 30,
      marketCap: 360,
      sharesSession: 's1',
      priceSession: 's2',
    });
  });

  it('given a split of 3 for 1 on that session, then 90 shares at 4 are a cap of 360', () => {
    const lines = linesAfter(priceRow('A', { close: 10, marketCap: 300 }));
    advanceLines(lines, 's2', [priceRow('A', { close: 4, marketCap: null })], new Map([['A', 3]]));
    expect(lineA(lines)).toMatchObject({ price: 4, shares: 90, marketCap: 360 });
  });

  it('given a reverse split of 1 for 2 while the line did not trade, then 15 shares at 24 are a cap of 360', () => {
    const lines = linesAfter(priceRow('A', { close: 10, marketCap: 300 }));
    advanceLines(lines, 's2', [], new Map([['A', 0.5]]));
    advanceLines(lines, 's3', [priceRow('A', { close: 24, marketCap: null })], NO_SPLITS);
    expect(lineA(lines)).toMatchObject({ price: 24, shares: 15, marketCap: 360 });
  });

  it('given a cap of zero, then it is carried like a missing one', () => {
    const lines = linesAfter(priceRow('A', { close: 10, marketCap: 300 }));
    advanceLines(lines, 's2', [priceRow('A', { close: 12, marketCap: 0 })], NO_SPLITS);
    expect(lineA(lines).marketCap).toBe(360);
  });

  it('given that no cap was ever known, then there is none', () => {
    expect(lineA(linesAfter(priceRow('A', { marketCap: null })))).toMatchObject({ marketCap: null, shares: null });
  });
});

describe('a line without a row', () => {
  it('given a close of 10, then price and cap are carried and it is one session stale', () => {
    const lines = linesAfter(priceRow('A', { close: 10, marketCap: 300 }));
    pass(lines, ['s2']);
    expect(lineA(lines)).toMatchObject({ price: 10, marketCap: 300, staleSessions: 1, priceSession: 's1' });
  });

  it('given a split of 2 for 1, then the carried price halves, the shares double and the cap stays', () => {
    const lines = linesAfter(priceRow('A', { close: 10, marketCap: 300 }));
    advanceLines(lines, 's2', [], new Map([['A', 2]]));
    expect(lineA(lines)).toMatchObject({ price: 5, shares: 60, marketCap: 300 });
  });

  it('given five sessions without a row, then it is still known; the sixth forgets it', () => {
    const lines = linesAfter(priceRow('A'));
    pass(lines, ['s2', 's3', 's4', 's5', 's6']);
    expect(lineA(lines).staleSessions).toBe(5);
    pass(lines, ['s7']);
    expect(lines.has('A')).toBe(false);
  });

  it('given five sessions without a row, when it trades on the sixth, then it is fresh', () => {
    const lines = linesAfter(priceRow('A'));
    pass(lines, ['s2', 's3', 's4', 's5', 's6']);
    advanceLines(lines, 's7', [priceRow('A', { close: 11 })], NO_SPLITS);
    expect(lineA(lines)).toMatchObject({ price: 11, staleSessions: 0 });
  });

  it('given that it was forgotten, when it trades again without a cap, then nothing of before is carried', () => {
    const lines = linesAfter(priceRow('A', { close: 10, marketCap: 300, issuer: 'Acme' }));
    pass(lines, ['s2', 's3', 's4', 's5', 's6', 's7']);
    advanceLines(lines, 's8', [priceRow('A', { close: 12, marketCap: null })], NO_SPLITS);
    expect(lineA(lines)).toMatchObject({ price: 12, marketCap: null, shares: null, issuer: null });
  });
});

describe('a line with a delisting return', () => {
  it('given one without a close, then it is dead at the carried price', () => {
    const lines = linesAfter(priceRow('A', { close: 10 }));
    advanceLines(lines, 's2', [priceRow('A', { close: null, marketCap: null, delistingReturn: -1 })], NO_SPLITS);
    expect(lineA(lines)).toMatchObject({ dead: true, price: 10, priceSession: 's2' });
  });

  it('given one with a close, then it is dead at that close', () => {
    const lines = linesAfter(priceRow('A', { close: 10 }));
    advanceLines(lines, 's2', [priceRow('A', { close: 14, delistingReturn: 0.4 })], NO_SPLITS);
    expect(lineA(lines)).toMatchObject({ dead: true, price: 14 });
  });

  it('given rows after it, then they are ignored for as long as they come', () => {
    const lines = linesAfter(priceRow('A', { close: 10, delistingReturn: 0 }));
    for (const session of ['s2', 's3', 's4', 's5', 's6', 's7', 's8']) {
      advanceLines(lines, session, [priceRow('A', { close: 99 })], NO_SPLITS);
    }
    expect(lineA(lines)).toMatchObject({ dead: true, price: 10 });
  });

  it('given no rows for six sessions, then the ticker is free and a later row is a new line', () => {
    const lines = linesAfter(priceRow('A', { close: 10, issuer: 'Acme', delistingReturn: -1 }));
    pass(lines, ['s2', 's3', 's4', 's5', 's6']);
    expect(lineA(lines).dead).toBe(true);
    pass(lines, ['s7']);
    advanceLines(lines, 's8', [priceRow('A', { close: 50, marketCap: 500, issuer: 'Bolt' })], NO_SPLITS);
    expect(lineA(lines)).toMatchObject({ dead: false, price: 50, marketCap: 500, issuer: 'Bolt' });
  });

  it('given a delisting and a trade of one session, then the delisting stands', () => {
    const lines = linesAfter(priceRow('A', { close: null, delistingReturn: -1 }), priceRow('A', { close: 10 }));
    expect(lineA(lines).dead).toBe(true);
  });
});
