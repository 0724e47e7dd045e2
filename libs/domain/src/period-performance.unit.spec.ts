import fc from 'fast-check';
import { sessionsBetween } from './calendar.js';
import { chainLevels } from './level-chain.js';
import { periodPerformance, type LevelPoint, type Period, type PeriodRange } from './period-performance.js';

const point = (session: string, level: number, benchmarkLevel: number | null = level): LevelPoint => ({
  session,
  level,
  netLevel: level - 1,
  benchmarkLevel,
});

/** Levels at the ends of months and shortly after; the index begins on 2022-12-30 with 1000. */
const base = point('2022-12-30', 1000, 1000);
const january = [point('2023-01-03', 1010, 1020), point('2023-01-31', 1100, 1050)];
const february = [point('2023-02-01', 1100, 1050), point('2023-02-28', 990, null)];

const told = (period: Period, range: PeriodRange): unknown[] =>
  periodPerformance(period, range).map((part) => [
    part.period,
    part.sessions,
    part.periodReturn === null ? null : Number(part.periodReturn.toFixed(12)),
    part.complete,
  ]);

describe('a range by periods', () => {
  it('given 1000, 1100 and 990 at the ends of months, then +10 % and -10 %', () => {
    const [first, second, ...rest] = periodPerformance('month', {
      before: base,
      points: [...january, ...february],
      end: '2023-02-28',
    });
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      period: '2023-01',
      firstSession: '2023-01-03',
      lastSession: '2023-01-31',
      sessions: 2,
      level: 1100,
      netLevel: 1099,
      benchmarkLevel: 1050,
      complete: true,
    });
    expect(first?.periodReturn).toBeCloseTo(0.1, 15);
    expect(first?.benchmarkReturn).toBeCloseTo(0.05, 15);
    expect(second?.periodReturn).toBeCloseTo(-0.1, 15);
    expect(second).toMatchObject({ benchmarkReturn: null, benchmarkLevel: null, complete: true });
  });

  it('given the base session alone, then nothing was earned; in the period that it opens, the return is from it on', () => {
    expect(told('month', { before: null, points: [base, ...january], end: '2023-01-31' })).toEqual([
      ['2022-12', 1, null, false],
      ['2023-01', 2, 0.1, true],
    ]);
    expect(told('month', { before: null, points: january, end: '2023-01-31' })).toEqual([
      ['2023-01', 2, Number((1100 / 1010 - 1).toFixed(12)), false],
    ]);
  });

  it('given a range that ends or begins inside of a period, or an index that is not there yet, then it says so', () => {
    expect(told('month', { before: base, points: january, end: '2023-01-30' })[0]).toContain(false);
    expect(told('month', { before: base, points: january, end: '2023-01-31' })[0]).toContain(true);
    const [from, ...rest] = january as [LevelPoint, LevelPoint];
    expect(told('month', { before: from, points: rest, end: '2023-01-31' })[0]).toContain(false);
    // The last session of 2022 was a Friday: a range to it has all of December.
    const december = { before: point('2022-11-30', 900), points: [point('2022-12-30', 1000)], end: '2022-12-30' };
    expect(told('month', december)[0]).toContain(true);
  });

  it('given months without a published session, then they are left out and the next one spans them', () => {
    expect(told('month', { before: base, points: [point('2023-04-03', 1500)], end: '2023-04-28' })).toEqual([
      ['2023-04', 1, 0.5, true],
    ]);
  });

  it.each<[Period, string, string]>([
    ['week', '2021-01-04', '2021-W01'],
    ['week', '2020-12-31', '2020-W53'],
    // The week of Monday 2024-12-30 holds the Thursday 2025-01-02.
    ['week', '2024-12-31', '2025-W01'],
    ['week', '2023-01-13', '2023-W02'],
    ['month', '2024-02-29', '2024-02'],
    ['quarter', '2023-03-31', '2023-Q1'],
    ['quarter', '2023-04-03', '2023-Q2'],
    ['quarter', '2023-12-29', '2023-Q4'],
    ['year', '2023-12-29', '2023'],
  ])('given %s, then %s lies in %s', (period, session, label) => {
    const points = [point(session, 1000)];
    expect(periodPerformance(period, { before: base, points, end: session })[0]?.period).toBe(label);
  });

  it('knows the last days of its calendar', () => {
    const range = { before: point('2030-12-27', 1000), points: [point('2030-12-31', 1100)], end: '2030-12-31' };
    expect(told('week', range)).toEqual([['2031-W01', 1, 0.1, true]]);
  });

  it('given a total loss, then no return follows it', () => {
    const points = [point('2023-01-31', 0, 0), point('2023-02-28', 0, 0)];
    expect(told('month', { before: base, points, end: '2023-02-28' })).toEqual([
      ['2023-01', 1, -1, true],
      ['2023-02', 1, null, true],
    ]);
  });

  it('compounds to the return of the range, within 1e-12, whatever is cut out of it', () => {
    const sessions = sessionsBetween('2022-11-01', '2024-03-28');
    const returns = fc.array(fc.double({ min: -0.2, max: 0.25, noNaN: true }), {
      minLength: sessions.length,
      maxLength: sessions.length,
    });
    const published = fc.array(fc.boolean(), { minLength: sessions.length, maxLength: sessions.length });
    fc.assert(
      fc.property(
        returns,
        published,
        fc.nat(60),
        fc.constantFrom<Period>('week', 'month', 'quarter', 'year'),
        (drawn, there, cut, period) => {
          const links = sessions.flatMap((session, at) =>
            there[at] === true
              ? [
                  {
                    session,
                    sessionReturn: drawn[at] ?? 0,
                    turnover: 0,
                    benchmarkReturn: (drawn[at] ?? 0) / 3,
                    constituents: 1,
                  },
                ]
              : [],
          );
          const levels = chainLevels(null, links, { base_level: 1000, cost_bps: 0 });
          const [before = null, ...points] = levels.slice(cut);
          fc.pre(before !== null && points.length > 0);
          const parts = periodPerformance(period, { before, points, end: '2024-03-28' });
          const last = points.at(-1);
          const compounded = (of: 'periodReturn' | 'benchmarkReturn') =>
            parts.reduce((total, part) => total * (1 + (part[of] ?? Number.NaN)), 1);
          expect(compounded('periodReturn') / ((last?.level ?? 0) / (before?.level ?? 0))).toBeCloseTo(1, 12);
          expect(
            compounded('benchmarkReturn') / ((last?.benchmarkLevel ?? 0) / (before?.benchmarkLevel ?? 0)),
          ).toBeCloseTo(1, 12);
          expect(parts.reduce((total, part) => total + part.sessions, 0)).toBe(points.length);
        },
      ),
      { numRuns: 50 },
    );
  });
});
