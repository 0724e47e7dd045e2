import { dividend, split } from '../test/market-table.js';
import { driftedWeights, indexReturn, lineReturn, splitFactors, type HoldingPeriod } from './session-return.js';

const period = (said: Partial<HoldingPeriod>): HoldingPeriod => ({
  previousClose: 100,
  close: 110,
  delistingReturn: null,
  actions: [],
  ...said,
});

describe('the return of a line', () => {
  it.each<[string, Partial<HoldingPeriod>, number, number]>([
    ['100 to 110', {}, 0.1, 0.1],
    ['2 for 1, then 55', { close: 55, actions: [split('A', 'd1', 2)] }, 0.1, 0.1],
    ['1 for 4, then 440', { close: 440, actions: [split('A', 'd1', 0.25)] }, 0.1, 0.1],
    [
      '2 for 1 and 3 for 1 over a gap, then 20',
      { close: 20, actions: [split('A', 'd1', 2), split('A', 'd2', 3)] },
      0.2,
      0.2,
    ],
    ['a dividend of 5', { actions: [dividend('A', 'd1', 5)] }, 0.1, 0.15],
    ['2 for 1 and 2 a new share', { close: 55, actions: [split('A', 'd1', 2), dividend('A', 'd1', 2)] }, 0.1, 0.14],
    ['2 an old share, later 2 for 1', { close: 55, actions: [dividend('A', 'd1', 2), split('A', 'd2', 2)] }, 0.1, 0.12],
    ['no trade', { close: null }, 0, 0],
    ['no trade and a split', { close: null, actions: [split('A', 'd1', 2)] }, 0, 0],
    ['no trade and a dividend of 5', { close: null, actions: [dividend('A', 'd1', 5)] }, 0, 0.05],
    ['taken over at +40 %', { close: null, delistingReturn: 0.4 }, 0.4, 0.4],
    ['wiped out, whatever its last close', { close: 110, delistingReturn: -1 }, -1, -1],
    [
      'delisted for what it was worth, its dividend included',
      { delistingReturn: 0, actions: [dividend('A', 'd1', 5)] },
      0,
      0,
    ],
  ])('%s', (_, said, price, total) => {
    expect(lineReturn(period(said), 'price')).toBeCloseTo(price, 14);
    expect(lineReturn(period(said), 'total')).toBeCloseTo(total, 14);
  });
});

describe('the return of the index', () => {
  const held = [
    { ticker: 'A', weight: 0.5, lineReturn: 0.1 },
    { ticker: 'B', weight: 0.25, lineReturn: -0.2 },
    { ticker: 'C', weight: 0.25, lineReturn: 0 },
  ];

  it('is the sum of weight times return', () => {
    expect(indexReturn(held)).toBeCloseTo(0, 15);
    expect(indexReturn(held.slice(0, 2))).toBeCloseTo(0, 15);
    expect(indexReturn([])).toBe(0);
  });

  it('given returns of +50 %, 0 and 0 on 1/2, 1/4 and 1/4, then weights drift to 3/5, 1/5 and 1/5', () => {
    const moved = held.map((line) => ({ ...line, lineReturn: line.ticker === 'A' ? 0.5 : 0 }));
    expect(driftedWeights(moved, 0.25)).toEqual(
      new Map([
        ['A', 0.6],
        ['B', 0.2],
        ['C', 0.2],
      ]),
    );
  });

  it('given that a line lost everything, then it weighs nothing', () => {
    const lost = [
      { ticker: 'A', weight: 0.5, lineReturn: -1 },
      { ticker: 'B', weight: 0.5, lineReturn: 0 },
    ];
    expect([...driftedWeights(lost, indexReturn(lost))]).toEqual([
      ['A', 0],
      ['B', 1],
    ]);
  });

  it('given that every line lost everything, then all weigh nothing', () => {
    const lost = [{ ticker: 'A', weight: 1, lineReturn: -1 }];
    expect([...driftedWeights(lost, indexReturn(lost))]).toEqual([['A', 0]]);
  });
});

describe('split factors', () => {
  it('multiply over a line and leave dividends out', () => {
    const actions = [
      split('A', 'd1', 2),
      dividend('A', 'd1', 1),
      split('B', 'd2', 0.1),
      split('A', 'd3', 3),
      dividend('C', 'd3', 1),
    ];
    expect([...splitFactors(actions)]).toEqual([
      ['A', 6],
      ['B', 0.1],
    ]);
  });
});
