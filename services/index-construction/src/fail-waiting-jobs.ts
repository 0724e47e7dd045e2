import { jobFailed } from '#contracts/job-events';
import { buildFailedProblem } from './problems.js';
import type { ConstructionDependencies } from './construct-index.js';
import { releaseJobs } from './stores/work.store.js';

/** Tells the jobs that wait for an index that it could not be built, so that none of them waits for ever. The work itself stays pending. */
export async function failWaitingJobs(
  { database, outbox, logger }: ConstructionDependencies,
  failure: { readonly indexId: string; readonly passes: number; readonly error: unknown },
): Promise<void> {
  const { indexId, passes, error } = failure;
  const jobs = await database.transaction(async (transaction) => {
    const released = await releaseJobs(transaction, indexId);
    const problem = buildFailedProblem(indexId, passes, error);
    await outbox.append(
      transaction,
      released.map((jobId) => jobFailed(jobId, problem)),
    );
    return released;
  });
  if (jobs.length > 0) logger.error({ index: indexId, passes, jobs }, 'jobs were failed; their work is tried again');
}
