import { isEarlyClose, sessionsBetween } from '#domain/calendar';
import { dateOfEpochDay, epochDay } from '#domain/calendar-date';

const HOUR_MS = 3_600_000;
/** Vendors have a session so long after its close. */
const PUBLISHED_AFTER_MS = 15 * 60_000;
const format = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
});
const noons = new Map<string, number>();

/** The instant of a wall-clock time of New York (`HH:MM`, not within the hour that the clocks skip or repeat). */
export function newYorkInstant(date: string, time: string): Date {
  const [hours, minutes] = time.split(':').map(Number);
  return new Date(noonOf(date) + ((hours ?? 0) - 12) * HOUR_MS + (minutes ?? 0) * 60_000);
}

/** The date in New York, 'YYYY-MM-DD'. */
export function newYorkDate(instant: Date): string {
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

export function sessionClose(session: string): Date {
  return newYorkInstant(session, isEarlyClose(session) ? '13:00' : '16:00');
}

/** From when on vendors have the rows of a session. */
export function publishedAt(session: string): Date {
  return new Date(sessionClose(session).getTime() + PUBLISHED_AFTER_MS);
}

/** The newest session that vendors have at `now`, looking back two weeks. */
export function newestPublished(now: Date): string | null {
  const today = newYorkDate(now);
  const recent = sessionsBetween(addDays(today, -14), today);
  return recent.filter((session) => publishedAt(session) <= now).at(-1) ?? null;
}

export function addDays(date: string, days: number): string {
  return dateOfEpochDay(epochDay(date) + days);
}

/** New York is four or five hours behind; the clocks change at night, so noon says which for the trading day. */
function noonOf(date: string): number {
  const known = noons.get(date);
  if (known !== undefined) return known;
  const utcNoon = epochDay(date) * 24 * HOUR_MS + 12 * HOUR_MS;
  const hourThere = Number(format.formatToParts(utcNoon).find(({ type }) => type === 'hour')?.value);
  const noon = utcNoon + (12 - hourThere) * HOUR_MS;
  noons.set(date, noon);
  return noon;
}
