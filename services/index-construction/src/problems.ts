import { KEPT_INDICES_MAX } from '#contracts/api/definition.schema';
import type { JobError } from '#contracts/api/job.schema';
import { jobProblem } from '#contracts/job-events';
import { defaultIndex } from '#domain/index-definition';
import type { Queryable } from '#storage/database';
import type { IndexRecord } from './stores/index.store.js';

export function noPricesProblem(first: string | null, last: string | null): JobError {
  return jobProblem(
    'no-data-in-range',
    `There are no prices between ${first ?? 'the beginning'} and ${last ?? 'the end'}. Import prices of that range, or ask for another one.`,
  );
}

export function indexExistsProblem({ id, retired }: IndexRecord): JobError {
  const why = retired
    ? 'was given up, and ids are not given again: its events may still be read'
    : 'is kept by another definition';
  return jobProblem('index-exists', `Index ${id} ${why}. Choose another id.`);
}

export function tooManyIndicesProblem(): JobError {
  return jobProblem(
    'definition-refused',
    `${KEPT_INDICES_MAX} indices are kept, and that is the most: give one up by DELETE /v1/indices/{index_id} first.`,
  );
}

export function notRetirableProblem(id: string): JobError {
  return id === defaultIndex.id
    ? jobProblem('definition-refused', `Index ${id} belongs to the deployment: it cannot be given up.`)
    : jobProblem('index-not-found', `There is no index ${id}: GET /v1/indices lists those that there are.`);
}

export function retiredProblem(id: string): JobError {
  return jobProblem('index-not-found', `Index ${id} was given up before it was built.`);
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
