import { z } from 'zod';
import { asKnownAt, asKnownAtEcho } from './as-known-at.schema.js';
import { dataSource } from './data-source.schema.js';
import { rangeFields, withRangeRules } from './date-range.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';
import { formatField } from './representation.schema.js';

export const performanceQuery = withRangeRules(
  z.strictObject({ ...rangeFields, as_known_at: asKnownAt, ...pagingFields, ...formatField }),
);
export type PerformanceQuery = z.output<typeof performanceQuery>;

/** A session of the range that has no published index, and why. */
export const gap = z.object({
  date: z.iso.date(),
  status: z.enum(['incomplete', 'missing']).meta({
    description: 'incomplete: too few lines have prices. missing: the session has no prices at all.',
  }),
  reasons: z.array(z.string()),
});
export type Gap = z.infer<typeof gap>;

export const gaps = z.array(gap).meta({
  description: 'The sessions of the whole range that are not published. The next published session bridges them.',
});

export const performanceRow = z.object({
  date: z.iso.date().meta({ description: 'The session.' }),
  daily_return: z.number().nullable().meta({
    description: 'Return since the published session before, in percent: 1.5 means 1.5 %. Null on the base session.',
  }),
  cumulative_return: z.number().meta({ description: 'Return since the base session, in percent.' }),
  level: z.number().meta({
    description:
      'Index level at the close; at the base session 1000, or the base_level that the definition of the index names. Not rounded.',
  }),
  constituents: z.int().meta({ description: 'Number of constituents after the close.' }),
});

export const performanceAnswer = z.object({
  index: z.string(),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  as_known_at: asKnownAtEcho,
  period_return: z.number().meta({
    description:
      'Return of the whole range in percent: level at its last published session over the level at the last published session ' +
      'before start_date (or, where there is none, at the first published session of the range), minus one.',
  }),
  gaps,
  data: z.array(performanceRow),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type PerformanceAnswer = z.infer<typeof performanceAnswer>;
