import { isEarlyClose } from './calendar.js';
import { epochDay } from './calendar-date.js';

/** When a session closes and from when its data are worth asking for. Instants are milliseconds since 1970 (UTC). */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const CLOSE_HOUR = 16;
const EARLY_CLOSE_HOUR = 13;
/** Vendors correct the prices of a session until this hour of New York. */
const CORRECTIONS_END_HOUR = 20;
/** After that hour, so that a vendor has written what it corrected last. */
const SETTLING_MS = 15 * MINUTE_MS;

const newYork = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
});

/** Hours that New York is behind UTC at an instant: 5 in winter, 4 in summer. */
function hoursBehind(instant: number): number {
  const parts = new Map(newYork.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(parts.get('year') ?? 0, (parts.get('month') ?? 1) - 1, parts.get('day'), parts.get('hour'));
  return Math.round((instant - local) / HOUR_MS);
}

/** An hour of New York on `date` as an instant. Clocks change at two in the night, hours before any session. */
function newYorkInstant(date: string, hour: number): number {
  const asUtc = epochDay(date) * DAY_MS + hour * HOUR_MS;
  return asUtc + hoursBehind(asUtc + 5 * HOUR_MS) * HOUR_MS;
}

/** The close of a session: 16:00 New York, 13:00 on the day of an early close. */
export function closeOfSession(session: string): number {
  return newYorkInstant(session, isEarlyClose(session) ? EARLY_CLOSE_HOUR : CLOSE_HOUR);
}

/** From when on nothing of a session is corrected any more as a matter of course: 20:15 New York. */
export function settledAt(session: string): number {
  return newYorkInstant(session, CORRECTIONS_END_HOUR) + SETTLING_MS;
}
