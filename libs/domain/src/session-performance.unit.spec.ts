import { priceRow } from '../test/market-table.js';
import type { Holding } from './constituent-returns.js';
import { sessionPerformance } from './session-performance.js';

const SESSION = '2024-01-10';
/** A goes from 100 to 150, B from 40 to 40: the index returns 25 %, and weights drift to 0.6 and 0.4. */
const holding: Holding = {
  kind: 'price',
  held: [
    { ticker: 'A', weight: 0.5, close: 100, marketCap: 300 },
    { ticker: 'B', weight: 0.5, close: 40, marketCap: 100 },
  ],
  rows: new Map([
    ['A', priceRow('A', { close: 150 })],
    ['B', priceRow('B', { close: 40 })],
  ]),
  actions: [],
  renamed: new Map(),
};
const half = (ticker: string): { ticker: string; weight: number } => ({ ticker, weight: 0.5 });

describe('the performance of a session', () => {
  it('given the base session, then return and turnover are null', () => {
    expect(sessionPerformance({ session: SESSION, holding: null, target: [half('A'), half('B')] })).toEqual({
      session: SESSION,
      sessionReturn: null,
      turnover: null,
      benchmarkReturn: null,
      constituents: 2,
    });
  });

  it('given the same members, then turnover is what brings 0.6 and 0.4 back to halves', () => {
    const link = sessionPerformance({ session: SESSION, holding, target: [half('A'), half('B')] });
    expect(link.sessionReturn).toBe(0.25);
    expect(link.turnover).toBeCloseTo(0.1, 15);
  });

  it('given caps of 300 and 100, then the twin earns three quarters of 50 %, renamed lines included', () => {
    const target = [half('A'), half('N')];
    const renamed = new Map([['B', 'N']]);
    expect(sessionPerformance({ session: SESSION, holding, target }).benchmarkReturn).toBe(0.375);
    const called = sessionPerformance({ session: SESSION, holding: { ...holding, renamed }, target });
    expect(called.benchmarkReturn).toBe(0.375);
  });

  it('given that C replaces B, then the return is still that of A and B, and turnover is 0.5', () => {
    const link = sessionPerformance({ session: SESSION, holding, target: [half('A'), half('C')] });
    expect(link.sessionReturn).toBe(0.25);
    expect(link.turnover).toBeCloseTo(0.5, 15);
  });

  it('given weights that drift, then nothing is traded', () => {
    const target = [
      { ticker: 'A', weight: 0.6 },
      { ticker: 'B', weight: 0.4 },
    ];
    expect(sessionPerformance({ session: SESSION, holding, target }).turnover).toBeCloseTo(0, 15);
  });

  it('given that B is called N now, then holding it on is no trade', () => {
    const target = [
      { ticker: 'A', weight: 0.6 },
      { ticker: 'N', weight: 0.4 },
    ];
    const renamed = new Map([['B', 'N']]);
    const link = sessionPerformance({ session: SESSION, holding: { ...holding, renamed }, target });
    expect(link.turnover).toBeCloseTo(0, 15);
  });

  it('given that another line took the name of B, then the old B is sold and the new one bought', () => {
    const target = [
      { ticker: 'A', weight: 0.6 },
      { ticker: 'B', weight: 0.4 },
    ];
    const renamed = new Map([['B', null]]);
    const link = sessionPerformance({ session: SESSION, holding: { ...holding, renamed }, target });
    expect(link.turnover).toBeCloseTo(0.4, 15);
  });

  it('given that every line was wiped out, then the return is -100 % and turnover is a number', () => {
    const wipedOut = { ...priceRow('A'), delistingReturn: -1 };
    const rows = new Map(['A', 'B'].map((ticker) => [ticker, wipedOut]));
    const link = sessionPerformance({
      session: SESSION,
      holding: { ...holding, rows },
      target: [half('C'), half('D')],
    });
    expect(link).toMatchObject({ sessionReturn: -1, turnover: 0.5 });
  });
});
