import { dateOfEpochDay, epochDay, weekday } from './calendar-date.js';
import { closures, earlyCloses } from './calendar-rules.js';
import { ApplicationError } from './errors.js';

/**
 * The sessions of the New York Stock Exchange (XNYS), 1990 to 2030. Every date is 'YYYY-MM-DD'.
 *
 * Sessions come from rules and never from the dates for which rows happen to be there, so a missing session can be told from
 * a holiday. Compared with the calendar XNYS of the Python package `exchange_calendars` 4.13.2 on each of the 14,975 days from
 * 1990-01-01 to 2030-12-31: the same 10,322 sessions and the same 88 early closes. Early closes are at 13:00 New York time
 * (at 14:00 up to 1992) and are sessions like any other. Days after the last announced holiday are what the rules foretell.
 *
 * Every function throws an ApplicationError: `date.malformed` for a text that is no date, `calendar.out_of_range` for a date
 * outside the range or when the session asked for would lie outside it.
 */

export const calendarFirst = '1990-01-01';
export const calendarLast = '2030-12-31';

const FIRST_YEAR = 1990;
const LAST_YEAR = 2030;
const firstDay = epochDay(calendarFirst);
const dayCount = epochDay(calendarLast) - firstDay + 1;

const CLOSED = 0;
const FULL_SESSION = 1;
const SHORT_SESSION = 2;
const LAST_WEEKDAY = 4;

interface DayTable {
  /** CLOSED, FULL_SESSION or SHORT_SESSION, by days since `calendarFirst`. */
  readonly kinds: Uint8Array;
  /** The text of each day, so that walking the calendar formats nothing. */
  readonly dates: readonly string[];
}

let lazyTable: DayTable | null = null;

/** Built at the first question (about a millisecond), then kept. */
function table(): DayTable {
  lazyTable ??= buildTable();
  return lazyTable;
}

function buildTable(): DayTable {
  const kinds = new Uint8Array(dayCount);
  for (let offset = 0; offset < dayCount; offset += 1) {
    kinds[offset] = weekday(firstDay + offset) <= LAST_WEEKDAY ? FULL_SESSION : CLOSED;
  }
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    for (const day of closures(year)) kinds[day - firstDay] = CLOSED;
    for (const day of earlyCloses(year)) kinds[day - firstDay] = SHORT_SESSION;
  }
  return { kinds, dates: Array.from({ length: dayCount }, (_, offset) => dateOfEpochDay(firstDay + offset)) };
}

/** Days since `calendarFirst`. */
function offsetOf(date: string): number {
  const offset = epochDay(date) - firstDay;
  if (offset < 0 || offset >= dayCount) throw outOfRange(date);
  return offset;
}

function outOfRange(date: string): ApplicationError {
  return new ApplicationError(
    'calendar.out_of_range',
    `date is ${date}: the exchange calendar covers ${calendarFirst} to ${calendarLast}, give a date within it`,
  );
}

/** The first session at `offset` or further on in the direction of `step`. */
function walk(offset: number, step: 1 | -1, asked: string): string {
  const { kinds, dates } = table();
  for (let at = offset; at >= 0 && at < dayCount; at += step) {
    const date = dates[at];
    if (kinds[at] !== CLOSED && date !== undefined) return date;
  }
  throw new ApplicationError(
    'calendar.out_of_range',
    `date is ${asked}: the exchange calendar covers ${calendarFirst} to ${calendarLast} and has no session ` +
      `${step === 1 ? 'after' : 'before'} it, give a date further inside`,
  );
}

/** Whether the exchange opens on `date`. */
export function isSession(date: string): boolean {
  return table().kinds[offsetOf(date)] !== CLOSED;
}

/** Whether `date` is a session that ends early. */
export function isEarlyClose(date: string): boolean {
  return table().kinds[offsetOf(date)] === SHORT_SESSION;
}

/** The first session strictly after `date`. */
export function nextSession(date: string): string {
  return walk(offsetOf(date) + 1, 1, date);
}

/** The last session strictly before `date`. */
export function previousSession(date: string): string {
  return walk(offsetOf(date) - 1, -1, date);
}

/** `date` itself when it is a session, else the last one before it. */
export function sessionOnOrBefore(date: string): string {
  return walk(offsetOf(date), -1, date);
}

/** The sessions from `first` to `last`, both included where they are sessions; empty when `first` is after `last`. */
export function sessionsBetween(first: string, last: string): string[] {
  const start = offsetOf(first);
  const end = offsetOf(last);
  const { kinds, dates } = table();
  return dates.slice(start, end + 1).filter((_, position) => kinds[start + position] !== CLOSED);
}
