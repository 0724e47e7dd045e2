import { previousSession, sessionOnOrBefore } from '#domain/calendar';
import { closeOfSession } from '#domain/session-times';
import { exchangeDate } from '../exchange-date.js';

/** The last session that has closed at `now`. */
export function newestFinishedSession(now: Date): string {
  const session = sessionOnOrBefore(exchangeDate(now));
  return closeOfSession(session) <= now.getTime() ? session : previousSession(session);
}
