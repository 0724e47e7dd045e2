import type { QualityFinding } from './session-quality-finding.js';

/** What the gate says of a session in the end. Reasons are there when it is blocked. */
export interface SessionStanding {
  readonly verdict: 'open' | 'blocked' | 'accepted';
  readonly reasons: readonly string[];
}

/** What an operator said. */
export interface QualityDecision {
  readonly action: 'accept' | 'override' | 'reject';
  /** Null: the session as a whole. */
  readonly ticker: string | null;
  /** The findings that it stands for, as `findingKey` names them. */
  readonly covers: readonly string[];
  readonly reason: string;
  readonly decidedBy: string;
}

export const REASONS_MAX = 20;

/** Names a finding over all times that a session is judged. */
export function findingKey({ check, ticker }: Pick<QualityFinding, 'check' | 'ticker'>): string {
  return ticker === null ? check : `${check} ${ticker}`;
}

/**
 * Judges a session by its findings and what operators said of it, oldest first.
 *
 * The last word on the whole session stands: after a rejection it is blocked whatever the gate finds. Otherwise it is blocked by the
 * block findings for which no acceptance stands, if the gate may block at all. An acceptance stands for the findings that were there
 * when it was given: the same check on the same line is accepted on each new look, any other blocks again.
 */
export function judgeSession(
  findings: readonly QualityFinding[],
  decisions: readonly QualityDecision[],
  mayBlock: boolean,
): SessionStanding {
  const lastWord = decisions
    .filter(({ action, ticker }) => action === 'reject' || (action === 'accept' && ticker === null))
    .at(-1);
  if (lastWord?.action === 'reject') {
    return { verdict: 'blocked', reasons: [`rejected_by_operator: ${lastWord.reason} (${lastWord.decidedBy})`] };
  }
  const covered = new Set(decisions.flatMap(({ covers }) => covers));
  const standing = findings.filter((finding) => finding.severity === 'block' && !covered.has(findingKey(finding)));
  if (mayBlock && standing.length > 0) {
    const reasons = standing.slice(0, REASONS_MAX).map(({ check, detail }) => `${check}: ${detail}`);
    return { verdict: 'blocked', reasons };
  }
  return { verdict: lastWord === undefined ? 'open' : 'accepted', reasons: [] };
}
