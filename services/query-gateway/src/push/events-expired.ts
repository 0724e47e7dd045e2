import { ProblemError } from '../http/problem.error.js';

/** 410: between `place` and what is kept events were deleted for their age, and whoever went on there would miss them unawares. */
export function eventsExpired(place: number, forgotten: number): ProblemError {
  return new ProblemError(
    'events-expired',
    `Events after ${place} have been deleted for their age, up to ${forgotten}: take what is kept as a new beginning with from=start, ` +
      'or ask for topics=composition.changed, of which everything is kept.',
  );
}
