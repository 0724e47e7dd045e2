import type { MarketBar } from '#domain/session-assembly';
import { z } from 'zod';
import { exchangeDate } from '../../exchange-date.js';
import type { MarketDay, RefusedRow } from '../provider.js';
import { malformed } from '../vendor-json.js';
import { priceField, readObject, readRows, tickerField, volumeField, withoutDuplicates } from '../vendor-rows.js';
import { MASSIVE } from './massive-answer.js';

/** Above this share of rows of other days, the answer is of another day, or of none. */
const OTHER_DAYS_SHARE_MAX = 0.05;

const answer = z.object({
  adjusted: z.boolean().optional(),
  resultsCount: z.int().nonnegative().optional(),
  results: z.array(z.unknown()).nullish(),
});
/** The years 1980 to 2100, in milliseconds. */
const instantField = z.int().min(315_532_800_000).max(4_102_444_800_000);
const row = z.object({
  T: tickerField,
  o: priceField.nullish(),
  h: priceField.nullish(),
  l: priceField.nullish(),
  c: priceField,
  v: volumeField.nullish(),
  t: instantField,
});
type Row = z.output<typeof row>;

/**
 * A grouped-daily answer as one session of the whole market; null when it has no rows, which is how the vendor speaks of holidays and
 * of days that it has not computed yet.
 * @throws UpstreamError `malformed` when the prices are adjusted or do not say, when they are of another day, or rows are missing
 */
export function readMassiveMarketDay(value: unknown, session: string): MarketDay | null {
  const { adjusted, resultsCount, results } = readObject(MASSIVE, value, answer);
  const values = results ?? [];
  if (resultsCount !== undefined && resultsCount !== values.length) {
    throw malformed(MASSIVE, `${session} is said to have ${resultsCount} rows and has ${values.length}`);
  }
  if (values.length === 0) return null;
  if (adjusted !== false) {
    throw malformed(
      MASSIVE,
      `prices of ${session} were asked for as traded and adjusted is ${adjusted ?? 'not said'} in the answer`,
    );
  }
  const read = readRows(MASSIVE, values, row, 'T');
  const refused: RefusedRow[] = [...read.refused];
  const ofSession = rowsOfSession(read.rows, session, refused);
  const bars = withoutDuplicates(
    ofSession.map(barOf),
    { keyOf: ({ ticker }) => ticker, tickerOf: ({ ticker }) => ticker, sameAs: sameBar },
    refused,
  );
  if (bars.length === 0) throw malformed(MASSIVE, `no row of ${session} makes sense: ${refused[0]?.reason ?? ''}`);
  return { date: session, bars, refused };
}

function rowsOfSession(rows: readonly Row[], session: string, refused: RefusedRow[]): readonly Row[] {
  // Nearly all rows share one instant, and asking for its day is slow.
  const days = new Map<number, string>();
  const others = rows.filter(({ t }) => {
    const day = days.get(t) ?? exchangeDate(new Date(t));
    days.set(t, day);
    return day !== session;
  });
  if (others.length > rows.length * OTHER_DAYS_SHARE_MAX) {
    const [first] = others;
    throw malformed(
      MASSIVE,
      `${others.length} of ${rows.length} rows asked for ${session} are of other days, such as ${days.get(first?.t ?? 0)}`,
    );
  }
  const strangers = new Set(others);
  for (const { T: ticker, t } of others) refused.push({ ticker, reason: `is of ${days.get(t)}` });
  return rows.filter((candidate) => !strangers.has(candidate));
}

function barOf({ T: ticker, o, h, l, c, v }: Row): MarketBar {
  return { ticker, open: o ?? null, high: h ?? null, low: l ?? null, close: c, volume: v ?? null, marketCap: null };
}

function sameBar(one: MarketBar, other: MarketBar): boolean {
  return (
    one.close === other.close &&
    one.open === other.open &&
    one.high === other.high &&
    one.low === other.low &&
    one.volume === other.volume
  );
}
