import { ProblemError } from '../http/problem.error.js';
import { newYorkDate } from './new-york-date.js';

/** 422 for a day that has not come yet. To be asked before the cache: tomorrow the same question has an answer. */
export function refuseFutureDay(date: string, now: Date): void {
  const today = newYorkDate(now);
  if (date <= today) return;
  throw new ProblemError(
    'date-in-the-future',
    `date ${date} is after today, ${today} in New York: ask for a date up to today.`,
    { errors: [{ parameter: 'date', value: date, message: `is after today: give a date up to ${today}` }] },
  );
}

/** 422 for an instant that has not come: what will be known then cannot be said. Before any cache, since the clock goes on. */
export function refuseFutureInstant(asKnownAt: string | undefined, now: Date): void {
  if (asKnownAt === undefined || asKnownAt <= now.toISOString()) return;
  throw new ProblemError(
    'date-in-the-future',
    `as_known_at ${asKnownAt} has not come yet, it is ${now.toISOString()}: give an instant up to now, or leave it out.`,
    {
      errors: [{ parameter: 'as_known_at', value: asKnownAt, message: 'has not come yet: give an instant up to now' }],
    },
  );
}
