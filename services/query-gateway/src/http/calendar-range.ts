import type { RangeBody } from '#contracts/api/job.schema';
import { calendarFirst, calendarLast } from '#domain/calendar';
import { ProblemError } from './problem.error.js';

/** 422 for a range of which it cannot be said what its sessions are. */
export function refuseOutsideCalendar({ start_date: start, end_date: end }: RangeBody): void {
  if (start < calendarFirst) {
    throw new ProblemError(
      'outside-calendar',
      `start_date ${start} is before ${calendarFirst}, where the exchange calendar begins: give a start_date from then on.`,
    );
  }
  if (end > calendarLast) {
    throw new ProblemError(
      'outside-calendar',
      `end_date ${end} is after ${calendarLast}, where the exchange calendar ends: give an end_date up to then.`,
    );
  }
}
