import { calendarFirst, calendarLast, isSession } from '#domain/calendar';
import type { RejectionRule } from './rejection.js';

/** What is wrong with a date of prices: they are of sessions of the exchange, up to `today` (a date in New York). */
export function sessionRule(today: string): (date: string) => RejectionRule | null {
  return (date) => {
    if (outsideCalendar(date)) return 'outside_calendar';
    if (date > today) return 'future_date';
    return isSession(date) ? null : 'not_a_session';
  };
}

/** What is wrong with the ex-date of an event: it may lie ahead, and on a day without a session it counts from the next one. */
export function exDateRule(date: string): RejectionRule | null {
  return outsideCalendar(date) ? 'outside_calendar' : null;
}

function outsideCalendar(date: string): boolean {
  return date < calendarFirst || date > calendarLast;
}
