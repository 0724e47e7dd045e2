import { ApplicationError } from '#domain/errors';
import type { Queryable } from './database.js';

/** How often the worker of a job looks whether it is to end, in milliseconds. */
const LOOK_INTERVAL_MS = 250;

/** The job is to end before it is done. Thrown within a transaction, it also undoes what that has stored. */
export class JobCancelled extends ApplicationError {
  constructor(jobId: string) {
    super('job_cancelled', `Job ${jobId} is to end before it is done.`);
    this.name = 'JobCancelled';
  }
}

/**
 * Throws JobCancelled when somebody has asked for the job to end. The worker has the last word: what it stores and announces after this
 * stands, and the caller is told so.
 */
export async function assertNotCancelled(database: Queryable, jobId: string): Promise<void> {
  const rows = await database.query('select from job_cancellations c where c.job_id = $1::uuid', [jobId]);
  if (rows.length > 0) throw new JobCancelled(jobId);
}

/** The same for a loop: asks the database a few times per second, however often it is called. */
export function cancelWatch(database: Queryable, jobId: string): () => Promise<void> {
  let looked = performance.now();
  return async () => {
    if (performance.now() - looked < LOOK_INTERVAL_MS) return;
    looked = performance.now();
    await assertNotCancelled(database, jobId);
  };
}
