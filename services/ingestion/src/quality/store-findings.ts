import type { QualityFinding } from '#domain/session-quality-finding';
import { judgeSession, type QualityDecision, type SessionStanding } from '#domain/session-quality-verdict';
import type { Queryable, Transaction } from '#storage/database';

/** What the gate found in a session. */
export interface Assessment {
  readonly date: string;
  readonly findings: readonly QualityFinding[];
  /** Whether block findings keep the session from being published; else they are only named. */
  readonly mayBlock: boolean;
  /** Where the rows come from; null: from several sources. */
  readonly source: string | null;
  readonly now: Date;
  /** The session's, of the rows that were looked at. */
  readonly revision: number;
}

export type JudgedAssessment = Assessment & SessionStanding;

/**
 * Stores what was found in a session in the place of what had been found before, and what follows from it. The row of the session, if
 * it has one, must not be changed by others meanwhile. Whether what is said of its publication has changed: the verdict or its reasons.
 */
export async function storeAssessment(transaction: Transaction, assessment: Assessment): Promise<boolean> {
  const { date, findings, mayBlock } = assessment;
  const decisions = await readDecisions(transaction, [date]);
  const standing = judgeSession(findings, decisions.get(date) ?? [], mayBlock);
  return (await storeJudged(transaction, [{ ...assessment, ...standing }])).length > 0;
}

/** What operators said of each session, oldest first. */
export async function readDecisions(
  queryable: Queryable,
  dates: readonly string[],
): Promise<Map<string, QualityDecision[]>> {
  const rows = await queryable.query<Omit<QualityDecision, 'ticker'> & { date: string; ticker: string }>(
    `select decisions.date, decisions.action, decisions.ticker, decisions.covers, decisions.reason,
       decisions.decided_by as "decidedBy"
     from quality_decisions decisions where decisions.date = any($1::date[])
     order by decisions.decided_at, decisions.id`,
    [dates],
  );
  const decisions = new Map<string, QualityDecision[]>();
  for (const { date, ticker, ...row } of rows) {
    const decision = { ...row, ticker: ticker === '' ? null : ticker };
    const known = decisions.get(date);
    if (known === undefined) decisions.set(date, [decision]);
    else known.push(decision);
  }
  return decisions;
}

/** As `storeAssessment`, of sessions that have been judged. The sessions of which something else is said now, in order. */
export async function storeJudged(transaction: Transaction, judged: readonly JudgedAssessment[]): Promise<string[]> {
  const dates = judged.map(({ date }) => date);
  await transaction.execute('delete from quality_findings where date = any($1::date[])', [dates]);
  await insertFindings(transaction, judged);
  const changed = await transaction.query<{ date: string }>(
    `with judged as (
       select given.date, given.revision, given.verdict,
         array(select reason from jsonb_array_elements_text(given.reasons::jsonb) as reason) as reasons
       from unnest($1::date[], $2::int8[], $3::text[], $4::text[]) as given (date, revision, verdict, reasons)
     ), before as (
       select session.date, session.verdict, session.verdict_reasons from ingestion_sessions session
       where session.date = any($1::date[])
     ), stored as (
       update ingestion_sessions session
       set assessed_revision = judged.revision, verdict = judged.verdict, verdict_reasons = judged.reasons
       from judged where session.date = judged.date
     )
     select before.date from before join judged on judged.date = before.date
     where (before.verdict, before.verdict_reasons) is distinct from (judged.verdict, judged.reasons)
     order by before.date`,
    [
      dates,
      judged.map(({ revision }) => revision),
      judged.map(({ verdict }) => verdict),
      judged.map(({ reasons }) => JSON.stringify(reasons)),
    ],
  );
  await settleAcquired(transaction, dates);
  return changed.map(({ date }) => date);
}

/** What is planned of acquired sessions must not contradict what is said of them: an accepted one is complete, a rejected one is not. */
async function settleAcquired(transaction: Transaction, dates: readonly string[]): Promise<void> {
  await transaction.execute(
    `update acquisition_sessions acquired
     set status = case when session.verdict = 'blocked' then 'incomplete' else 'complete' end, attempts = 0
     from ingestion_sessions session
     where session.date = acquired.date and acquired.date = any($1::date[])
       and acquired.status = case when session.verdict = 'blocked' then 'complete' else 'incomplete' end`,
    [dates],
  );
  // Whoever rejects a session knows it; asking the vendors every day again would change nothing.
  await transaction.execute(
    `update acquisition_sessions acquired set final = true, next_attempt_at = null
     from ingestion_sessions session
     where session.date = acquired.date and acquired.date = any($1::date[]) and not acquired.final
       and session.verdict_reasons[1] like 'rejected_by_operator:%'`,
    [dates],
  );
}

async function insertFindings(transaction: Transaction, judged: readonly JudgedAssessment[]): Promise<void> {
  const found = judged.flatMap(({ findings, ...assessment }) => findings.map((finding) => ({ assessment, finding })));
  if (found.length === 0) return;
  await transaction.execute(
    `insert into quality_findings (date, "check", ticker, severity, detail, observed, expected, source, found_at)
     select found.date, found."check", found.ticker, found.severity, found.detail, found.observed, found.expected,
       found.source, found.found_at
     from unnest($1::date[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::text[],
       $9::timestamptz[]) as found (date, "check", ticker, severity, detail, observed, expected, source, found_at)`,
    [
      found.map(({ assessment }) => assessment.date),
      found.map(({ finding }) => finding.check),
      found.map(({ finding }) => finding.ticker ?? ''),
      found.map(({ finding }) => finding.severity),
      found.map(({ finding }) => finding.detail),
      found.map(({ finding }) => finding.observed),
      found.map(({ finding }) => finding.expected),
      found.map(({ assessment }) => assessment.source),
      found.map(({ assessment }) => assessment.now.toISOString()),
    ],
  );
}
