import type { Verdict } from '#contracts/api/quality.schema';
import type { Database } from '#storage/database';

/** A session with rows, as ingestion would have stored it. */
export async function ingestedSession(
  store: Database,
  session: {
    date: string;
    lines: number;
    expected_lines?: number | null;
    sources?: readonly string[];
    verdict?: Verdict;
    verdict_reasons?: readonly string[];
    assessed?: boolean;
  },
): Promise<void> {
  await store.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision, expected_lines, sources, verdict, verdict_reasons, assessed_revision)
     values ($1::date, $2, false, 7, $3, $4::text[], $5, $6::text[], $7)`,
    [
      ...[session.date, session.lines, session.expected_lines ?? null, session.sources ?? ['file']],
      ...[session.verdict ?? 'open', session.verdict_reasons ?? [], session.assessed === false ? 6 : 7],
    ],
  );
}

/** What came of acquiring a session. */
export async function acquiredSession(
  store: Database,
  session: { date: string; status: 'missing' | 'incomplete' | 'complete'; reasons: readonly string[] },
): Promise<void> {
  await store.execute('insert into acquisition_sessions (date, status, reasons) values ($1::date, $2, $3::text[])', [
    ...[session.date, session.status, session.reasons],
  ]);
}
