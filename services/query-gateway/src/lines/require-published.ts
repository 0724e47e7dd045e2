import type { Queryable } from '#storage/database';
import type { DataRevision, SessionRange } from '../answers/data-revision.js';
import { requireBuilt } from '../series/built-range.js';
import { nothingPublishedIn } from '../series/index-not-built.js';

/** An index that is built, and from when to when. */
export interface BuiltIndex extends SessionRange {
  readonly id: string;
}

/** The index, if it has a published session in the range. Throws a 404 problem where it is not there, not built or not that far. */
export async function requirePublished(
  database: Queryable,
  revision: DataRevision,
  asked: { readonly indexId: string; readonly start: string; readonly end: string },
): Promise<BuiltIndex> {
  const { indexId, start, end } = asked;
  const built = await requireBuilt(database, revision, { indexId, asKnownAt: undefined });
  const [row] = await database.query<{ published: boolean }>(
    `select exists (select from index_sessions s
       where s.index_id = $1 and s.date between $2 and $3 and s.status = 'published') as published`,
    [indexId, start, end],
  );
  if (row?.published !== true) throw nothingPublishedIn({ start_date: start, end_date: end }, built, indexId);
  return { id: indexId, ...built };
}
