import { z } from 'zod';
import { dataSource } from './data-source.schema.js';
import { jobAnswer } from './job.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';
import { formatField } from './representation.schema.js';

export const importKind = z.enum(['prices', 'stocks', 'splits', 'dividends', 'renames'], {
  error: (issue) =>
    issue.input === undefined
      ? 'is missing: say what the file holds, one of prices, stocks, splits, dividends, renames'
      : 'is not a kind of file: give one of prices, stocks, splits, dividends, renames',
});
export type ImportKind = z.infer<typeof importKind>;

export const importQuery = z.strictObject({
  kind: importKind,
  gate: z
    .enum(['flag', 'block'], { error: 'is not known: give flag or block' })
    .optional()
    .meta({
      description:
        'What the quality gate may do about the sessions of the file. flag (the default): name what is suspect. block: also ' +
        'withhold a session from the index until somebody decides.',
    }),
});

const rows = z.int().nonnegative();

export const importReport = z.object({
  kind: importKind,
  rows_read: rows,
  rows_stored: rows,
  rows_unchanged: rows,
  rows_rejected: rows,
  sessions: rows.meta({ description: 'Number of sessions with new or corrected data.' }),
  first_session: z.iso.date().nullable(),
  last_session: z.iso.date().nullable(),
  ignored_columns: z.array(z.string()).meta({ description: 'Columns of the file that mean nothing here.' }),
});
export type ImportReport = z.infer<typeof importReport>;

export const importAnswer = z.object({
  job_id: z.uuid(),
  status: z.literal('succeeded'),
  ...importReport.shape,
  data_source: dataSource,
});

export const rejectionsQuery = z.strictObject({ ...pagingFields, ...formatField });

export const rejection = z.object({
  line: z.int().meta({ description: 'Line of the file, the header being line 1.' }),
  column: z.string().nullable(),
  value: z.string().nullable(),
  rule: z.string().meta({ description: 'The rule that the row breaks.' }),
});

export const rejectionsAnswer = z.object({
  data: z.array(rejection),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type RejectionsAnswer = z.infer<typeof rejectionsAnswer>;

/** An import job: the fields of a job, `kind` being that of the file, and of a finished one the report. */
export const importJobAnswer = z.object({ ...jobAnswer.shape, ...importReport.partial().shape, kind: importKind });
