import { z } from 'zod';

export const LIMIT_DEFAULT = 1000;
export const LIMIT_MAX = 10_000;

const CURSOR_LENGTH_MAX = 200;

/** Query parameters of every paged list. */
export const pagingFields = {
  limit: z
    .string()
    .refine((text) => /^[1-9]\d{0,4}$/.test(text) && Number(text) <= LIMIT_MAX, {
      error: `is not a page size: give a whole number from 1 to ${LIMIT_MAX}`,
    })
    .transform(Number)
    .optional()
    .meta({
      description: 'Rows per page, at most.',
      type: 'integer',
      minimum: 1,
      maximum: LIMIT_MAX,
      default: LIMIT_DEFAULT,
    }),
  cursor: z
    .string()
    .min(1, { error: 'is empty: leave it out, or give the next_cursor of the page before' })
    .max(CURSOR_LENGTH_MAX, { error: 'is not a cursor of ours: give the next_cursor of the page before, unchanged' })
    .optional()
    .meta({ description: 'The `next_cursor` of the page before, unchanged. Left out for the first page.' }),
};

export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Give it as `cursor` to get the next page; null on the last page.' });
