import type { JobError } from './api/job.schema.js';
import { problemKinds, problemType, type ProblemKind } from './api/problem.schema.js';
import type { NewEvent } from './envelope.js';
import { Topic } from './topics.js';

/**
 * What the worker of a job says of it. `id` is given where a job ends once and for all, so that the same end never gets two; a job that
 * can be resumed may end again.
 */
type JobEvent = NewEvent<typeof Topic.jobProgressed>;

export function jobRunning(jobId: string, progress: number): JobEvent {
  return jobEvent(jobId, { status: 'running', progress, result: null, error: null });
}

export function jobSucceeded(jobId: string, result: Readonly<Record<string, unknown>> | null, id?: string): JobEvent {
  return jobEvent(
    jobId,
    { status: 'succeeded', progress: 1, result: result === null ? null : { ...result }, error: null },
    id,
  );
}

/** Without a problem: the worker does not know why. */
export function jobFailed(jobId: string, error: JobError | null, id?: string): JobEvent {
  return jobEvent(jobId, { status: 'failed', progress: 0, result: null, error }, id);
}

export function jobCancelled(jobId: string): JobEvent {
  return jobEvent(jobId, { status: 'cancelled', progress: 0, result: null, error: null });
}

/** A problem of the interface as a failed job keeps it. */
export function jobProblem(kind: ProblemKind, detail: string): JobError {
  const { status, title } = problemKinds[kind];
  return { type: problemType(kind), title, status, detail };
}

function jobEvent(jobId: string, body: Omit<JobEvent['body'], 'job_id'>, id?: string): JobEvent {
  return {
    ...(id === undefined ? {} : { id }),
    topic: Topic.jobProgressed,
    key: jobId,
    body: { job_id: jobId, ...body },
  };
}
