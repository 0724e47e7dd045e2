import type { ImportReport, RejectionsAnswer } from '#contracts/api/import.schema';
import type { Queryable } from '#storage/database';

const REPORT = `
  select m.kind, m.rows_read, m.rows_stored, m.rows_unchanged, m.rows_rejected, m.sessions, m.first_session, m.last_session,
    m.ignored_columns
  from ingestion_imports m where m.job_id = $1::uuid`;

/** What was read of an import and what became of it; null while it is not stored. */
export async function readImportReport(database: Queryable, jobId: string): Promise<ImportReport | null> {
  const [row] = await database.query<ImportReport>(REPORT, [jobId]);
  return row ?? null;
}

const REJECTIONS = `
  select r.line, r."column", r.value, r.rule from ingestion_rejections r
  where r.job_id = $1::uuid and ($2::int8 is null or (r.line, r.rule) > ($2::int8, $3::text))
  order by r.line, r.rule limit $4`;

/** Rejected rows by line; up to one more than `limit`, which tells that there is a further page. */
export async function readRejections(
  database: Queryable,
  request: { jobId: string; after: readonly [line: number, rule: string] | null; limit: number },
): Promise<RejectionsAnswer['data']> {
  const [line, rule] = request.after ?? [null, null];
  return database.query(REJECTIONS, [request.jobId, line, rule, request.limit + 1]);
}
