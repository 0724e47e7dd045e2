import type { JobError, JobKind, JobStatus } from '#contracts/api/job.schema';
import type { Database, Queryable, Transaction } from '#storage/database';

/**
 * A row of `jobs`: work that was asked for, how far it is and how it ended. A job that has ended never changes again, but for an
 * acquisition that is resumed.
 */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly status: JobStatus;
  readonly request: Record<string, unknown>;
  /** Who asked for it; null for what was asked for before there were owners. */
  readonly owner: string | null;
  readonly progress: number;
  readonly result: Record<string, unknown> | null;
  readonly error: JobError | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

export async function insertJob(
  transaction: Transaction,
  job: { id: string; kind: JobKind; request: object; owner: string; now: Date },
): Promise<void> {
  await transaction.execute(
    `insert into jobs (id, kind, status, request, owner, created_at, updated_at)
     values ($1::uuid, $2, 'queued', $3::text::jsonb, $4, $5, $5)`,
    [job.id, job.kind, JSON.stringify(job.request), job.owner, job.now],
  );
}

const COLUMNS =
  'j.id, j.kind, j.status, j.request, j.owner, j.progress, j.result, j.error, j.created_at, j.started_at, j.finished_at';

export async function findJob(database: Queryable, id: string): Promise<Job | null> {
  const [job] = await database.query<Job>(`select ${COLUMNS} from jobs j where j.id = $1::uuid`, [id]);
  return job ?? null;
}

/** Jobs, the newest first; null stands for any. Up to one more than `limit`, which tells that there is a further page. */
export function listJobs(
  database: Queryable,
  wanted: {
    owner: string | null;
    kind: JobKind | null;
    status: JobStatus | null;
    before: string | null;
    limit: number;
  },
): Promise<Job[]> {
  return database.query<Job>(
    `select ${COLUMNS} from jobs j
     where ($1::text is null or j.owner = $1) and ($2::text is null or j.kind = $2) and ($3::text is null or j.status = $3)
       and ($4::uuid is null or j.id < $4::uuid)
     order by j.id desc limit $5`,
    [wanted.owner, wanted.kind, wanted.status, wanted.before, wanted.limit + 1],
  );
}

/** How many jobs of the kind an owner has that have not ended. Whoever counts makes others who count wait until its transaction ends. */
export async function countUnfinished(
  transaction: Transaction,
  { owner, kind }: { owner: string; kind: JobKind },
): Promise<number> {
  await transaction.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`jobs:${kind}:${owner}`]);
  const [row] = await transaction.query<{ unfinished: number }>(
    `select count(*)::int4 as unfinished from jobs j where j.owner = $1 and j.kind = $2 and j.status in ('queued', 'running')`,
    [owner, kind],
  );
  return row?.unfinished ?? 0;
}

/**
 * Leaves word for the worker that the job is to end. False for a job that has ended. The job is locked meanwhile, so that no word is left
 * behind for one that is just ending.
 */
export function requestCancellation(database: Database, job: { id: string; now: Date }): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const running = await transaction.query(
      `select from jobs j where j.id = $1::uuid and j.status in ('queued', 'running') for update`,
      [job.id],
    );
    if (running.length === 0) return false;
    await transaction.execute(
      'insert into job_cancellations (job_id, requested_at) values ($1::uuid, $2::timestamptz) on conflict (job_id) do nothing',
      [job.id, job.now],
    );
    return true;
  });
}

/** Of a job that has ended nobody needs to know any more that it was to end. */
export async function deleteCancellation(transaction: Transaction, id: string): Promise<void> {
  await transaction.execute('delete from job_cancellations where job_id = $1::uuid', [id]);
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
