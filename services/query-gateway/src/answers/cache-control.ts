/** What an answer is about, as far as that says how soon it can become another one. */
export interface Settled {
  /** The last day asked about, `YYYY-MM-DD`. */
  readonly end: string;
  /** The instant of which it is told what was known then, ISO 8601 in UTC; undefined: what is known now. */
  readonly asKnownAt?: string | undefined;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** By the age of the last day, in days: how long an answer may be kept without asking again, in seconds. */
const KEPT_BY_AGE = [
  { days: 365, seconds: 3600 },
  { days: 30, seconds: 300 },
  { days: 7, seconds: 60 },
] as const;

const KEPT_AS_KNOWN_SECONDS = 24 * 60 * 60;

/**
 * The header `Cache-Control` of an answer about the data.
 *
 * - Corrections come within days, mostly; so an answer whose last day (its end being midnight in UTC) is not yet 7 days past is asked for
 *   again each time, which its ETag makes cheap. From 7 days on it may be kept for 60 s, from 30 days on for 300 s, from 365 days on for
 *   3600 s, and for as long again while a newer one is fetched. A correction of an old day is thus seen at the latest after two hours by
 *   who goes by this header, at once by who asks with `no-cache`.
 * - What was known at an instant never changes: it may be kept for a day, once the instant is an hour past and its last writers are done.
 * - An answer about days that are not built yet, or whose levels are still being calculated, may be another one soon: it is asked for again
 *   each time.
 * - Where a key is needed, no cache that others share may keep it.
 *
 * @param completeUntil the last session that the index is built for, levels included; null: none
 */
export function cacheControl(
  settled: Settled | undefined,
  context: { readonly now: Date; readonly completeUntil: string | null; readonly open: boolean },
): string {
  const seconds = settled === undefined ? 0 : keptSeconds(settled, context);
  if (seconds === 0) return context.open ? 'no-cache' : 'private, no-cache';
  return `${context.open ? 'public' : 'private'}, max-age=${seconds}, stale-while-revalidate=${seconds}`;
}

function keptSeconds(
  { end, asKnownAt }: Settled,
  { now, completeUntil }: { readonly now: Date; readonly completeUntil: string | null },
): number {
  if (asKnownAt !== undefined) return now.getTime() - Date.parse(asKnownAt) >= HOUR_MS ? KEPT_AS_KNOWN_SECONDS : 0;
  if (completeUntil === null || end > completeUntil) return 0;
  const daysPast = (now.getTime() - (Date.parse(`${end}T00:00:00Z`) + DAY_MS)) / DAY_MS;
  return KEPT_BY_AGE.find(({ days }) => daysPast >= days)?.seconds ?? 0;
}
