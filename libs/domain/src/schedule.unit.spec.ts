import fc from 'fast-check';
import { nextSession, previousSession, sessionsBetween } from './calendar.js';
import { isRebalanceSession, rebalanceDue } from './schedule.js';

const base = '2022-11-15';
const scheduled = (schedule: 'daily' | 'monthly' | 'quarterly', first: string, last: string): string[] =>
  sessionsBetween(first, last).filter((session) => isRebalanceSession(schedule, session, base));

describe('isRebalanceSession', () => {
  it('monthly: the last session of each month, and the base session', () => {
    expect(scheduled('monthly', '2022-11-01', '2023-05-31')).toEqual([
      base,
      '2022-11-30',
      '2022-12-30',
      '2023-01-31',
      '2023-02-28',
      '2023-03-31',
      '2023-04-28',
      '2023-05-31',
    ]);
  });

  it('quarterly: the last session of March, June, September and December, and the base session', () => {
    expect(scheduled('quarterly', '2022-11-01', '2024-04-10')).toEqual([
      base,
      '2022-12-30',
      '2023-03-31',
      '2023-06-30',
      '2023-09-29',
      '2023-12-29',
      '2024-03-28',
    ]);
  });

  it('daily: every session from the base session on', () => {
    expect(scheduled('daily', '2022-11-11', '2022-11-18')).toEqual([base, '2022-11-16', '2022-11-17', '2022-11-18']);
  });

  it('is decided by the calendar: the last row of data in the middle of a month is no rebalance', () => {
    expect(isRebalanceSession('monthly', '2023-05-26', base)).toBe(false);
  });

  it('answers up to the end of the calendar', () => {
    expect(isRebalanceSession('quarterly', '2030-12-31', base)).toBe(true);
    expect(isRebalanceSession('monthly', '2030-12-30', base)).toBe(false);
  });
});

describe('rebalanceDue', () => {
  it.each<['daily' | 'monthly' | 'quarterly', string | null, string, boolean, string]>([
    ['monthly', null, '2022-11-15', true, 'the base session'],
    ['monthly', '2022-11-29', '2022-11-30', true, 'the scheduled session itself'],
    ['monthly', '2022-11-30', '2022-12-01', false, 'the session after it'],
    ['monthly', '2022-11-29', '2022-12-01', true, 'the scheduled session was not published'],
    ['monthly', '2022-12-29', '2023-01-03', true, 'the last session of the year was not published'],
    ['monthly', '2022-10-28', '2023-02-01', true, 'several were not'],
    ['quarterly', '2022-11-29', '2022-12-01', false, 'a month that ends no quarter'],
    ['quarterly', '2022-12-29', '2023-01-03', true, 'the end of the quarter was not published'],
    ['quarterly', '2022-12-30', '2023-03-30', false, 'from one scheduled session to just before the next'],
    ['daily', '2022-11-30', '2022-12-01', true, 'every session'],
    ['daily', '2022-12-01', '2022-12-01', false, 'no time between'],
  ])('%s, %s to %s: %s (%s)', (schedule, previous, session, expected) => {
    expect(rebalanceDue(schedule, previous, session)).toBe(expected);
  });

  it('is whether a scheduled session lies between, whatever was published', () => {
    const sessions = sessionsBetween('2021-12-20', '2024-01-10');
    const position = fc.integer({ min: 1, max: sessions.length - 1 });
    const schedule = fc.constantFrom('daily' as const, 'monthly' as const, 'quarterly' as const);
    fc.assert(
      fc.property(schedule, position, fc.integer({ min: 1, max: 80 }), (kind, at, gap) => {
        const session = sessions[at] as string;
        const previous = sessions[Math.max(0, at - gap)] as string;
        const between = sessionsBetween(nextSession(previous), session);
        const expected = between.some((each) => isRebalanceSession(kind, each, '2000-01-03'));
        expect(rebalanceDue(kind, previous, session)).toBe(expected);
      }),
    );
  });

  it('agrees with isRebalanceSession where every session is published', () => {
    for (const session of sessionsBetween('2022-11-16', '2023-12-29')) {
      for (const schedule of ['daily', 'monthly', 'quarterly'] as const) {
        const due = rebalanceDue(schedule, previousSession(session), session);
        expect([session, due]).toEqual([session, isRebalanceSession(schedule, session, base)]);
      }
    }
  });
});
