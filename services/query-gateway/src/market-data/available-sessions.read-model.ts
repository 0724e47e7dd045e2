import type { Queryable } from '#storage/database';
import type { SessionRange } from '../answers/data-revision.js';

export interface AvailableSessions {
  /** First and last session with prices; null when there are no prices at all. */
  readonly available: SessionRange | null;
  /** Sessions with prices within the range asked for. */
  readonly inRange: number;
}

const AVAILABLE = `
  select min(s.date) as first_session, max(s.date) as last_session,
    count(*) filter (where s.date between $1::date and $2::date) as in_range
  from ingestion_sessions s`;

/** For which sessions there are prices, in all and within a range. */
export async function readAvailableSessions(
  database: Queryable,
  range: { start: string; end: string },
): Promise<AvailableSessions> {
  const [row] = await database.query<{ first_session: string | null; last_session: string | null; in_range: number }>(
    AVAILABLE,
    [range.start, range.end],
  );
  const first = row?.first_session ?? null;
  const last = row?.last_session ?? null;
  return {
    available: first === null || last === null ? null : { first_session: first, last_session: last },
    inRange: row?.in_range ?? 0,
  };
}
