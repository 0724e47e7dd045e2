import { dateOfEpochDay, epochDayOf } from './calendar-date.js';
import { nextSession, sessionOnOrBefore } from './calendar.js';
import type { IndexDefinition } from './index-definition.js';

/**
 * When an index chooses its members and weights anew. Decided by the exchange calendar alone: that the data end in the middle
 * of a month does not make its last row a month's end. Dates are sessions, 'YYYY-MM-DD'.
 */

type Schedule = IndexDefinition['schedule'];

const MONTHS_PER_PERIOD = { monthly: 1, quarterly: 3 } as const;
const MONTHS_PER_YEAR = 12;

/** The last session of the month or quarter (ending in March, June, September, December) in which `date` lies. */
function lastSessionOfPeriod(schedule: keyof typeof MONTHS_PER_PERIOD, date: string): string {
  const length = MONTHS_PER_PERIOD[schedule];
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const lastMonth = Math.ceil(month / length) * length;
  const followingPeriod =
    lastMonth === MONTHS_PER_YEAR ? epochDayOf(year + 1, 1, 1) : epochDayOf(year, lastMonth + 1, 1);
  return sessionOnOrBefore(dateOfEpochDay(followingPeriod - 1));
}

/**
 * Whether the index rebalances at the close of `session`: at its base session, where the first members are bought, and then
 * as scheduled. Nothing is scheduled before the base session.
 * @throws ApplicationError as in `calendar.ts`
 */
export function isRebalanceSession(schedule: Schedule, session: string, baseSession: string): boolean {
  if (session <= baseSession) return session === baseSession;
  return schedule === 'daily' || session === lastSessionOfPeriod(schedule, session);
}

/**
 * Whether the index rebalances at the close of the published `session`, given the published session before it: yes when a
 * scheduled session lies after the one and not after the other. A scheduled session that was not published is thereby made up
 * at the next one that is, once, however many were missed.
 * @param previousPublished null at the base session, where the first members are bought
 * @throws ApplicationError as in `calendar.ts`
 */
export function rebalanceDue(schedule: Schedule, previousPublished: string | null, session: string): boolean {
  if (previousPublished === null) return true;
  if (session <= previousPublished) return false;
  return schedule === 'daily' || lastSessionOfPeriod(schedule, nextSession(previousPublished)) <= session;
}
