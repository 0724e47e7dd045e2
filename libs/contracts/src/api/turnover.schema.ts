import { z } from 'zod';
import { asKnownAt, asKnownAtEcho } from './as-known-at.schema.js';
import { dataSource } from './data-source.schema.js';
import { rangeFields, withRangeRules } from './date-range.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';
import { gaps } from './performance.schema.js';
import { formatField } from './representation.schema.js';

export const turnoverQuery = withRangeRules(
  z.strictObject({ ...rangeFields, as_known_at: asKnownAt, ...pagingFields, ...formatField }),
);
export type TurnoverQuery = z.output<typeof turnoverQuery>;

export const turnoverRow = z.object({
  date: z.iso.date().meta({ description: 'The session at whose close it was traded.' }),
  turnover: z
    .number()
    .nullable()
    .meta({
      description:
        'One-way turnover as a fraction of the index: half the sum of |target weight - drifted weight| over all lines, so that 1 ' +
        'replaces everything. Null on the base session: buying the first constituents is no turnover.',
    }),
  entered: z.int().meta({ description: 'Lines that entered; 0 on the base session, whose composition is no change.' }),
  exited: z.int().meta({ description: 'Lines that left.' }),
});

export const turnoverAnswer = z.object({
  index: z.string(),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  as_known_at: asKnownAtEcho,
  annualised_turnover_one_way: z
    .number()
    .nullable()
    .meta({
      description:
        'Mean turnover of the sessions of the whole range times 252: as a multiple of the index per year. Null where only the base ' +
        'session is in the range.',
    }),
  gaps,
  data: z.array(turnoverRow).meta({ description: 'One row per published session, oldest first.' }),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type TurnoverAnswer = z.infer<typeof turnoverAnswer>;
