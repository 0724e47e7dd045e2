import type { Queryable } from './database.js';

/** The last `limit` published sessions before `before`, oldest first. */
export async function publishedBefore(
  database: Queryable,
  indexId: string,
  before: string,
  limit: number,
): Promise<string[]> {
  const rows = await database.query<{ date: string }>(
    `select sessions.date from index_sessions sessions
     where sessions.index_id = $1 and sessions.date < $2 and sessions.status = 'published' order by sessions.date desc limit $3`,
    [indexId, before, limit],
  );
  return rows.map((row) => row.date).reverse();
}

/** All published sessions between two, oldest first. */
export async function publishedBetween(
  database: Queryable,
  indexId: string,
  first: string,
  last: string,
): Promise<string[]> {
  const rows = await database.query<{ date: string }>(
    `select sessions.date from index_sessions sessions
     where sessions.index_id = $1 and sessions.date between $2 and $3 and sessions.status = 'published' order by sessions.date`,
    [indexId, first, last],
  );
  return rows.map((row) => row.date);
}
