import { z } from 'zod';
import { canonicalTicker } from '#domain/ticker';
import { isCalendarDate } from '#domain/calendar-date';
import { readRows, sharesField } from '../vendor-rows.js';
import { FMP } from './fmp-answer.js';

const row = z.object({
  symbol: z.string(),
  /** A day, with or without a time behind it. */
  date: z.string().nullish(),
  outstandingShares: z.number().nullish(),
});

export interface FmpCount {
  readonly shares: number;
  readonly asOf: string;
}

/**
 * One page of the share counts of all lines of the world. A symbol with a dot is of another country (`VOD.L`) and left out; so is what
 * has no day, a day after `today`, or a count that is none.
 */
export function readFmpShareCounts(values: readonly unknown[], today: string): ReadonlyMap<string, FmpCount> {
  const counts = new Map<string, FmpCount>();
  for (const { symbol, date, outstandingShares } of readRows(FMP, values, row, 'symbol').rows) {
    const ticker = symbol.includes('.') ? null : canonicalTicker(symbol);
    const asOf = date?.slice(0, 10) ?? '';
    const shares = sharesField.safeParse(outstandingShares);
    if (ticker === null || !shares.success || !isCalendarDate(asOf) || asOf > today) continue;
    counts.set(ticker, { shares: shares.data, asOf });
  }
  return counts;
}
