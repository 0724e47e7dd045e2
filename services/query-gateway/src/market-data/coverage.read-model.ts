import type { SessionCoverage, SessionStatus } from '#contracts/api/acquisition.schema';
import type { Verdict } from '#contracts/api/quality.schema';
import { COVERAGE_MIN } from '#domain/eligibility';
import type { Queryable } from '#storage/database';

/** What is stored of a session, and what came of acquiring it. */
interface SessionRecord {
  readonly date: string;
  /** Null when no row is stored, and so are the next three. */
  readonly lines: number | null;
  readonly expected_lines: number | null;
  readonly verdict: Verdict | null;
  readonly verdict_reasons: string[] | null;
  readonly sources: string[] | null;
  /** Null when nobody has asked for the session. */
  readonly acquisition_status: SessionStatus | null;
  readonly acquisition_reasons: string[] | null;
}

/**
 * `$1` first session, `$2` last session. Earlier sessions come along from the last one that is complete whatever was before it, so
 * that the lines expected can be carried on from there.
 */
const SESSIONS = `
  select coalesce(s.date, a.date) as date, s.lines, s.expected_lines, s.verdict, s.verdict_reasons, s.sources,
    a.status as acquisition_status, a.reasons as acquisition_reasons
  from ingestion_sessions s full join acquisition_sessions a on a.date = s.date
  where coalesce(s.date, a.date) <= $2::date and coalesce(s.date, a.date) >= coalesce(
    (select max(c.date) from ingestion_sessions c left join acquisition_sessions b on b.date = c.date
      where c.date < $1::date and (c.verdict = 'accepted' or (c.verdict = 'open' and b.status is distinct from 'incomplete'
        and c.lines >= ${COVERAGE_MIN} * c.expected_lines))),
    '1900-01-01')
  order by 1`;

/** How completely each of `sessions` is stored; they are consecutive sessions of the calendar. */
export async function readCoverage(database: Queryable, sessions: readonly string[]): Promise<SessionCoverage[]> {
  const first = sessions[0];
  const last = sessions.at(-1);
  if (first === undefined || last === undefined) return [];
  const records = await database.query<SessionRecord>(SESSIONS, [first, last]);
  let complete: number | null = null;
  const carry = (coverage: SessionCoverage): SessionCoverage => {
    if (coverage.status === 'complete') complete = coverage.lines;
    return coverage;
  };
  const known = new Map(records.map((record) => [record.date, record]));
  for (const record of records) if (record.date < first) carry(assess(record.date, record, complete));
  return sessions.map((date) => carry(assess(date, known.get(date), complete)));
}

/** `before`: the lines of the last complete session before; null when there is none. */
function assess(date: string, record: SessionRecord | undefined, before: number | null): SessionCoverage {
  const expected = record?.expected_lines ?? before;
  const asked = record?.acquisition_reasons ?? [];
  if (record === undefined || record.lines === null) {
    const reasons = asked.length > 0 ? asked : [NOT_ACQUIRED];
    return { date, status: 'missing', lines: 0, expected_lines: expected, sources: [], reasons };
  }
  const { lines, verdict } = record;
  const few = expected !== null && lines < COVERAGE_MIN * expected;
  const acquired = record.acquisition_status !== 'incomplete';
  // An operator's word counts more than a count of lines.
  const complete = verdict === 'accepted' || (verdict === 'open' && acquired && !few);
  const reasons = complete
    ? []
    : [
        ...(record.verdict_reasons ?? []),
        ...(acquired ? [] : asked),
        ...(few ? [`too_few_lines: ${lines} of ${expected} lines expected`] : []),
      ];
  return {
    date,
    status: complete ? 'complete' : 'incomplete',
    lines,
    expected_lines: expected,
    sources: record.sources ?? [],
    reasons: [...new Set(reasons)],
  };
}

const NOT_ACQUIRED = 'not_acquired: no rows are stored, and nobody has asked for them yet';
