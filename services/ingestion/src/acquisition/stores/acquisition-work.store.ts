import type { Queryable, Transaction } from '#storage/database';

/** A range of sessions that a job has asked for and that is not done yet. */
export interface AcquisitionWork {
  readonly job_id: string;
  readonly first_session: string;
  readonly last_session: string;
  readonly done_through: string | null;
  readonly source: string | null;
  readonly refresh: boolean;
  readonly requested_by: string;
}

const COLUMNS =
  'work.job_id, work.first_session, work.last_session, work.done_through, work.source, work.refresh, work.requested_by';

/** A job that goes on keeps what is done of it. */
export async function addWork(
  transaction: Transaction,
  work: Omit<AcquisitionWork, 'done_through'>,
  now: Date,
): Promise<void> {
  await transaction.execute(
    `insert into ingestion.acquisition_work (job_id, first_session, last_session, source, refresh, requested_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (job_id) do nothing`,
    [work.job_id, work.first_session, work.last_session, work.source, work.refresh, work.requested_by, now],
  );
}

export async function oldestWork(database: Queryable): Promise<AcquisitionWork | null> {
  const [work] = await database.query<AcquisitionWork>(
    `select ${COLUMNS} from ingestion.acquisition_work work order by work.created_at, work.job_id limit 1`,
  );
  return work ?? null;
}

export async function isWanted(database: Queryable, jobId: string): Promise<boolean> {
  const rows = await database.query('select 1 as one from ingestion.acquisition_work where job_id = $1', [jobId]);
  return rows.length > 0;
}

export async function noteDone(transaction: Transaction, jobId: string, session: string): Promise<void> {
  await transaction.execute('update ingestion.acquisition_work set done_through = $2 where job_id = $1', [
    jobId,
    session,
  ]);
}

/** Returns the work that was removed; null when there was none any more. */
export async function removeWork(transaction: Transaction, jobId: string): Promise<AcquisitionWork | null> {
  const [work] = await transaction.query<AcquisitionWork>(
    `delete from ingestion.acquisition_work as work where work.job_id = $1 returning ${COLUMNS}`,
    [jobId],
  );
  return work ?? null;
}
