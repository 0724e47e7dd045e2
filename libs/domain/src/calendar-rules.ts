import { epochDay, epochDayOf, weekday } from './calendar-date.js';

/**
 * The rules of the New York Stock Exchange (XNYS), by year, for 1990 to 2030. Days are epoch days (see `calendar-date.ts`).
 * How they were checked is said in `calendar.ts`.
 */

const MONDAY = 0;
const TUESDAY = 1;
const THURSDAY = 3;
const FRIDAY = 4;
const SATURDAY = 5;
const SUNDAY = 6;

const DAYS_PER_WEEK = 7;

/** Weekdays without a session that no rule foretells. */
const oneOffClosures: readonly string[] = [
  '1994-04-27', // funeral of Richard Nixon
  '2001-09-11', // attack on the World Trade Center, and the three days after it
  '2001-09-12',
  '2001-09-13',
  '2001-09-14',
  '2004-06-11', // funeral of Ronald Reagan
  '2007-01-02', // funeral of Gerald Ford
  '2012-10-29', // hurricane Sandy
  '2012-10-30',
  '2018-12-05', // funeral of George H. W. Bush
  '2025-01-09', // funeral of Jimmy Carter
];

/** Short sessions that no rule foretells. */
const oneOffEarlyCloses: readonly string[] = [
  '1997-12-26', // the Friday after Christmas; later such Fridays but 2003 were full sessions
  '1999-12-31', // eve of the year 2000
  '2003-12-26',
];

const daysOf = (dates: readonly string[], year: number): number[] =>
  dates.filter((date) => date.startsWith(`${year}-`)).map(epochDay);

/** The nth (1 is the first) given weekday of a month. */
function nthWeekday(year: number, month: number, day: number, nth: number): number {
  const first = epochDayOf(year, month, 1);
  const toFirstMatch = (day - weekday(first) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
  return first + toFirstMatch + (nth - 1) * DAYS_PER_WEEK;
}

const lastMondayOfMay = (year: number): number => {
  const last = epochDayOf(year, 5, 31);
  return last - ((weekday(last) - MONDAY + DAYS_PER_WEEK) % DAYS_PER_WEEK);
};

const thanksgiving = (year: number): number => nthWeekday(year, 11, THURSDAY, 4);

/** A holiday on Sunday is kept on Monday, one on Saturday on Friday. */
function observed(day: number): number {
  if (weekday(day) === SUNDAY) return day + 1;
  return weekday(day) === SATURDAY ? day - 1 : day;
}

/** New Year on a Saturday is not made up: that Friday closes the books of the old year. */
function observedNewYear(year: number): number[] {
  const day = epochDayOf(year, 1, 1);
  return weekday(day) === SATURDAY ? [] : [observed(day)];
}

/**
 * Easter Sunday of the Gregorian calendar, from the ecclesiastical full moon. Right for 1900 to 2099, where the corrections
 * for skipped leap years and for the moon stand still and the full moon follows from the year's place in the 19-year cycle.
 */
export function easterSunday(year: number): number {
  const placeInCycle = year % 19;
  let moonAge = (19 * placeInCycle + 24) % 30;
  // Two ages of the moon fall a day early, so that the full moon is never after 18 April nor twice on it in one cycle.
  if (moonAge === 29 || (moonAge === 28 && placeInCycle > 10)) moonAge -= 1;
  const fullMoon = epochDayOf(year, 3, 21) + moonAge;
  return fullMoon + (DAYS_PER_WEEK - ((weekday(fullMoon) + 1) % DAYS_PER_WEEK));
}

/** The weekdays of `year` on which the exchange does not open. */
export function closures(year: number): number[] {
  return [
    ...observedNewYear(year),
    ...(year >= 1998 ? [nthWeekday(year, 1, MONDAY, 3)] : []), // Martin Luther King Jr. Day
    nthWeekday(year, 2, MONDAY, 3), // Presidents' Day
    easterSunday(year) - 2, // Good Friday
    lastMondayOfMay(year), // Memorial Day
    ...(year >= 2022 ? [observed(epochDayOf(year, 6, 19))] : []), // Juneteenth
    observed(epochDayOf(year, 7, 4)), // Independence Day
    nthWeekday(year, 9, MONDAY, 1), // Labor Day
    thanksgiving(year),
    observed(epochDayOf(year, 12, 25)), // Christmas
    ...daysOf(oneOffClosures, year),
  ];
}

/**
 * The short session next to Independence Day, since 1995: 3 July when the holiday is Tuesday to Friday. Until 2012 a Thursday
 * holiday shortened the Friday after it instead.
 */
function independenceEarlyClose(year: number): number[] {
  const holiday = epochDayOf(year, 7, 4);
  const day = weekday(holiday);
  if (year < 1995 || day < TUESDAY || day > FRIDAY) return [];
  return [day === THURSDAY && year < 2013 ? holiday + 1 : holiday - 1];
}

/** The sessions of `year` that end early. */
export function earlyCloses(year: number): number[] {
  const christmasEve = epochDayOf(year, 12, 24);
  return [
    ...independenceEarlyClose(year),
    ...(year >= 1992 ? [thanksgiving(year) + 1] : []),
    ...(weekday(christmasEve) <= THURSDAY ? [christmasEve] : []),
    ...daysOf(oneOffEarlyCloses, year),
  ];
}
