import { z } from 'zod';
import { dataSource } from './data-source.schema.js';
import { jobAnswer, jobKind, jobStatus } from './job.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';
import { formatField } from './representation.schema.js';

/** Query of `GET /v1/jobs`. */
export const jobsQuery = z.strictObject({
  kind: z
    .enum(jobKind.options, { error: `is not a kind of job: give one of ${jobKind.options.join(', ')}` })
    .optional()
    .meta({ description: 'Only jobs of this kind: `export` lists the workbooks, `import` the files.' }),
  status: z
    .enum(jobStatus.options, { error: `is not a status: give one of ${jobStatus.options.join(', ')}` })
    .optional()
    .meta({ description: 'Only jobs that are so far.' }),
  ...pagingFields,
  ...formatField,
});

const { data_source: _dataSource, ...job } = jobAnswer.shape;

export const listedJob = z.object({
  ...job,
  owner: z.string().nullable().optional().meta({
    description: 'Who asked for it; null for what was asked for before there were owners. Told to admins only.',
  }),
});
export type ListedJob = z.infer<typeof listedJob>;

export const jobsAnswer = z.object({ data: z.array(listedJob), next_cursor: nextCursor, data_source: dataSource });
export type JobsAnswer = z.infer<typeof jobsAnswer>;
