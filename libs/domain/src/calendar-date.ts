import { ApplicationError } from './errors.js';

/**
 * Arithmetic on civil dates (proleptic Gregorian, no time zone). Outside this file a date is the text 'YYYY-MM-DD', years
 * 0001 to 9999; an epoch day is the whole number of days since 1970-01-01 (negative before it). Integers throughout and no
 * `Date` objects: these functions run for every row of an import.
 */

const DIGIT_ZERO = 48;
const HYPHEN = 45;
const FIRST_YEAR = 1;

const DAYS_PER_YEAR = 365;
/** Days of the 400 years after which the Gregorian calendar repeats. */
const DAYS_PER_CYCLE = 146_097;
const YEARS_PER_CYCLE = 400;
/** From 0000-03-01 to 1970-01-01. Years are counted from March, so that the leap day is the last day of its year. */
const DAYS_TO_EPOCH = 719_468;

const FIRST_EPOCH_DAY = -719_162;
const LAST_EPOCH_DAY = 2_932_896;

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function monthLength(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % YEARS_PER_CYCLE === 0;
  return month === 2 && leap ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
}

/** The digits from `start` to before `end` as a number, or NaN when one of them is not a digit. */
function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let position = start; position < end; position += 1) {
    const digit = text.charCodeAt(position) - DIGIT_ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** The epoch day of a date given as numbers; the caller vouches that the day exists. */
export function epochDayOf(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = month > 2 ? month - 3 : month + 9;
  const cycle = Math.floor(marchYear / YEARS_PER_CYCLE);
  const yearOfCycle = marchYear - cycle * YEARS_PER_CYCLE;
  // Counted from March, month lengths repeat every five months (31 30 31 30 31 = 153 days).
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100);
  return cycle * DAYS_PER_CYCLE + yearOfCycle * DAYS_PER_YEAR + leapDays + dayOfYear - DAYS_TO_EPOCH;
}

/** The epoch day of `text`, or null when it is not a date of the calendar in the form 'YYYY-MM-DD'. */
function parse(text: string): number | null {
  if (text.length !== 10 || text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return null;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  // NaN fails every comparison, so a stray letter ends here as well.
  if (!(year >= FIRST_YEAR && month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month))) return null;
  return epochDayOf(year, month, day);
}

/** Whether `text` names a real day in the form 'YYYY-MM-DD': '2023-02-30' and '2023-1-5' do not. */
export function isCalendarDate(text: string): boolean {
  return parse(text) !== null;
}

/**
 * Days since 1970-01-01.
 * @throws ApplicationError `date.malformed` when `date` is not a real day in the form 'YYYY-MM-DD'
 */
export function epochDay(date: string): number {
  const day = parse(date);
  if (day === null) {
    throw new ApplicationError(
      'date.malformed',
      `date is ${JSON.stringify(date)}: give a day of the calendar in the form YYYY-MM-DD, such as 2023-01-13`,
    );
  }
  return day;
}

/**
 * The date, 'YYYY-MM-DD', of an epoch day.
 * @throws ApplicationError `date.out_of_range` when `day` is not a whole number or its year is not 0001 to 9999
 */
export function dateOfEpochDay(day: number): string {
  if (!Number.isInteger(day) || day < FIRST_EPOCH_DAY || day > LAST_EPOCH_DAY) {
    throw new ApplicationError(
      'date.out_of_range',
      `epoch day is ${day}: give a whole number from ${FIRST_EPOCH_DAY} (0001-01-01) to ${LAST_EPOCH_DAY} (9999-12-31)`,
    );
  }
  const shifted = day + DAYS_TO_EPOCH;
  const cycle = Math.floor(shifted / DAYS_PER_CYCLE);
  const dayOfCycle = shifted - cycle * DAYS_PER_CYCLE;
  // Take away the leap days passed so far (every 4 years, not every 100, again at 400); what is left divides evenly.
  const leapDays =
    Math.floor(dayOfCycle / 1460) - Math.floor(dayOfCycle / 36_524) + Math.floor(dayOfCycle / (DAYS_PER_CYCLE - 1));
  const yearOfCycle = Math.floor((dayOfCycle - leapDays) / DAYS_PER_YEAR);
  const dayOfYear =
    dayOfCycle - (yearOfCycle * DAYS_PER_YEAR + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const dayOfMonth = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const year = cycle * YEARS_PER_CYCLE + yearOfCycle + (month > 2 ? 0 : 1);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}`;
}

/** Day of the week of an epoch day: 0 Monday to 6 Sunday. */
export function weekday(day: number): number {
  // 1970-01-01 was a Thursday; the second modulo brings days before it to 0 and above.
  return (((day + 3) % 7) + 7) % 7;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
