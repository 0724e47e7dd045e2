import { z } from 'zod';

const REMEDY =
  'is not an instant: give one with its zone, such as 2023-02-01T12:00:00Z or 2023-02-01T12:00:00-05:00 (in a query, "+" is written %2B)';

/** Days of the interface begin there. */
const FIRST_YEAR = '1900';

/** An instant of the past, to the millisecond, as text in UTC: answers are then made from what was known at it. */
export const asKnownAt = z.iso
  .datetime({ offset: true, error: REMEDY })
  .transform((text) => new Date(text).toISOString())
  .refine((instant) => instant >= FIRST_YEAR, { error: `is before ${FIRST_YEAR}: give a later instant` })
  .optional()
  .meta({
    description:
      'Answers with what was known at this instant (RFC 3339, with zone) instead of what is known now: sessions and corrections ' +
      'that came later are left out.',
    format: 'date-time',
    examples: ['2023-02-01T12:00:00Z'],
  });

/** The instant asked for. */
export const asKnownAtEcho = z.iso
  .datetime()
  .optional()
  .meta({ description: 'The instant asked for, in UTC; absent when none was.' });
