import { dividend, priceRow, split } from '../test/market-table.js';
import { constituentReturns, type Holding } from './constituent-returns.js';

const holding = (said: Partial<Holding>): Holding => ({
  kind: 'price',
  held: [
    { ticker: 'A', weight: 0.5, close: 100, marketCap: 3e9 },
    { ticker: 'B', weight: 0.5, close: 40, marketCap: null },
  ],
  rows: new Map([
    ['A', priceRow('A', { close: 110 })],
    ['B', priceRow('B', { close: 30 })],
  ]),
  actions: [],
  renamed: new Map(),
  ...said,
});
const returns = (said: Partial<Holding>): unknown =>
  Object.fromEntries(constituentReturns(holding(said)).map((line) => [line.ticker, line.lineReturn.toFixed(12)]));

describe('the returns of what was held', () => {
  it('given closes, then each line has its own return with the weight that it was held at', () => {
    expect(constituentReturns(holding({})).map(({ ticker, weight }) => [ticker, weight])).toEqual([
      ['A', 0.5],
      ['B', 0.5],
    ]);
    expect(returns({})).toEqual({ A: '0.100000000000', B: '-0.250000000000' });
  });

  it('given actions, then each concerns its own line alone', () => {
    const actions = [split('B', 'd', 2), dividend('B', 'd', 1), dividend('A', 'd', 10), split('Z', 'd', 9)];
    expect(returns({ actions })).toEqual({ A: '0.100000000000', B: '0.500000000000' });
    expect(returns({ actions, kind: 'total' })).toEqual({ A: '0.200000000000', B: '0.550000000000' });
  });

  it.each([
    ['no row', new Map()],
    ['a row without a close', new Map([['A', { close: null, delistingReturn: null }]])],
    ['a close of zero', new Map([['A', { close: 0, delistingReturn: null }]])],
  ])('given %s, then the price is carried and the return is 0', (_, rows) => {
    expect(returns({ rows })).toEqual({ A: '0.000000000000', B: '0.000000000000' });
  });

  it('given a delisting return, then it is the return', () => {
    const rows = new Map([
      ['A', { close: null, delistingReturn: -1 }],
      ['B', { close: 41, delistingReturn: 0.25 }],
    ]);
    expect(returns({ rows })).toEqual({ A: '-1.000000000000', B: '0.250000000000' });
  });

  it('given rows of lines that were not held, then they do not count', () => {
    const rows = new Map([...holding({}).rows, ['C', priceRow('C', { close: 1 })] as const]);
    expect(constituentReturns(holding({ rows }))).toHaveLength(2);
  });
});
