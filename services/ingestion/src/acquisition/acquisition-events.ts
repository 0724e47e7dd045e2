import type { NewEvent } from '#contracts/envelope';
import { Topic } from '#contracts/topics';
import { problemKinds, problemType, type ProblemKind } from '#contracts/api/problem.schema';

/** What became of the sessions that a job asked for. */
export interface AcquisitionResult {
  readonly start_date: string;
  readonly end_date: string;
  readonly sessions: number;
  readonly complete: number;
  readonly incomplete: number;
  readonly missing: number;
  /** First and last complete session of the range. */
  readonly first_session: string | null;
  readonly last_session: string | null;
}

type Progressed = NewEvent<typeof Topic.jobProgressed>;

export function acquisitionRunning(jobId: string, progress: number): Progressed {
  return progressed(jobId, { status: 'running', progress, result: null, error: null });
}

export function acquisitionSucceeded(jobId: string, result: AcquisitionResult): Progressed {
  return progressed(jobId, { status: 'succeeded', progress: 1, result: { ...result }, error: null });
}

export function acquisitionCancelled(jobId: string): Progressed {
  return progressed(jobId, { status: 'cancelled', progress: 0, result: null, error: null });
}

export function acquisitionFailed(jobId: string, kind: ProblemKind, detail: string): Progressed {
  const { status, title } = problemKinds[kind];
  const error = { type: problemType(kind), title, status, detail };
  return progressed(jobId, { status: 'failed', progress: 0, result: null, error });
}

function progressed(jobId: string, body: Omit<Progressed['body'], 'job_id'>): Progressed {
  return { topic: Topic.jobProgressed, key: jobId, body: { job_id: jobId, ...body } };
}
