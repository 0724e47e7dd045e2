import type { Verdict } from '#domain/eligibility';
import type { Queryable } from '#storage/database';

/** Market data, which ingestion owns, as index construction reads it. */

/** The sessions between two dates that have prices, oldest first, with their number of lines. */
export async function pricedSessions(
  database: Queryable,
  first: string,
  last: string,
): Promise<{ date: string; lines: number }[]> {
  return database.query(
    `select sessions.date, sessions.lines from ingestion_sessions sessions where sessions.date between $1 and $2 order by sessions.date`,
    [first, last],
  );
}

/** What was said of the sessions between two as such; of those that are left out nothing was. */
export async function verdicts(database: Queryable, first: string, last: string): Promise<Map<string, Verdict>> {
  const rows = await database.query<{ date: string; verdict: Verdict['verdict']; verdict_reasons: string[] }>(
    `select sessions.date, sessions.verdict, sessions.verdict_reasons from ingestion_sessions sessions
     where sessions.date between $1 and $2 and sessions.verdict <> 'open'`,
    [first, last],
  );
  return new Map(rows.map((row) => [row.date, { verdict: row.verdict, reasons: row.verdict_reasons }]));
}

/** The newest session of the store, or null when it has none. */
export async function newestSession(database: Queryable): Promise<string | null> {
  const [row] = await database.query<{ newest: string | null }>(`select max(date) as newest from ingestion_sessions`);
  return row?.newest ?? null;
}
