import { acquisitionResult } from '#contracts/api/acquisition.schema';
import { builtIndex, retirementResult } from '#contracts/api/definition.schema';
import { importReport } from '#contracts/api/import.schema';
import { exportResult, jobError } from '#contracts/api/job.schema';
import type { JobAnswer } from '#contracts/api/job.schema';
import { decisionResult } from '#contracts/api/quality.schema';
import type { Job } from './jobs.store.js';

/** A job as the interface shows it. */
export function toJobAnswer(job: Job): JobAnswer {
  return {
    job_id: job.id,
    kind: job.kind,
    status: job.status,
    progress: job.progress,
    request: orderedRequest(job),
    created_at: job.created_at.toISOString(),
    started_at: job.started_at?.toISOString() ?? null,
    finished_at: job.finished_at?.toISOString() ?? null,
    result: orderedResult(job),
    error: jobError.nullable().safeParse(job.error).data ?? job.error,
  };
}

const resultSchemas = {
  build: builtIndex,
  export: exportResult,
  import: importReport,
  acquisition: acquisitionResult,
  'quality-decision': decisionResult,
  retirement: retirementResult,
} as const;

/** The result with its fields as documented; the store keeps them in an order of its own. */
export function orderedResult(job: Job): Record<string, unknown> | null {
  return resultSchemas[job.kind].safeParse(job.result).data ?? job.result;
}

const requestFields = [
  ...['start_date', 'end_date', 'kind', 'source', 'refresh', 'bytes', 'gate'],
  ...['date', 'action', 'ticker', 'values', 'reason', 'decided_by'],
];

/** What was asked for, in the order in which the interface names it; further fields follow. */
function orderedRequest({ request }: Job): Record<string, unknown> {
  const ordered: Record<string, unknown> = {};
  for (const name of requestFields) {
    if (Object.hasOwn(request, name)) ordered[name] = request[name];
  }
  return { ...ordered, ...request };
}
