import type { NewEvent } from '#contracts/envelope';
import type { EventBody } from '#contracts/events';
import { jobFailed } from '#contracts/job-events';
import { Topic } from '#contracts/topics';
import { defaultIndex } from '#domain/index-definition';
import type { Transaction } from '#storage/database';
import { notRetirableProblem, retiredProblem } from './problems.js';
import { lockIndex, retire } from './stores/index.store.js';
import { releaseJobs } from './stores/work.store.js';

/**
 * Gives an index up: all that was said of it goes, and the jobs that wait for it are told. A pass that is under way finds the index
 * changed and ends. Returns what is to be announced; performance removes what it has of the index, and says that the job is done.
 * Asked again, it comes to the same.
 */
export async function retireIndex(
  transaction: Transaction,
  { index_id: id, job_id: jobId, ...range }: EventBody<typeof Topic.indexBuildRequested>,
): Promise<NewEvent[]> {
  const index = id === defaultIndex.id ? null : await lockIndex(transaction, id);
  if (index === null) return [jobFailed(jobId, notRetirableProblem(id))];
  const waiting = await releaseJobs(transaction, id);
  await retire(transaction, id);
  const constructed: NewEvent<typeof Topic.indexConstructed> = {
    topic: Topic.indexConstructed,
    key: id,
    body: {
      index_id: id,
      first_session: index.first_requested ?? range.start_date,
      last_session: index.last_requested ?? range.end_date,
      sessions_changed: 0,
      revision: index.revision + 1,
      job_id: jobId,
      complete: true,
      retired: true,
    },
  };
  return [...waiting.map((job) => jobFailed(job, retiredProblem(id))), constructed];
}
