import { z } from 'zod';
import { dataSource } from './data-source.schema.js';
import { rangeFields, withRangeRules } from './date-range.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';
import { formatField } from './representation.schema.js';

/** The vendors that have whole days of the market. */
const acquisitionSource = z
  .enum(['massive', 'massive-flat-files', 'nasdaq'], {
    error: 'is not a source of whole days: give one of massive, massive-flat-files, nasdaq, or leave it out',
  })
  .meta({ description: 'The vendor to ask. Left out: the configured ones, in their order.' });

/** Body of `POST /v1/acquisitions`. */
export const acquisitionBody = withRangeRules(
  z.strictObject({
    ...rangeFields,
    source: acquisitionSource.optional(),
    refresh: z
      .boolean({ error: 'must be true or false' })
      .default(false)
      .meta({ description: 'true: sessions that are complete are fetched again as well.' }),
  }),
);

const sessions = z.int().nonnegative();

export const acquisitionResult = z.object({
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  sessions: sessions.meta({ description: 'Sessions of the exchange in the range that have closed.' }),
  complete: sessions.meta({ description: 'Of them, those that are complete.' }),
  incomplete: sessions.meta({ description: 'Of them, those with fewer lines than expected, or blocked.' }),
  missing: sessions.meta({ description: 'Of them, those without a row. `/v1/coverage` names each with its reasons.' }),
  first_session: z.iso
    .date()
    .nullable()
    .meta({ description: 'First complete session of the range; null when it has none.' }),
  last_session: z.iso
    .date()
    .nullable()
    .meta({ description: 'Last complete session of the range; null when it has none.' }),
});

export const acquisitionAnswer = z.object({
  job_id: z.uuid(),
  status: z.literal('succeeded'),
  ...acquisitionResult.shape,
  data_source: dataSource,
});

export type AcquisitionResult = z.infer<typeof acquisitionResult>;

export const sessionStatus = z.enum(['complete', 'incomplete', 'missing']);
export type SessionStatus = z.infer<typeof sessionStatus>;

export const coverageQuery = withRangeRules(z.strictObject({ ...rangeFields, ...pagingFields, ...formatField }));

export const sessionCoverage = z.object({
  date: z.iso.date().meta({ description: 'A session of the exchange.' }),
  status: sessionStatus.meta({
    description:
      'missing: no row is stored. incomplete: blocked by the quality gate, not acquired to its end, or fewer than 95 % of the ' +
      'lines expected. complete: anything else, and whatever an operator has accepted.',
  }),
  lines: z.int().nonnegative().meta({ description: 'Lines that have a row.' }),
  expected_lines: z.int().nonnegative().nullable().meta({
    description: 'Lines expected; where none were counted, those of the last complete session before. Null: not known.',
  }),
  sources: z.array(z.string()).meta({ description: 'Where the rows came from.' }),
  reasons: z.array(z.string()).meta({ description: 'Why the session is not complete.' }),
});
export type SessionCoverage = z.infer<typeof sessionCoverage>;

export const coverageAnswer = z.object({
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  data: z.array(sessionCoverage).meta({
    description: 'One entry per session of the exchange, up to the last one that has closed.',
  }),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type CoverageAnswer = z.infer<typeof coverageAnswer>;
