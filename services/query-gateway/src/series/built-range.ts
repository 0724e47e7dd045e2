import type { Queryable } from '#storage/database';
import type { DataRevision, SessionRange } from '../answers/data-revision.js';
import { requireIndex } from '../answers/require-index.js';
import { ProblemError } from '../http/problem.error.js';
import { indexNotBuilt } from './index-not-built.js';
import { knownSessions } from './known-sessions.js';

/** The first instant is given to the next millisecond, as fine as instants are taken: at the one before nothing was known yet. */
const KNOWN_RANGE = `
  with ${knownSessions('$2')}
  select min(k.date) as first_session, max(k.date) as last_session,
    (select date_trunc('milliseconds', min(e.known_from) + interval '999 microseconds') from (
      select s.known_from from index_sessions s where s.index_id = $1 and s.status = 'published'
      union all
      select h.known_from from index_session_history h where h.index_id = $1 and h.status = 'published') e) as first_known
  from known_sessions k where k.status = 'published'`;

interface KnownRangeRow {
  readonly first_session: string | null;
  readonly last_session: string | null;
  /** When the first session of the index became known at all. */
  readonly first_known: Date | null;
}

/**
 * The sessions that the index is built for, now or as known at an instant. Throws a 404 problem where there are none, and for an index
 * that nobody has defined.
 */
export async function requireBuilt(
  database: Queryable,
  revision: DataRevision,
  request: { indexId: string; asKnownAt: string | undefined },
): Promise<SessionRange> {
  requireIndex(revision, request.indexId);
  if (request.asKnownAt === undefined) {
    if (revision.built === null) throw await indexNotBuilt(database, request.indexId);
    return revision.built;
  }
  const [row] = await database.query<KnownRangeRow>(KNOWN_RANGE, [request.indexId, request.asKnownAt]);
  const { first_session: first = null, last_session: last = null, first_known: known = null } = row ?? {};
  if (first !== null && last !== null) return { first_session: first, last_session: last };
  if (known === null) throw await indexNotBuilt(database, request.indexId);
  throw new ProblemError(
    'index-not-built',
    `Nothing of the index was known at ${request.asKnownAt}: its first session became known at ${known.toISOString()}. Give a later ` +
      'as_known_at, or leave it out for what is known now.',
    { errors: [{ parameter: 'as_known_at', value: request.asKnownAt, message: 'is before anything was known' }] },
  );
}
