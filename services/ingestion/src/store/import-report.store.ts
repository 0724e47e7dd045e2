import type { Database, Transaction } from '#storage/database';
import type { ImportKind } from '../rows/import-kind.js';
import type { Rejection } from '../rows/rejection.js';

/** What became of the rows of a file: `rowsRead` is the sum of the three others. */
export interface ImportReport {
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsUnchanged: number;
  readonly rowsRejected: number;
  /** Sessions with new or corrected data. */
  readonly sessions: number;
  readonly firstSession: string | null;
  readonly lastSession: string | null;
  readonly ignoredColumns: readonly string[];
}

export interface StoredImport {
  readonly jobId: string;
  readonly kind: ImportKind;
  readonly source: string;
  readonly report: ImportReport;
  readonly rejections: readonly Rejection[];
}

export async function isImportStored(database: Database, jobId: string): Promise<boolean> {
  return (await database.query('select 1 as one from ingestion_imports where job_id = $1', [jobId])).length > 0;
}

export async function storeImport(
  transaction: Transaction,
  { jobId, kind, source, report, rejections }: StoredImport,
): Promise<void> {
  await transaction.execute(
    `insert into ingestion_imports (job_id, kind, source, rows_read, rows_stored, rows_unchanged, rows_rejected,
       sessions, first_session, last_session, ignored_columns)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      jobId,
      kind,
      source,
      report.rowsRead,
      report.rowsStored,
      report.rowsUnchanged,
      report.rowsRejected,
      report.sessions,
      report.firstSession,
      report.lastSession,
      report.ignoredColumns,
    ],
  );
  if (rejections.length === 0) return;
  await transaction.execute(
    `insert into ingestion_rejections (job_id, line, "column", value, rule)
     select $1, line, "column", value, rule
     from unnest($2::int8[], $3::text[], $4::text[], $5::text[]) as rejected (line, "column", value, rule)`,
    [
      jobId,
      rejections.map(({ line }) => line),
      rejections.map(({ column }) => column),
      rejections.map(({ value }) => value),
      rejections.map(({ rule }) => rule),
    ],
  );
}
