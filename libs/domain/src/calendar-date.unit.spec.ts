import fc from 'fast-check';
import { dateOfEpochDay, epochDay, isCalendarDate, weekday } from './calendar-date.js';

const MILLISECONDS_PER_DAY = 86_400_000;
const FIRST = epochDay('0001-01-01');
const LAST = epochDay('9999-12-31');

describe('epochDay', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['2000-03-01', 11_017],
    ['2023-01-13', 19_370],
    ['0001-01-01', -719_162],
    ['9999-12-31', 2_932_896],
  ])('%s is day %d', (date, day) => {
    expect(epochDay(date)).toBe(day);
    expect(dateOfEpochDay(day)).toBe(date);
  });

  it('agrees with the platform on every day of four centuries', () => {
    const differing: string[] = [];
    for (let day = epochDay('1800-01-01'); day <= epochDay('2200-12-31'); day += 1) {
      const expected = new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
      if (dateOfEpochDay(day) !== expected || epochDay(expected) !== day) differing.push(expected);
    }
    expect(differing).toEqual([]);
  });

  it('is undone by dateOfEpochDay, and keeps the order of the texts', () => {
    const day = fc.integer({ min: FIRST, max: LAST });
    fc.assert(
      fc.property(day, day, (a, b) => {
        expect(epochDay(dateOfEpochDay(a))).toBe(a);
        expect(dateOfEpochDay(a) < dateOfEpochDay(b)).toBe(a < b);
      }),
    );
  });

  it.each(['', '2023-1-5', '2023-02-30', '2023-13-01', '2023-00-10', '2023-01-00', '0000-01-01'])(
    'refuses %j and says what to give',
    (text) => {
      expect(() => epochDay(text)).toThrow(
        expect.objectContaining({ code: 'date.malformed', message: expect.stringContaining('YYYY-MM-DD') }),
      );
    },
  );
});

describe('isCalendarDate', () => {
  it.each(['2023-01-15', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s is one', (text) => {
    expect(isCalendarDate(text)).toBe(true);
  });

  it.each([
    '2023-02-29',
    '1900-02-29',
    '2100-02-29',
    '2023-04-31',
    '2023/01/15',
    '20230115',
    '2023-01-15T00:00:00Z',
    ' 2023-01-15',
    '2023-01-1x',
    '2o23-01-15',
    '-023-01-15',
    '２０２３-01-15',
  ])('%s is none', (text) => {
    expect(isCalendarDate(text)).toBe(false);
  });

  it('holds for whatever text comes: it is one exactly when the platform gives it back', () => {
    const part = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
    const text = fc
      .tuple(fc.integer({ min: 1000, max: 9999 }), part(14), part(33))
      .map(([year, month, day]) => `${year}-${month}-${day}`);
    fc.assert(
      fc.property(text, (date) => {
        const time = Date.parse(`${date}T00:00:00Z`);
        const real = !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === date;
        expect(isCalendarDate(date)).toBe(real);
      }),
    );
  });
});

describe('dateOfEpochDay', () => {
  it.each([FIRST - 1, LAST + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (day) => {
    expect(() => dateOfEpochDay(day)).toThrow(expect.objectContaining({ code: 'date.out_of_range' }));
  });
});

describe('weekday', () => {
  it.each([
    ['2023-01-15', 6],
    ['2023-01-16', 0],
    ['1969-12-31', 2],
    ['0001-01-01', 0],
  ])('%s is %d, counted from Monday', (date, expected) => {
    expect(weekday(epochDay(date))).toBe(expected);
  });
});
