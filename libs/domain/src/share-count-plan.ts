import { dateOfEpochDay, epochDay } from './calendar-date.js';

/** A line of a session, as far as asking for its shares goes. */
export interface LineToCount {
  readonly lineId: string;
  readonly ticker: string;
  readonly issuer: string | null;
  /** Close times volume of the session, US dollars. */
  readonly dollarVolume: number;
  /** At the session before; null where it is not known. */
  readonly lastMarketCap: number | null;
  readonly newest: { readonly knownOn: string; readonly source: string } | null;
  readonly checkedOn: string | null;
}

/** The source whose counts come on the day of filing; of the others a newer count tells nothing of the next one. */
export const FILINGS = 'sec';

/** Lines asked for in one session at most; the others have their turn on the next days. */
export const LINES_ASKED_MAX = 600;
/** So many times the seats of the index are worth knowing: nobody from further down comes up in a day. */
const DEPTH = 5;
/** A company that files quarterly has nothing new before, and is late after; in days. */
const NEXT_FILING_DAYS = 80;
const LATE_FILING_DAYS = 130;
const WEEK_DAYS = 7;
/** Where counts do not come from filings, or there is none, asking this often is enough; in days. */
const VENDOR_COUNT_DAYS = 28;

/**
 * The lines whose shares are to be asked for on `session`: never asked before, or due for a new count, as far as they are among the
 * largest by market cap or, where that is not known, by dollar volume. Largest first.
 */
export function linesToCount(
  lines: readonly LineToCount[],
  { session, size }: { readonly session: string; readonly size: number },
): readonly LineToCount[] {
  const depth = size * DEPTH;
  const worth = new Set<string>();
  const take = (from: readonly LineToCount[], key: (line: LineToCount) => number): void => {
    for (const line of [...from].sort((a, b) => key(b) - key(a)).slice(0, depth)) worth.add(line.lineId);
  };
  take(
    lines.filter(({ lastMarketCap }) => lastMarketCap !== null),
    (line) => line.lastMarketCap ?? 0,
  );
  take(lines, (line) => line.dollarVolume);
  return lines
    .filter((line) => worth.has(line.lineId) && isDue(line, session))
    .sort((a, b) => (b.lastMarketCap ?? b.dollarVolume) - (a.lastMarketCap ?? a.dollarVolume))
    .slice(0, LINES_ASKED_MAX);
}

function isDue({ newest, checkedOn }: LineToCount, session: string): boolean {
  if (checkedOn === null) return true;
  if (checkedOn === session) return false;
  if (checkedOn > session) return isDueBefore(newest, session);
  if (newest === null || newest.source !== FILINGS) return session >= daysAfter(checkedOn, VENDOR_COUNT_DAYS);
  if (session < daysAfter(newest.knownOn, NEXT_FILING_DAYS)) return false;
  return session < daysAfter(newest.knownOn, LATE_FILING_DAYS) || session >= daysAfter(checkedOn, WEEK_DAYS);
}

/**
 * A session that is acquired after later ones: filings tell of all days before at once, other sources of the day that they are asked
 * about alone.
 */
function isDueBefore(newest: LineToCount['newest'], session: string): boolean {
  if (newest === null) return true;
  return newest.source !== FILINGS && session >= daysAfter(newest.knownOn, VENDOR_COUNT_DAYS);
}

function daysAfter(date: string, days: number): string {
  return dateOfEpochDay(epochDay(date) + days);
}
