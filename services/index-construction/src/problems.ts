import type { JobError } from '#contracts/api/job.schema';
import { jobProblem } from '#contracts/job-events';
import type { Queryable } from '#storage/database';
import type { IndexRecord } from './stores/index.store.js';

export function noPricesProblem(first: string | null, last: string | null): JobError {
  return jobProblem(
    'no-data-in-range',
    `There are no prices between ${first ?? 'the beginning'} and ${last ?? 'the end'}. Import prices of that range, or ask for another one.`,
  );
}

/** Says that a build is not getting on; its work stays and is tried again. */
export function buildFailedProblem(indexId: string, passes: number, error: unknown): JobError {
  const reason = error instanceof Error ? error.message : String(error);
  return jobProblem(
    'job-failed',
    `Index ${indexId} could not be built in ${passes} attempts: ${reason}. It is tried again by itself; the log of index construction holds more.`,
  );
}

/** Says of the first sessions why none of them could be published. */
export async function nothingPublishedProblem(database: Queryable, index: IndexRecord): Promise<JobError> {
  const sessions = await database.query<{ date: string; reasons: string[] }>(
    `select sessions.date, sessions.reasons from index_sessions sessions
     where sessions.index_id = $1 and sessions.status <> 'published' order by sessions.date limit 3`,
    [index.id],
  );
  const examples = sessions.map((session) => `${session.date}: ${session.reasons.join('; ')}`).join('. ');
  return jobProblem(
    'nothing-published',
    `No session between ${index.first_requested} and ${index.last_requested} has enough lines for ${index.id}, which needs ${index.definition.size}. ${examples}. Nothing was built: import the missing prices and build again.`,
  );
}
