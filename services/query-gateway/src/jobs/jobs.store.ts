import type { JobError, JobKind, JobStatus } from '#contracts/api/job.schema';
import type { Queryable, Transaction } from '#storage/database';

/**
 * A row of `jobs`: work that was asked for, how far it is and how it ended. A job that has ended never changes again, but for an
 * acquisition that is resumed.
 */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly status: JobStatus;
  readonly request: Record<string, unknown>;
  readonly progress: number;
  readonly result: Record<string, unknown> | null;
  readonly error: JobError | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

export async function insertJob(
  transaction: Transaction,
  job: { id: string; kind: JobKind; request: object; now: Date },
): Promise<void> {
  await transaction.execute(
    `insert into jobs (id, kind, status, request, created_at, updated_at) values ($1::uuid, $2, 'queued', $3::text::jsonb, $4, $4)`,
    [job.id, job.kind, JSON.stringify(job.request), job.now],
  );
}

export async function findJob(database: Queryable, id: string): Promise<Job | null> {
  const [job] = await database.query<Job>(
    `select j.id, j.kind, j.status, j.request, j.progress, j.result, j.error, j.created_at, j.started_at, j.finished_at
     from jobs j where j.id = $1::uuid`,
    [id],
  );
  return job ?? null;
}

/** Which of `ids` have ended. */
export async function findEndedJobs(database: Queryable, ids: readonly string[]): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `select j.id from jobs j where j.id = any($1::uuid[]) and j.status in ('succeeded', 'failed', 'cancelled')`,
    [ids],
  );
  return rows.map((row) => row.id);
}

/** Progress only rises: reports of several workers can cross. */
export async function markRunning(
  transaction: Transaction,
  job: { id: string; progress: number; now: Date },
): Promise<void> {
  await transaction.execute(
    `update jobs set status = 'running', progress = greatest(progress, $2), started_at = coalesce(started_at, $3), updated_at = $3
     where id = $1::uuid and status in ('queued', 'running')`,
    [job.id, job.progress, job.now],
  );
}

/** Returns whether it was this call that ended the job. */
export async function markSucceeded(
  transaction: Transaction,
  job: { id: string; result: object; now: Date },
): Promise<boolean> {
  const rows = await transaction.execute(
    `update jobs set status = 'succeeded', progress = 1, result = $2::text::jsonb, started_at = coalesce(started_at, $3),
       finished_at = $3, updated_at = $3
     where id = $1::uuid and status in ('queued', 'running')`,
    [job.id, JSON.stringify(job.result), job.now],
  );
  return rows === 1;
}

/** Returns whether it was this call that ended the job. */
export async function markFailed(
  transaction: Transaction,
  job: { id: string; error: JobError; now: Date },
): Promise<boolean> {
  const rows = await transaction.execute(
    `update jobs set status = 'failed', error = $2::text::jsonb, started_at = coalesce(started_at, $3), finished_at = $3,
       updated_at = $3
     where id = $1::uuid and status in ('queued', 'running')`,
    [job.id, JSON.stringify(job.error), job.now],
  );
  return rows === 1;
}

/** Returns whether it was this call that ended the job. */
export async function markCancelled(
  transaction: Transaction,
  job: { id: string; result: object | null; now: Date },
): Promise<boolean> {
  const rows = await transaction.execute(
    `update jobs set status = 'cancelled', result = $2::text::jsonb, finished_at = $3, updated_at = $3
     where id = $1::uuid and status in ('queued', 'running')`,
    [job.id, job.result === null ? null : JSON.stringify(job.result), job.now],
  );
  return rows === 1;
}

/** Returns whether it was this call that put the acquisition back among those that wait; what is done stays done. */
export async function markQueuedAgain(transaction: Transaction, job: { id: string; now: Date }): Promise<boolean> {
  const rows = await transaction.execute(
    `update jobs set status = 'queued', result = null, error = null, finished_at = null, updated_at = $2
     where id = $1::uuid and kind = 'acquisition' and status in ('failed', 'cancelled')`,
    [job.id, job.now],
  );
  return rows === 1;
}
