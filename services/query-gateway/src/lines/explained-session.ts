import { completeDefinition, type IndexDefinition } from '#domain/index-definition';
import type { Queryable } from '#storage/database';
import type { DataRevision } from '../answers/data-revision.js';
import { ProblemError } from '../http/problem.error.js';
import { requireBuilt } from '../series/built-range.js';
import type { KeptIndex } from './ranked-sessions.js';

/** An index and its latest published session on or before a day. */
export interface IndexOnSession {
  readonly index: KeptIndex;
  readonly session: string;
}

/** Throws a 404 problem where the index is not there, not built, or begins later. */
export async function requireSession(
  database: Queryable,
  revision: DataRevision,
  { indexId, date }: { readonly indexId: string; readonly date: string },
): Promise<IndexOnSession> {
  const built = await requireBuilt(database, revision, { indexId, asKnownAt: undefined });
  const [row] = await database.query<{
    definition: Partial<IndexDefinition>;
    first_requested: string | null;
    base_session: string | null;
    session: string | null;
  }>(
    `select i.definition, i.first_requested, i.base_session,
       (select max(s.date) from index_sessions s where s.index_id = i.id and s.status = 'published' and s.date <= $2) as session
     from indices i where i.id = $1`,
    [indexId, date],
  );
  const { base_session: base = null, session = null } = row ?? {};
  if (row === undefined || base === null || session === null) {
    throw new ProblemError(
      'outside-built-range',
      `date ${date} is before the index's base session ${built.first_session}: ask for a date from then on.`,
      { built },
    );
  }
  const definition = completeDefinition({ ...row.definition, id: indexId });
  return {
    index: { id: indexId, definition, first_requested: row.first_requested, base_session: base },
    session,
  };
}
