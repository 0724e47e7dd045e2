import { z } from 'zod';
import { dateOfEpochDay, epochDay } from '#domain/calendar-date';
import { SHARE_COUNT_AGE_MAX_DAYS } from '#domain/market-cap';
import type { ShareCount } from '../provider.js';
import { malformed } from '../vendor-json.js';
import { dateField, readObject, readRows, sharesField } from '../vendor-rows.js';

export const SEC = 'sec';
export const SEC_CONCEPT = 'EntityCommonStockSharesOutstanding';

/** Filings so far are some 20 years of quarters. */
const FACTS_MAX = 5000;

const answer = z.object({
  cik: z.union([z.int().positive(), z.string().regex(/^\d{1,10}$/)]),
  taxonomy: z.literal('dei'),
  tag: z.literal(SEC_CONCEPT),
  units: z.object({ shares: z.array(z.unknown()).max(FACTS_MAX) }),
});
const fact = z.object({ end: dateField, filed: dateField, val: z.number() });

/** A count as a filing states it. */
export interface FiledCount {
  readonly shares: number;
  readonly end: string;
  readonly filed: string;
}

/**
 * The counts that a company has filed, in the order of filing. Placeholders (below 10,000 shares) and counts of a day after their
 * filing are left out; so are two counts of one day in filings of one day that differ, for they are of several classes.
 * @throws UpstreamError `malformed` when the answer is of another company
 */
export function readFiledCounts(value: unknown, cik: string): readonly FiledCount[] {
  const { cik: owner, units } = readObject(SEC, value, answer);
  if (Number(owner) !== Number(cik)) throw malformed(SEC, `the counts of CIK${cik} are of CIK${owner}`);
  const byDays = new Map<string, FiledCount | null>();
  for (const { end, filed, val } of readRows(SEC, units.shares, fact, null).rows) {
    if (!sharesField.safeParse(val).success || end > filed) continue;
    const key = `${filed} ${end}`;
    const before = byDays.get(key);
    byDays.set(key, before === undefined || before?.shares === val ? { shares: val, end, filed } : null);
  }
  return [...byDays.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, count]) => (count === null ? [] : [count]));
}

/**
 * What was known on `session`, newest last. An amendment replaces the count of the same day; one that repeats it is no news, and one of
 * an earlier day than is already counted says nothing of today (an annual report is often amended after the next quarter's). A company
 * whose newest filing is too old no longer files this number: that happens where it has come to have several classes of shares.
 */
export function countsKnownOn(counts: readonly FiledCount[], session: string): readonly ShareCount[] {
  const oldest = dateOfEpochDay(epochDay(session) - SHARE_COUNT_AGE_MAX_DAYS);
  const known: ShareCount[] = [];
  for (const { shares, end, filed } of counts) {
    if (filed > session) break;
    const newest = known.at(-1);
    if (newest !== undefined && (end < newest.asOf || (end === newest.asOf && shares === newest.shares))) continue;
    if (newest?.knownOn === filed) known.pop();
    known.push({ shares, knownOn: filed, asOf: end });
  }
  const newest = known.at(-1);
  return newest === undefined || newest.knownOn < oldest ? [] : known;
}
