import { isSession, nextSession, sessionsBetween } from './calendar.js';
import { closeOfSession, settledAt } from './session-times.js';

/**
 * Which session is to be acquired when. Instants are milliseconds since 1970 (UTC).
 *
 * A session is first asked for `delayMs` after its close, once more when the vendors have made their own corrections of the day, and a
 * last time a week later for late ones, as far as these moments are still to come. What did not come, or came incomplete, is asked for again with growing pauses for as long as it takes. The oldest
 * session that is due is next, so that after downtime the sessions come in order.
 */
export interface AcquisitionRecord {
  readonly status: 'missing' | 'incomplete' | 'complete';
  /** Attempts since the last one that stored a complete session. */
  readonly attempts: number;
  /** No further attempt is planned. */
  readonly final: boolean;
  readonly nextAttemptAt: number | null;
}

export interface DueSession {
  readonly session: string;
  /** From when on. */
  readonly at: number;
}

const MINUTE_MS = 60_000;
const FIRST_PAUSE_MS = 5 * MINUTE_MS;
const PAUSE_MAX_MS = 6 * 60 * MINUTE_MS;
/** After so many attempts in vain one a day is enough. */
const ATTEMPTS_BEFORE_DAILY = 20;
/** A session that is stored already is looked at again in vain so often, then it stays as it is. */
const LOOKS_IN_VAIN_MAX = 5;
/** Vendors correct a few sessions days later; one that is a week old has been left alone. */
const LATE_CORRECTIONS_MS = 7 * 24 * 60 * MINUTE_MS;
const DAILY_MS = 24 * 60 * MINUTE_MS;
/** A last look at a session that has just closed is a week and some hours away. */
const PLANNED_AHEAD_MAX_MS = LATE_CORRECTIONS_MS + DAILY_MS;

/** The oldest session from `first` on that is due at `now`; while none is, the one that is due next. */
export function nextDueSession(
  records: ReadonlyMap<string, AcquisitionRecord>,
  { first, now, delayMs }: { readonly first: string; readonly now: number; readonly delayMs: number },
): DueSession {
  let soonest: DueSession | null = null;
  // Before the range that is kept up by itself: what a job asked for and did not get.
  for (const [session, record] of [...records].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const at = session >= first ? null : nextAttempt(session, record, { now, delayMs });
    if (at === null) continue;
    if (at <= now) return { session, at };
    if (soonest === null || at < soonest.at) soonest = { session, at };
  }
  for (let session = isSession(first) ? first : nextSession(first); ; session = nextSession(session)) {
    const record = records.get(session);
    const at = nextAttempt(session, record, { now, delayMs });
    if (at !== null) {
      if (at <= now) return { session, at };
      if (soonest === null || at < soonest.at) soonest = { session, at };
      // No later session can have closed before one that has not been asked for yet.
      if (record === undefined) return soonest;
    }
  }
}

/** When a session is to be asked for, for the first time or again; null: not any more. */
function nextAttempt(
  session: string,
  record: AcquisitionRecord | undefined,
  { now, delayMs }: { readonly now: number; readonly delayMs: number },
): number | null {
  if (record?.final === true || record?.nextAttemptAt === null) return null;
  // What is planned further ahead than anything ever is was planned by a clock that has been set back since.
  const planned = record !== undefined && record.nextAttemptAt <= now + PLANNED_AHEAD_MAX_MS;
  return planned ? record.nextAttemptAt : closeOfSession(session) + delayMs;
}

/**
 * What is planned after an attempt that ended at `now`. provisional: the session is complete, but something that may still change it
 * could not be asked for, so it is asked for again a few times. incomplete: there were rows, and something stands against them. closed:
 * the exchange did not open, so nothing will come.
 */
export function afterAttempt(
  session: string,
  before: AcquisitionRecord | null,
  result: 'complete' | 'provisional' | 'incomplete' | 'nothing' | 'closed',
  now: number,
): AcquisitionRecord {
  if (result === 'closed') return { status: 'missing', attempts: 0, final: true, nextAttemptAt: null };
  const tried = (before?.attempts ?? 0) + 1;
  const stored = before?.status === 'complete' || result === 'provisional';
  if (result === 'complete' || (stored && tried > LOOKS_IN_VAIN_MAX)) {
    const next = laterLooks(session).find((look) => look > now) ?? null;
    return { status: 'complete', attempts: 0, final: next === null, nextAttemptAt: next };
  }
  const pause = tried > ATTEMPTS_BEFORE_DAILY ? DAILY_MS : Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** (tried - 1));
  return {
    status: statusAfter(before?.status ?? 'missing', result),
    attempts: tried,
    final: false,
    nextAttemptAt: now + pause,
  };
}

/** When a complete session is looked at again for corrections: settled, and once more when late ones have come. */
function laterLooks(session: string): readonly number[] {
  return [settledAt(session), settledAt(session) + LATE_CORRECTIONS_MS];
}

/** A session that is complete stays so when a later look at it fails. */
function statusAfter(
  before: AcquisitionRecord['status'],
  result: 'provisional' | 'complete' | 'incomplete' | 'nothing',
): AcquisitionRecord['status'] {
  if (before === 'complete' || result === 'provisional' || result === 'complete') return 'complete';
  return result === 'incomplete' ? 'incomplete' : before;
}

/** The sessions between two days that have closed at least `delayMs` ago. */
export function finishedSessions(
  first: string,
  last: string,
  { now, delayMs }: { readonly now: number; readonly delayMs: number },
): string[] {
  return sessionsBetween(first, last).filter((session) => closeOfSession(session) + delayMs <= now);
}
