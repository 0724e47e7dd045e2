import { presenceFindings } from './session-quality-presence.js';
import { groupedBy, prepareReview, type SessionUnderReview } from './session-quality-review.js';
import { valueFindings } from './session-quality-values.js';
import { qualitySeverities, type QualityFinding } from './session-quality-finding.js';

/** Findings of one check beyond this are only counted; the worst are kept. */
export const FINDINGS_OF_CHECK_MAX = 200;

/**
 * What is suspicious about a session. The checks, their limits and what they make of missing data stand in
 * `session-quality-presence.ts` (what is there at all) and `session-quality-values.ts` (what the rows say). A session without one
 * before it is only asked what needs none.
 *
 * At most one finding for each check and ticker, the worst; in order of severity (worst first), check and ticker (code unit by code
 * unit, the session as a whole first).
 */
export function assessSession(input: SessionUnderReview): QualityFinding[] {
  const review = prepareReview(input);
  const found = [...presenceFindings(review), ...valueFindings(review)].sort(byImportance);
  const seen = new Set<string>();
  const unique = found.filter(({ check, ticker }) => {
    const key = `${check} ${ticker ?? ''}`;
    return !seen.has(key) && seen.add(key);
  });
  return [...groupedBy(unique, ({ check }) => check).values()].flatMap(bounded).sort(byImportance);
}

function bounded(findings: readonly QualityFinding[]): QualityFinding[] {
  const [first] = findings;
  if (first === undefined || findings.length <= FINDINGS_OF_CHECK_MAX) return [...findings];
  const more = findings.length - FINDINGS_OF_CHECK_MAX;
  const detail = `${more} more findings of this check are not listed`;
  const rest: QualityFinding = {
    check: first.check,
    severity: 'note',
    ticker: null,
    detail,
    observed: findings.length,
    expected: FINDINGS_OF_CHECK_MAX,
  };
  return [...findings.slice(0, FINDINGS_OF_CHECK_MAX), rest];
}

function byImportance(a: QualityFinding, b: QualityFinding): number {
  return (
    qualitySeverities.indexOf(a.severity) - qualitySeverities.indexOf(b.severity) ||
    byText(a.check, b.check) ||
    byText(a.ticker ?? '', b.ticker ?? '') ||
    byText(a.detail, b.detail)
  );
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
