import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import { assessSession } from '#domain/session-quality';
import { judgeSession } from '#domain/session-quality-verdict';
import type { Outbox } from '#messaging/outbox';
import type { Clock } from '#runtime/tokens';
import type { Database, Queryable, Transaction } from '#storage/database';
import { readMarketState } from '../store/market-state.store.js';
import { loadMaterial, reviewOf } from './load-review.js';
import { readDecisions, storeJudged, type JudgedAssessment } from './store-findings.js';
import { verdictChanged } from './verdict-event.js';

export interface AssessingParts {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A step holds the rows of its sessions in memory, and those of as many before them. */
const STEP_SESSIONS_MAX = 16;
const STEP_LINES_MAX = 16_000;

/**
 * Looks at the sessions that have changed since the gate last did, oldest first, and says how many there were. A step is one
 * transaction: killed, it goes on where it was; of two at once each takes the sessions that the other has not. What a correction means
 * for the sessions after it is not looked at again.
 */
export async function assessPendingSessions(parts: AssessingParts, signal: AbortSignal): Promise<number> {
  let assessed = 0;
  while (!signal.aborted) {
    const step = await parts.database.transaction((transaction) => assessStep(parts, transaction));
    if (step === 0) break;
    assessed += step;
    // Neither the store nor the rules need wait for anything in an embedded database: others get their turn here.
    await nextTurn();
  }
  if (assessed > 0) parts.logger.info({ sessions: assessed }, 'quality gate: sessions assessed');
  return assessed;
}

/** What decides on what the gate may do about a session. */
export interface GateState {
  readonly date: string;
  readonly lines: number;
  readonly revision: number;
  readonly verdict: 'open' | 'blocked' | 'accepted';
  readonly sources: readonly string[];
  /** Whether it was acquired, not imported. */
  readonly acquired: boolean;
}

const GATE_STATE = `
  select session.date, session.lines, session.revision, session.verdict, session.sources,
    exists (select from acquisition_sessions acquired
      where acquired.date = session.date and acquired.source is not null) as acquired
  from ingestion_sessions session`;

/** Locks the session; null when it has no rows. */
export async function lockGateState(transaction: Transaction, date: string): Promise<GateState | null> {
  const text = `${GATE_STATE} where session.date = $1 for update of session`;
  const [state] = await transaction.query<GateState>(text, [date]);
  return state ?? null;
}

/** A file only has findings named, unless it asked to be blocked or the gate or an operator has spoken of the session before. */
export function mayBlock({ acquired, verdict }: GateState): boolean {
  return acquired || verdict !== 'open';
}

export function sourceOf({ sources }: GateState): string | null {
  return sources.length === 1 ? (sources[0] ?? null) : null;
}

async function pendingStep(transaction: Queryable): Promise<GateState[]> {
  const pending = await transaction.query<GateState>(
    `${GATE_STATE} where session.assessed_revision is distinct from session.revision
     order by session.date limit ${STEP_SESSIONS_MAX} for update of session skip locked`,
  );
  let lines = 0;
  return pending.filter((session, position) => {
    lines += session.lines;
    return position === 0 || lines <= STEP_LINES_MAX;
  });
}

async function assessStep({ outbox, clock }: AssessingParts, transaction: Transaction): Promise<number> {
  // load
  const pending = await pendingStep(transaction);
  if (pending.length === 0) return 0;
  const dates = pending.map(({ date }) => date);
  const material = await loadMaterial(transaction, dates);
  const decisions = await readDecisions(transaction, dates);
  // decide: a session that is found bad is none to compare the next one with
  const now = clock.now();
  const judged: JudgedAssessment[] = [];
  for (const session of pending) {
    const { date, revision } = session;
    const within = judged.filter(({ verdict }) => verdict !== 'blocked').at(-1)?.date ?? '';
    const outside = material.previousOf.get(date) ?? '';
    const previous = within > outside ? within : outside;
    const findings = assessSession(reviewOf(material, date, previous === '' ? null : previous));
    const gate = { mayBlock: mayBlock(session), source: sourceOf(session) };
    const standing = judgeSession(findings, decisions.get(date) ?? [], gate.mayBlock);
    judged.push({ date, findings, now, revision, ...gate, ...standing });
  }
  // store and announce
  const changed = await storeJudged(transaction, judged);
  if (changed.length > 0) {
    await outbox.append(transaction, [verdictChanged(changed, await readMarketState(transaction))]);
  }
  return pending.length;
}
