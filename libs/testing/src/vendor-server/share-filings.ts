import { isSession, nextSession } from '#domain/calendar';
import type { Random } from '../market-simulator/random.js';
import { addDays } from './new-york-time.js';

/** A count of shares as a company filed it. */
export interface ShareFiling {
  /** The day counted; splits after it are not in the number. */
  readonly end: string;
  /** The day from which everybody could know. */
  readonly filed: string;
  /** Whole shares of one class, a multiple of 1000 but for placeholders. */
  readonly shares: number;
  readonly form: '10-Q' | '10-K' | '10-K/A';
  readonly fiscalYear: number;
  readonly fiscalPeriod: 'Q1' | 'Q2' | 'Q3' | 'FY';
}

export interface LineSplit {
  readonly exDate: string;
  /** New shares per old share. */
  readonly factor: number;
}

const COUNT_STEP = 1000;
/** Lower counts are taken for placeholders. */
const COUNT_MIN = 20_000;
const QUARTERS = [
  { end: '03-31', period: 'Q1', form: '10-Q' },
  { end: '06-30', period: 'Q2', form: '10-Q' },
  { end: '09-30', period: 'Q3', form: '10-Q' },
  { end: '12-31', period: 'FY', form: '10-K' },
] as const;

export interface FilingHistory {
  readonly shares: number;
  readonly listedFrom: string;
  readonly lastDay: string;
  readonly splits: readonly LineSplit[];
  /** Whether the company buys back and issues shares; else only splits change the count. */
  readonly changes: boolean;
  /** A first filing with a number that is none, and amended reports, as some companies have them. */
  readonly oddities: { readonly placeholder: boolean; readonly amendments: boolean };
}

/**
 * One report a quarter, known from a few days after the day it counts. Counts are multiples of 1000, so that every split that the
 * market knows (also 3 for 2, 5 for 4 and 1 for 10) gives whole shares and the product of count and factors is exact in any order.
 */
export function shareFilings(history: FilingHistory, random: Random): ShareFiling[] {
  const filings: ShareFiling[] = [];
  const countedAfter = 16 + random.below(12);
  const filedAfter = 2 + random.below(9);
  let base = roundCount(history.shares);
  let splitsSeen = 1;
  const firstYear = Number(history.listedFrom.slice(0, 4)) - 1;
  const lastYear = Number(history.lastDay.slice(0, 4));
  for (let year = firstYear; year <= lastYear; year += 1) {
    for (const quarter of QUARTERS) {
      const end = addDays(`${year}-${quarter.end}`, countedAfter);
      const filed = workday(addDays(end, filedAfter));
      if (filed > history.lastDay) break;
      const factor = splitFactor(history.splits, '', end);
      if (history.changes && end >= history.listedFrom && random.uniform() < 0.7) {
        base = roundCount(base * (1 + 0.006 * random.normal()));
      }
      base = roundCount((base * factor) / splitsSeen);
      splitsSeen = factor;
      const report = { end, shares: base, fiscalYear: year, fiscalPeriod: quarter.period };
      filings.push({ ...report, filed, form: quarter.form });
      if (history.oddities.amendments && quarter.form === '10-K') {
        filings.push({ ...report, filed: workday(addDays(filed, 21)), form: '10-K/A' });
      }
    }
  }
  const known = filings.filter(({ filed }) => filed <= history.lastDay);
  return history.oddities.placeholder ? known.map((one, at) => (at === 0 ? { ...one, shares: 100 } : one)) : known;
}

/** The product of the factors with an ex-date after one day and up to another, in the order of ex-dates; 1 without any. */
export function splitFactor(splits: readonly LineSplit[], after: string, upTo: string): number {
  let product = 1;
  for (const { exDate, factor } of splits) if (exDate > after && exDate <= upTo) product *= factor;
  return product;
}

/**
 * Shares known on `date`: the newest count that was filed by then, times the splits after the day counted and up to `date`. Among
 * counts filed on one day the later day counted is the newer. Null before the first filing.
 */
export function sharesKnownOn(
  filings: readonly ShareFiling[],
  splits: readonly LineSplit[],
  date: string,
): number | null {
  let newest: ShareFiling | null = null;
  for (const filing of filings) {
    if (filing.filed > date) continue;
    const newer =
      newest === null || filing.filed > newest.filed || (filing.filed === newest.filed && filing.end >= newest.end);
    if (newer) newest = filing;
  }
  return newest === null ? null : newest.shares * splitFactor(splits, newest.end, date);
}

function roundCount(shares: number): number {
  return Math.max(COUNT_MIN, Math.round(shares / COUNT_STEP) * COUNT_STEP);
}

/** Nobody files on a weekend or a holiday. */
function workday(date: string): string {
  return isSession(date) ? date : nextSession(date);
}
