import { problemKinds, problemType } from '#contracts/api/problem.schema';
import type { ProblemKind } from '#contracts/api/problem.schema';
import type { EventBody } from '#contracts/events';
import type { Topic } from '#contracts/topics';
import type { Queryable } from '#storage/database';
import type { IndexRecord } from './stores/index.store.js';

export type Problem = NonNullable<EventBody<typeof Topic.jobProgressed>['error']>;

export function noPricesProblem(first: string | null, last: string | null): Problem {
  return problem(
    'no-data-in-range',
    `There are no prices between ${first ?? 'the beginning'} and ${last ?? 'the end'}. Import prices of that range, or ask for another one.`,
  );
}

/** Says that a build is not getting on; its work stays and is tried again. */
export function buildFailedProblem(indexId: string, passes: number, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return problem(
    'job-failed',
    `Index ${indexId} could not be built in ${passes} attempts: ${reason}. It is tried again by itself; the log of index construction holds more.`,
  );
}

/** Says of the first sessions why none of them could be published. */
export async function nothingPublishedProblem(database: Queryable, index: IndexRecord): Promise<Problem> {
  const sessions = await database.query<{ date: string; reasons: string[] }>(
    `select sessions.date, sessions.reasons from index_sessions sessions
     where sessions.index_id = $1 and sessions.status <> 'published' order by sessions.date limit 3`,
    [index.id],
  );
  const examples = sessions.map((session) => `${session.date}: ${session.reasons.join('; ')}`).join('. ');
  return problem(
    'nothing-published',
    `No session between ${index.first_requested} and ${index.last_requested} has enough lines for ${index.id}, which needs ${index.definition.size}. ${examples}. Nothing was built: import the missing prices and build again.`,
  );
}

/** A kind that the interface explains at its type. */
function problem(kind: ProblemKind, detail: string): Problem {
  const { title, status } = problemKinds[kind];
  return { type: problemType(kind), title, status, detail };
}
