import { calendarFirst, calendarLast, isSession } from '#domain/calendar';
import type { Closure } from '../providers/provider.js';
import { exchangeDate } from '../exchange-date.js';
import type { AcquisitionParts } from './acquisition-parts.js';
import { refusalOf } from './gather-market.js';
import { closuresReadOn, noteClosuresRead, storeClosures } from './stores/closures.store.js';

/**
 * Asks once a day which days the exchange has announced to be closed, and keeps those that the calendar's rules take for sessions: a day
 * of mourning, a storm. Nothing is waited for on such a day. A vendor that does not say it stops nothing.
 */
export async function learnClosures(parts: AcquisitionParts, signal: AbortSignal): Promise<void> {
  const provider = parts.providers.find(({ calendar }) => calendar !== undefined);
  if (provider?.calendar === undefined) return;
  const now = parts.timing.now();
  const today = exchangeDate(now);
  if ((await closuresReadOn(parts.database)) === today) return;
  let closures: readonly Closure[] = [];
  try {
    closures = (await provider.calendar.readClosures(signal)).filter(({ date }) => isUnforeseen(date));
  } catch (error) {
    parts.logger.warn(
      { reason: refusalOf(error) },
      'the closures that are announced could not be read; tomorrow again',
    );
  }
  if (closures.length > 0)
    parts.logger.warn({ closures }, 'the exchange stays closed on days that its rules make sessions');
  await parts.database.transaction(async (transaction) => {
    await storeClosures(transaction, closures, { source: provider.name, now });
    await noteClosuresRead(transaction, today);
  });
}

function isUnforeseen(date: string): boolean {
  return date >= calendarFirst && date <= calendarLast && isSession(date);
}
