import type { Rename } from '#domain/rename';
import { z } from 'zod';
import { dateField, readObject, readRows, tickerField } from '../vendor-rows.js';
import { MASSIVE } from './massive-answer.js';

const EVENTS_MAX = 1000;

const answer = z.object({ results: z.object({ events: z.array(z.unknown()).max(EVENTS_MAX).nullish() }) });
const anyEvent = z.object({ type: z.string() });
const changeEvent = z.object({ date: dateField, ticker_change: z.object({ ticker: tickerField }) });

/**
 * Each event names the ticker that a line has from a day on, the newest first, the oldest being its listing. Two neighbours are a
 * change; neighbours with the same name are none.
 */
export function readMassiveTickerChanges(value: unknown): readonly Rename[] {
  const { results } = readObject(MASSIVE, value, answer);
  const changes = (results.events ?? []).filter((event) => anyEvent.safeParse(event).data?.type === 'ticker_change');
  const { rows } = readRows(MASSIVE, changes, changeEvent, null);
  const names = rows
    .map(({ date, ticker_change: { ticker } }) => ({ from: date, ticker }))
    .sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0));
  const found: Rename[] = [];
  for (const [position, { from, ticker }] of names.entries()) {
    const before = names[position - 1];
    if (before !== undefined && before.ticker !== ticker) {
      found.push({ ticker: before.ticker, effectiveOn: from, newTicker: ticker });
    }
  }
  return found;
}
