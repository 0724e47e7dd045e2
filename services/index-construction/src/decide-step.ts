import type { NewEvent } from '#contracts/envelope';
import { advanceIndex, type MarketSession, type SessionOutcome } from '#domain/advance-index';
import { openVerdict, type References } from '#domain/eligibility';
import type { PastDelisting } from '#domain/rename';
import { corporateActions } from '#storage/corporate-actions.reader';
import type { Queryable } from '#storage/database';
import { sessionRows } from '#storage/price-rows.reader';
import { tickerChanges } from '#storage/ticker-changes.reader';
import type { Convergence } from './convergence.js';
import { decideSession } from './decide-session.js';
import type { RestoredState } from './restore-state.js';
import { loadSessions, type SessionRecord } from './stores/composition.store.js';
import type { IndexRecord } from './stores/index.store.js';
import { verdicts } from './stores/market.reader.js';
import type { Segment } from './work-plan.js';

export interface StepContext {
  readonly database: Queryable;
  readonly index: IndexRecord;
  readonly references: References;
  readonly segments: readonly Segment[];
  /** Observes every session that is decided. */
  readonly convergence: Convergence;
}

/** Where a step starts from, and where the next one does. */
export interface StepState extends RestoredState {
  /** The first published session; null before it. */
  readonly base: string | null;
}

/** What a run of sessions comes to: only what differs from what is stored. */
export interface Step extends StepState {
  readonly records: readonly SessionRecord[];
  readonly events: readonly NewEvent[];
  /** The last session that was decided; not the last one asked for when nothing differs any more. */
  readonly last: string;
  readonly converged: boolean;
  /** What is left of the work concerns all lines, whichever had new data. */
  readonly anyLine: boolean;
}

/** Loads the market and what is stored of these sessions, and decides them in order. */
export async function decideStep(context: StepContext, sessions: readonly string[], before: StepState): Promise<Step> {
  const { database, index, references, segments, convergence } = context;
  const [first, last] = [sessions[0] as string, sessions.at(-1) as string];
  const rows = await sessionRows(database, sessions);
  const said = await verdicts(database, first, last);
  const published = before.state.history.at(-1)?.session ?? first;
  const actions = await corporateActions(database, published, last);
  const renames = await tickerChanges(database, published, last);
  const stored = await loadSessions(database, index.id, first, last);
  const records: SessionRecord[] = [];
  const events: NewEvent[] = [];
  let { state, delistings, base } = before;
  for (const session of sessions) {
    const previous = state.history.at(-1)?.session ?? session;
    const isSince = (date: string): boolean => date > previous && date <= session;
    const market: MarketSession = {
      session,
      rows: rows.get(session) ?? [],
      verdict: said.get(session) ?? openVerdict,
      delistings,
      actions: actions.filter((action) => isSince(action.exDate)),
      renames: renames.filter((rename) => isSince(rename.effectiveOn)),
    };
    const advanced = advanceIndex(index.definition, state, market, references);
    state = advanced.state;
    delistings = pendingDelistings(advanced.outcome, market);
    const isPublished = advanced.outcome.status === 'published';
    if (base === null && isPublished) base = session;
    const known = stored.get(session) ?? null;
    const decision = decideSession(index.id, advanced.outcome, session === base, known);
    if (decision.record !== null) records.push(decision.record);
    if (decision.event !== null) events.push(decision.event);
    convergence.observe(session, lastDirtyAt(segments, session), {
      published: isPublished,
      unchanged: decision.record === null,
      statusChanged: known !== null && known.status !== advanced.outcome.status,
    });
    if (convergence.reached(state.lines)) {
      return { records, events, state, delistings, base, last: session, converged: true, anyLine: false };
    }
  }
  return { records, events, state, delistings, base, last, converged: false, anyLine: convergence.concernsAnyLine };
}

function pendingDelistings(outcome: SessionOutcome, market: MarketSession): readonly PastDelisting[] {
  if (outcome.status === 'published') return [];
  const { session, rows } = market;
  const delisted = rows.filter((row) => row.delistingReturn !== null);
  return [...market.delistings, ...delisted.map((row) => ({ ...row, session }))];
}

function lastDirtyAt(segments: readonly Segment[], session: string): string {
  return segments.filter((segment) => segment.first <= session).at(-1)?.last ?? '';
}
