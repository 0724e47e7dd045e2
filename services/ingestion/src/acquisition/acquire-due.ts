import { nextDueSession } from '#domain/acquisition-schedule';
import { acquireSession } from './acquire-session.js';
import type { AcquisitionParts } from './acquisition-parts.js';
import { learnClosures } from './learn-closures.js';
import { loadRecords } from './stores/acquisition.store.js';

export interface Schedule {
  /** The first session that is kept up by itself. */
  readonly first: string;
  readonly delayMs: number;
}

/** Who asks, where nobody does: the name that revisions carry. */
const ACTOR = 'schedule';

/**
 * Acquires the oldest session that is due. Returns when it is worth looking again: now, where a session was due, else when the next
 * one is.
 */
export async function acquireDue(parts: AcquisitionParts, schedule: Schedule, signal: AbortSignal): Promise<Date> {
  await learnClosures(parts, signal);
  const now = parts.timing.now();
  const records = await loadRecords(parts.database, schedule.first);
  const due = nextDueSession(records, { ...schedule, now: now.getTime() });
  if (due.at > now.getTime()) return new Date(due.at);
  await acquireSession(parts, { session: due.session, source: null, actor: ACTOR }, signal);
  return parts.timing.now();
}
