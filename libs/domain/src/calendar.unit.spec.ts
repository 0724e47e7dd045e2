import fc from 'fast-check';
import {
  calendarFirst,
  calendarLast,
  isEarlyClose,
  isSession,
  nextSession,
  previousSession,
  sessionOnOrBefore,
  sessionsBetween,
} from './calendar.js';
import { dateOfEpochDay, epochDay, weekday } from './calendar-date.js';
import { easterSunday } from './calendar-rules.js';

const days = (first: string, last: string): string[] => {
  const start = epochDay(first);
  return Array.from({ length: epochDay(last) - start + 1 }, (_, offset) => dateOfEpochDay(start + offset));
};

const daysOfYear = (year: number): string[] => days(`${year}-01-01`, `${year}-12-31`);
const isWeekday = (date: string): boolean => weekday(epochDay(date)) < 5;
const closedWeekdays = (year: number): string =>
  daysOfYear(year)
    .filter((date) => isWeekday(date) && !isSession(date))
    .map((date) => date.slice(5))
    .join(' ');
const shortSessions = (year: number): string =>
  daysOfYear(year)
    .filter(isEarlyClose)
    .map((date) => date.slice(5))
    .join(' ');

const years = Array.from({ length: 41 }, (_, offset) => 1990 + offset);
const anyDay = fc
  .integer({ min: epochDay(calendarFirst), max: epochDay(calendarLast) })
  .map((day) => dateOfEpochDay(day));
/** With sessions on both sides. */
const innerDay = fc
  .integer({ min: epochDay('1990-01-03'), max: epochDay('2030-12-30') })
  .map((day) => dateOfEpochDay(day));

describe('closed weekdays', () => {
  it.each([
    [1990, '01-01 02-19 04-13 05-28 07-04 09-03 11-22 12-25'],
    [1994, '02-21 04-01 04-27 05-30 07-04 09-05 11-24 12-26'],
    [1998, '01-01 01-19 02-16 04-10 05-25 07-03 09-07 11-26 12-25'],
    [1999, '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24'],
    [2001, '01-01 01-15 02-19 04-13 05-28 07-04 09-03 09-11 09-12 09-13 09-14 11-22 12-25'],
    [2004, '01-01 01-19 02-16 04-09 05-31 06-11 07-05 09-06 11-25 12-24'],
    [2007, '01-01 01-02 01-15 02-19 04-06 05-28 07-04 09-03 11-22 12-25'],
    [2012, '01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25'],
    [2018, '01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25'],
    [2021, '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24'],
    [2022, '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26'],
    [2023, '01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25'],
    [2025, '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25'],
    [2027, '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24'],
  ])('%d: %s', (year, expected) => {
    expect(closedWeekdays(year)).toBe(expected);
  });

  it('leaves the Friday before a New Year on Saturday a full session', () => {
    expect(['1993-12-31', '1999-12-31', '2004-12-31', '2010-12-31', '2021-12-31', '2027-12-31'].every(isSession)).toBe(
      true,
    );
  });

  it('knows Juneteenth from 2022 and Martin Luther King Jr. Day from 1998 only', () => {
    expect(['1997-01-20', '2020-06-19', '2021-06-18'].every(isSession)).toBe(true);
    expect(['1998-01-19', '2022-06-20'].some(isSession)).toBe(false);
  });
});

describe('easterSunday', () => {
  it.each([
    '1954-04-18',
    '1981-04-19',
    '1990-04-15',
    '2008-03-23',
    '2011-04-24',
    '2019-04-21',
    '2038-04-25',
    '2049-04-18',
  ])('%s', (date) => {
    expect(dateOfEpochDay(easterSunday(Number(date.slice(0, 4))))).toBe(date);
  });
});

describe('early closes', () => {
  it.each([
    [1990, '12-24'],
    [1992, '11-27 12-24'],
    [1993, '11-26'],
    [1994, '11-25'],
    [1995, '07-03 11-24'],
    [1996, '07-05 11-29 12-24'],
    [1997, '07-03 11-28 12-24 12-26'],
    [1999, '11-26 12-31'],
    [2002, '07-05 11-29 12-24'],
    [2003, '07-03 11-28 12-24 12-26'],
    [2008, '07-03 11-28 12-24'],
    [2012, '07-03 11-23 12-24'],
    [2013, '07-03 11-29 12-24'],
    [2015, '11-27 12-24'],
    [2019, '07-03 11-29 12-24'],
    [2020, '11-27 12-24'],
    [2021, '11-26'],
    [2023, '07-03 11-24'],
    [2024, '07-03 11-29 12-24'],
    [2025, '07-03 11-28 12-24'],
    [2026, '11-27 12-24'],
  ])('%d: %s', (year, expected) => {
    expect(shortSessions(year)).toBe(expected);
  });

  it('are sessions', () => {
    for (const year of years) expect(daysOfYear(year).filter(isEarlyClose).every(isSession)).toBe(true);
  });
});

describe('sessions a year', () => {
  // 248 in 2001, the year of four closed days in September; 250 to 254 otherwise.
  const totals = [
    253, 253, 254, 253, 252, 252, 254, 253, 252, 252, 252, 248, 252, 252, 252, 252, 251, 251, 253, 252, 252, 252, 250,
    252, 252, 252, 252, 251, 251, 252, 253, 252, 251, 250, 252, 250, 251, 251, 251, 251, 251,
  ];

  it('are those of the exchange', () => {
    expect(years.map((year) => daysOfYear(year).filter(isSession).length)).toEqual(totals);
    expect(sessionsBetween(calendarFirst, calendarLast)).toHaveLength(10_322);
  });
});

describe('neighbouring sessions', () => {
  it.each([
    ['2023-01-01', '2022-12-30', '2023-01-03'],
    ['2023-01-15', '2023-01-13', '2023-01-17'],
    ['2023-01-17', '2023-01-13', '2023-01-18'],
    ['2001-09-11', '2001-09-10', '2001-09-17'],
    ['2012-10-30', '2012-10-26', '2012-10-31'],
  ])('of %s are %s and %s', (date, previous, next) => {
    expect(previousSession(date)).toBe(previous);
    expect(nextSession(date)).toBe(next);
    expect(sessionOnOrBefore(date)).toBe(isSession(date) ? date : previous);
  });

  it('are inverse to each other on sessions', () => {
    fc.assert(
      fc.property(innerDay.filter(isSession), (session) => {
        expect(previousSession(nextSession(session))).toBe(session);
        expect(nextSession(previousSession(session))).toBe(session);
      }),
    );
  });

  it('have no session between them, and are never more than a week away', () => {
    fc.assert(
      fc.property(innerDay, (date) => {
        const [before, after] = [previousSession(date), nextSession(date)];
        expect([before < date, date < after]).toEqual([true, true]);
        const between = days(before, after).slice(1, -1).filter(isSession);
        expect(between).toEqual(isSession(date) ? [date] : []);
        expect(epochDay(after) - epochDay(date)).toBeLessThanOrEqual(7);
      }),
    );
  });
});

describe('sessionsBetween', () => {
  it('includes both ends and nothing else', () => {
    expect(sessionsBetween('2022-12-30', '2023-01-04')).toEqual(['2022-12-30', '2023-01-03', '2023-01-04']);
    expect(sessionsBetween('2023-01-14', '2023-01-16')).toEqual([]);
    expect(sessionsBetween('2023-01-04', '2023-01-03')).toEqual([]);
  });

  it('is every day that is a session', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 900 }), (first, length) => {
        const last = dateOfEpochDay(Math.min(epochDay(first) + length, epochDay(calendarLast)));
        expect(sessionsBetween(first, last)).toEqual(days(first, last).filter(isSession));
      }),
      { numRuns: 30 },
    );
  });
});

describe('what the calendar refuses', () => {
  const outside = expect.objectContaining({
    code: 'calendar.out_of_range',
    message: expect.stringContaining('1990-01-01 to 2030-12-31'),
  });

  it('is a date outside its range', () => {
    for (const date of ['1989-12-31', '2031-01-01']) {
      for (const ask of [isSession, isEarlyClose, nextSession, previousSession, sessionOnOrBefore]) {
        expect(() => ask(date)).toThrow(outside);
      }
      expect(() => sessionsBetween(date, '2023-01-03')).toThrow(outside);
      expect(() => sessionsBetween('2023-01-03', date)).toThrow(outside);
    }
  });

  it('is a question whose answer lies outside its range', () => {
    expect(() => sessionOnOrBefore('1990-01-01')).toThrow(outside);
    expect(() => previousSession('1990-01-02')).toThrow(outside);
    expect(() => nextSession('2030-12-31')).toThrow(outside);
  });

  it('is a text that is no date', () => {
    expect(() => isSession('2023-02-30')).toThrow(expect.objectContaining({ code: 'date.malformed' }));
    expect(() => sessionsBetween('2023-01-03', 'tomorrow')).toThrow(
      expect.objectContaining({ code: 'date.malformed' }),
    );
  });
});
