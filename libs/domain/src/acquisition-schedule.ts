import { nextSession, sessionsBetween } from './calendar.js';
import { closeOfSession, settledAt } from './session-times.js';

/**
 * Which session is to be acquired when. Instants are milliseconds since 1970 (UTC).
 *
 * A session is first asked for `delayMs` after its close and, if that was before the vendors had made their own corrections, once more
 * when it is settled. What did not come, or came incomplete, is asked for again with growing pauses for as long as it takes. The oldest
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
const DAILY_MS = 24 * 60 * MINUTE_MS;

/** The oldest session from `first` on that is due at `now`; while none is, the one that is due next. */
export function nextDueSession(
  records: ReadonlyMap<string, AcquisitionRecord>,
  { first, now, delayMs }: { readonly first: string; readonly now: number; readonly delayMs: number },
): DueSession {
  let soonest: DueSession | null = null;
  for (let session = first; ; session = nextSession(session)) {
    const record = records.get(session);
    const at = record === undefined ? closeOfSession(session) + delayMs : record.final ? null : record.nextAttemptAt;
    if (at !== null) {
      if (at <= now) return { session, at };
      if (soonest === null || at < soonest.at) soonest = { session, at };
      // No later session can have closed before one that has not been asked for yet.
      if (record === undefined) return soonest;
    }
  }
}

/** What is planned after an attempt that ended at `now`. */
export function afterAttempt(
  session: string,
  before: AcquisitionRecord | null,
  result: 'complete' | 'incomplete' | 'nothing',
  now: number,
): AcquisitionRecord {
  if (result === 'complete') {
    const settled = now >= settledAt(session);
    return { status: 'complete', attempts: 0, final: settled, nextAttemptAt: settled ? null : settledAt(session) };
  }
  const attempts = (before?.attempts ?? 0) + 1;
  // A session that is complete stays so when a later look at it fails.
  const stored = before?.status === 'complete' ? 'complete' : (before?.status ?? 'missing');
  const status = stored === 'complete' ? stored : result === 'incomplete' ? 'incomplete' : stored;
  const pause =
    attempts > ATTEMPTS_BEFORE_DAILY ? DAILY_MS : Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
  return { status, attempts, final: false, nextAttemptAt: now + pause };
}

/** The sessions between two days that have closed at least `delayMs` ago. */
export function finishedSessions(
  first: string,
  last: string,
  { now, delayMs }: { readonly now: number; readonly delayMs: number },
): string[] {
  return sessionsBetween(first, last).filter((session) => closeOfSession(session) + delayMs <= now);
}
