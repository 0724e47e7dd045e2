import { companyMarketCap, movedMarketCap, sharesKnownOn, type CountedShares } from './market-cap.js';

const count = (knownOn: string, asOf: string, shares: number, source = 'sec'): CountedShares => ({
  knownOn,
  asOf,
  shares,
  source,
});
const asked = { session: '2022-08-25', oldest: '2021-07-20', sources: ['sec', 'massive'] };

describe('shares known on a day', () => {
  it('are those of the newest filing, times the splits since the day it counted', () => {
    const counts = [count('2022-04-25', '2022-04-18', 1000), count('2022-07-25', '2022-07-18', 1040)];
    // Three for one on 2022-08-25: the close of that day is a third, the shares are three times as many.
    const splits = [{ exDate: '2022-08-25', factor: 3 }];
    expect(sharesKnownOn(counts, splits, { ...asked, session: '2022-08-24' })?.adjusted).toBe(1040);
    expect(sharesKnownOn(counts, splits, asked)?.adjusted).toBe(3120);
    expect(sharesKnownOn([...counts, count('2022-10-24', '2022-10-17', 3150)], splits, asked)?.adjusted).toBe(3120);
    const later = { ...asked, session: '2022-10-24' };
    expect(sharesKnownOn([...counts, count('2022-10-24', '2022-10-17', 3150)], splits, later)?.adjusted).toBe(3150);
  });

  it('never come from a filing of a later day, from one too old, or from a placeholder', () => {
    expect(sharesKnownOn([count('2022-08-26', '2022-08-20', 5)], [], asked)).toBeNull();
    expect(sharesKnownOn([count('2021-07-19', '2021-07-01', 5)], [], asked)).toBeNull();
    expect(sharesKnownOn([count('2022-07-25', '2022-07-18', 0)], [], asked)).toBeNull();
  });

  it('come from the first source that has any, and of one day from the later count', () => {
    const counts = [
      count('2022-08-20', '2022-08-20', 7, 'massive'),
      count('2022-07-25', '2022-07-01', 5),
      count('2022-07-25', '2022-07-18', 6),
    ];
    expect(sharesKnownOn(counts, [], asked)).toMatchObject({ shares: 6, source: 'sec' });
    expect(sharesKnownOn(counts.slice(0, 1), [], asked)).toMatchObject({ shares: 7, source: 'massive' });
  });
});

test('the cap of a company is the sum over its classes', () => {
  expect(companyMarketCap([{ close: 100, shares: 6 }])).toBe(600);
  expect(
    companyMarketCap([
      { close: 100, shares: 6 },
      { close: 99.5, shares: 4 },
    ]),
  ).toBe(998);
});

test('another close moves the part of its class, of a cap that was made of shares', () => {
  const one = { close: 100, shares: 6, marketCap: 600, capSource: 'shares' };
  expect(movedMarketCap(one, 101)).toBe(606);
  // The other class is worth 400.
  expect(movedMarketCap({ ...one, marketCap: 1000 }, 101)).toBe(1006);
  expect(movedMarketCap({ ...one, capSource: 'fmp' }, 101)).toBe(600);
  expect(movedMarketCap({ ...one, shares: null }, 101)).toBe(600);
  expect(movedMarketCap({ ...one, marketCap: null }, 101)).toBeNull();
});
