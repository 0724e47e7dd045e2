import type { RangeBody } from '#contracts/api/job.schema';
import { calendarFirst, calendarLast, nextSession, sessionOnOrBefore } from '#domain/calendar';
import { ProblemError } from '../http/problem.error.js';

/** 422 for a range of which it cannot be said what its sessions are. */
export function refuseOutsideCalendar({ start_date: start, end_date: end }: RangeBody): void {
  if (start < calendarFirst) {
    throw new ProblemError(
      'outside-calendar',
      `start_date ${start} is before ${calendarFirst}, where the exchange calendar begins: give a start_date from then on.`,
    );
  }
  refuseAfterCalendar(end);
}

/** 422 for a range that goes on after the last session that is known. */
export function refuseAfterCalendar(end: string): void {
  if (end <= calendarLast) return;
  throw new ProblemError(
    'outside-calendar',
    `end_date ${end} is after ${calendarLast}, where the exchange calendar ends: give an end_date up to then.`,
  );
}

/** The session on `date`, else the last one before; 422 where the calendar has none. */
export function sessionOf(date: string): string {
  // The calendar begins with a holiday.
  const first = nextSession(calendarFirst);
  if (date >= first && date <= calendarLast) return sessionOnOrBefore(date);
  throw new ProblemError(
    'outside-calendar',
    `date ${date} is outside of the exchange calendar, ${first} to ${calendarLast}: give a date within it.`,
  );
}
