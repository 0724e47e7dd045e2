import { z } from 'zod';
import { defaultIndex } from '#domain/index-definition';
import { dataSource } from './data-source.schema.js';
import { rangeFields, withRangeRules } from './date-range.schema.js';
import { indexId } from './index-path.schema.js';

/** Body of `POST /build-index`. */
export const rangeBody = withRangeRules(z.strictObject(rangeFields));
export type RangeBody = z.output<typeof rangeBody>;

/** Body of `POST /export-data`. */
export const exportBody = withRangeRules(
  z.strictObject({
    index_id: indexId
      .optional()
      .meta({ description: 'The index to export, as GET /v1/indices lists them.', default: defaultIndex.id }),
    ...rangeFields,
  }),
);

export const identifierPath = z.strictObject({
  id: z
    .uuid({ error: 'is not an identifier of ours: give the UUID that the POST answered with' })
    .meta({ description: 'As the POST that made it answered.', examples: ['019a9c3e-5f00-7abc-8def-0123456789ab'] }),
});

export const jobKind = z.enum(['build', 'export', 'import', 'acquisition', 'quality-decision', 'retirement']);
export type JobKind = z.infer<typeof jobKind>;
export const jobStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
export type JobStatus = z.infer<typeof jobStatus>;

/** What a failed job keeps of its problem. */
export const jobError = z.object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() });
export type JobError = z.infer<typeof jobError>;

const progress = z.number().min(0).max(1).meta({ description: 'Share done, 0 to 1.' });

export const jobAnswer = z.object({
  job_id: z.uuid(),
  kind: jobKind,
  status: jobStatus,
  progress,
  request: z.record(z.string(), z.unknown()).meta({ description: 'What was asked for.' }),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  result: z.record(z.string(), z.unknown()).nullable().meta({ description: 'Of a job that succeeded.' }),
  error: jobError.nullable().meta({ description: 'Of a job that failed.' }),
  data_source: dataSource,
});
export type JobAnswer = z.infer<typeof jobAnswer>;

/** A job that has not ended within the wait. */
export const jobPendingAnswer = z.object({
  job_id: z.uuid(),
  status: z.enum(['queued', 'running']),
  progress,
  data_source: dataSource,
});

export const buildResult = z.object({
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  first_session: z.iso.date().meta({ description: 'First published session of the range.' }),
  last_session: z.iso.date().meta({ description: 'Last published session of the range.' }),
  sessions: z.int().meta({ description: 'Published sessions of the range.' }),
  composition_changes: z.int().meta({
    description:
      'Sessions of the range whose composition differs from the one before; the initial composition is not one.',
  }),
  level: z.number().meta({ description: 'Index level at last_session.' }),
});
export type BuildResult = z.infer<typeof buildResult>;

export const buildAnswer = z.object({
  job_id: z.uuid(),
  status: z.literal('succeeded'),
  ...buildResult.shape,
  data_source: dataSource,
});

export const exportResult = z.object({
  file_name: z.string(),
  download_url: z.string().meta({ description: 'Path of the workbook on this server.' }),
  bytes: z.int().meta({ description: 'Size of the file in bytes.' }),
});
export type ExportResult = z.infer<typeof exportResult>;

export const exportAnswer = z.object({
  job_id: z.uuid(),
  status: z.literal('succeeded'),
  ...exportResult.shape,
  data_source: dataSource,
});
