import { z } from 'zod';
import { asKnownAt, asKnownAtEcho } from './as-known-at.schema.js';
import { dataSource } from './data-source.schema.js';
import { rangeFields, withRangeRules } from './date-range.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';
import { gaps } from './performance.schema.js';
import { formatField } from './representation.schema.js';

export const changesQuery = withRangeRules(
  z.strictObject({ ...rangeFields, as_known_at: asKnownAt, ...pagingFields, ...formatField }),
);
export type ChangesQuery = z.output<typeof changesQuery>;

const rank = z.int().nullable();

export const compositionChange = z.object({
  date: z.iso.date().meta({ description: 'The session after whose close the composition is another one.' }),
  effective_from: z.iso.date().meta({ description: 'The next session.' }),
  entered: z
    .array(
      z.object({
        ticker: z.string(),
        rank,
        previous_rank: rank.meta({ description: 'Rank on the published session before; null when it had none.' }),
      }),
    )
    .meta({ description: 'By ticker.' }),
  exited: z
    .array(
      z.object({
        ticker: z.string(),
        rank: rank.meta({ description: 'Rank of this session; null when the line could not be ranked.' }),
        previous_rank: rank,
        reason: z.string().nullable().meta({
          description: 'rank, delisted, stale, ineligible or correction.',
        }),
      }),
    )
    .meta({ description: 'By ticker.' }),
  renamed: z.array(z.object({ ticker: z.string(), new_ticker: z.string() })).meta({
    description: 'Members that have another ticker from this session on: they neither entered nor left. By ticker.',
  }),
});

export const changesAnswer = z.object({
  index: z.string(),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  as_known_at: asKnownAtEcho,
  gaps,
  data: z.array(compositionChange).meta({
    description: 'Sessions without a change or a rename are left out; the initial composition is not a change.',
  }),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type ChangesAnswer = z.infer<typeof changesAnswer>;
