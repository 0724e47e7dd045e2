import type { ProblemKind } from '#contracts/api/problem.schema';
import { ProblemError } from '../http/problem.error.js';
import { isProblemKind } from '../http/problem.filter.js';
import type { Job } from './jobs.store.js';

/** Why jobs of these kinds are always let end; the others can be cancelled. */
const letEnd: Readonly<Partial<Record<Job['kind'], string>>> = {
  build: 'an index depends on the union of all ranges ever asked for, so that a build that has begun is let end',
  'quality-decision': 'a decision is taken in one go, so that it is let end',
  retirement: 'an index is given up in one go, so that it is let end',
};

/** 409 for a job that has ended, or of a kind that is let end. */
export function notCancellable(job: Job): ProblemError {
  const reason = job.status === 'queued' || job.status === 'running' ? letEnd[job.kind] : undefined;
  const why =
    reason === undefined
      ? `has ended: it ${job.status === 'cancelled' ? 'was cancelled' : job.status} already`
      : `is of kind ${job.kind}: ${reason}`;
  return new ProblemError('not-cancellable', `Job ${job.id} ${why}.`, { job_id: job.id });
}

/** 409 for the request that waits for a job which was cancelled meanwhile. */
export function jobCancelled(job: Job): ProblemError {
  const remedy =
    job.kind === 'acquisition'
      ? `POST /v1/acquisitions/${job.id}/resume goes on with it`
      : 'nothing of it is left, send the request again for a new one';
  return new ProblemError('job-cancelled', `Job ${job.id} was cancelled before it was done: ${remedy}.`, {
    job_id: job.id,
  });
}

/** What a job has failed with when its worker says no more than that the request could not be done (422). */
const refusals: Readonly<Record<Job['kind'], ProblemKind>> = {
  build: 'nothing-published',
  export: 'nothing-published',
  import: 'import-refused',
  acquisition: 'acquisition-failed',
  'quality-decision': 'decision-refused',
  retirement: 'definition-refused',
};

/** The error of a failed job as the answer of the request that asked for it. */
export function jobFailed(job: Job): ProblemError {
  const kind = job.error === null ? 'job-failed' : kindOfError(job.kind, job.error.type, job.error.status);
  return new ProblemError(kind, job.error?.detail ?? 'The job failed without a reason.', { job_id: job.id });
}

/** Workers may name a problem of ours; else the status tells which it is. */
function kindOfError(jobKind: Job['kind'], type: string, status: number): ProblemKind {
  const name = type.split('/').at(-1) ?? '';
  if (isProblemKind(name)) return name;
  return status === 422 ? refusals[jobKind] : 'job-failed';
}
