import { FINDINGS_MAX } from '#contracts/api/quality.schema';
import type { DatedDecision, QualityFinding, Verdict } from '#contracts/api/quality.schema';
import type { Queryable } from '#storage/database';

export interface SessionVerdict {
  /** Whether the session has rows. */
  readonly stored: boolean;
  readonly verdict: Verdict;
  /** Whether the gate has looked at the rows as they are now. */
  readonly assessed: boolean;
}

const VERDICT = `
  select s.verdict, s.assessed_revision is not distinct from s.revision as assessed
  from ingestion_sessions s where s.date = $1::date`;

/** What the gate says of a session; of one without rows it has said nothing. */
export async function readVerdict(database: Queryable, date: string): Promise<SessionVerdict> {
  const [row] = await database.query<{ verdict: Verdict; assessed: boolean }>(VERDICT, [date]);
  return row === undefined ? { stored: false, verdict: 'open', assessed: false } : { stored: true, ...row };
}

const FINDINGS = `
  select f."check", f.severity, nullif(f.ticker, '') as ticker, f.detail, f.observed, f.expected, f.source, f.found_at
  from quality_findings f where f.date = $1::date
  order by array_position(array['block', 'flag', 'note'], f.severity), f."check", f.ticker limit ${FINDINGS_MAX}`;

type FindingRow = Omit<QualityFinding, 'found_at'> & { readonly found_at: Date };

/** What the gate found in a session, the gravest first. */
export async function readFindings(database: Queryable, date: string): Promise<QualityFinding[]> {
  const rows = await database.query<FindingRow>(FINDINGS, [date]);
  return rows.map((row) => ({ ...row, found_at: row.found_at.toISOString() }));
}

const DECISIONS = `
  select d.date, d.id, d.action, nullif(d.ticker, '') as ticker, d.overridden as "values", d.reason, d.decided_by, d.decided_at
  from quality_decisions d
  where d.date between $1::date and $2::date and ($3::date is null or (d.date, d.id) > ($3::date, $4::uuid))
  order by d.date, d.id limit $5`;

type DecisionRow = Omit<DatedDecision, 'decided_at'> & { readonly decided_at: Date };

/**
 * What operators decided of the sessions of a range, by session and time (the ids hold it); up to one more than `limit`, which tells
 * that there is a further page.
 */
export async function readDecisions(
  database: Queryable,
  request: { start: string; end: string; after: readonly [date: string, id: string] | null; limit: number },
): Promise<DatedDecision[]> {
  const [date, id] = request.after ?? [null, null];
  const rows = await database.query<DecisionRow>(DECISIONS, [request.start, request.end, date, id, request.limit + 1]);
  return rows.map((row) => ({ ...row, decided_at: row.decided_at.toISOString() }));
}
