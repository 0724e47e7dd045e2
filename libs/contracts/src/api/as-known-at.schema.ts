import { z } from 'zod';

/**
 * An instant of the past. Answers are then made from what was known at it, to the millisecond.
 */
export const asKnownAt = z
  .string()
  .pipe(
    z.iso.datetime({
      offset: true,
      error:
        'is not an instant: give one with seconds and zone, such as 2023-02-01T12:00:00Z or 2023-02-01T12:00:00-05:00 (in a ' +
        'query, "+" is written %2B)',
    }),
  )
  .transform((text) => new Date(text))
  .optional()
  .meta({
    description:
      'Answers with what was known at this instant (RFC 3339, with zone) instead of what is known now. Later corrections, and ' +
      'sessions that came later, are left out.',
    format: 'date-time',
    examples: ['2023-02-01T12:00:00Z'],
  });

/** The instant asked for, in UTC; there only when one was. */
export const asKnownAtEcho = z.iso
  .datetime()
  .optional()
  .meta({ description: 'The instant asked for, in UTC; absent when none was.' });
