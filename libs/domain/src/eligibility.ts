import { isTrade, STALE_SESSIONS_MAX, type LineState, type LineStates, type PriceRow } from './line-state.js';

/** What reference data says of a line. Anything null was not said and keeps nobody out. */
export interface LineReference {
  readonly issuer: string | null;
  /** Instrument type; only common stock is in the universe. */
  readonly type: string | null;
  readonly exchange: string | null;
  /** Only filters ask for it; absent: not said. */
  readonly sector?: string | null;
  readonly listedOn: string | null;
  /** The last session on which the line was listed. */
  readonly delistedOn: string | null;
}

/** What is said of the line that a ticker named from `validFrom` to `validTo`, both included; null: still, or not known until when. */
export interface Listing extends LineReference {
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** By ticker. `listings` are the lines that it named in turn, oldest first; the rest is said of the ticker whatever the day. */
export type References = ReadonlyMap<string, LineReference & { readonly listings?: readonly Listing[] }>;

/**
 * What is known on `session` of the line that `ticker` names: the listing that the session lies in, else the last one that had begun (a
 * line that was delisted stays so), else what is said of the ticker whatever the day.
 */
export function referenceOn(references: References, ticker: string, session: string): LineReference | undefined {
  const known = references.get(ticker);
  if (known?.listings === undefined) return known;
  let begun: Listing | undefined;
  for (let at = known.listings.length - 1; at >= 0; at -= 1) {
    const listing = known.listings[at] as Listing;
    if (listing.validFrom > session) continue;
    if (listing.validTo === null || session <= listing.validTo) return listing;
    begun ??= listing;
  }
  return begun ?? known;
}

const commonStockTypes = new Set(['cs', 'common', 'common stock', 'common shares', 'ordinary shares', 'stock', 'reit']);
/** What the names of markets over the counter have in them, in any case. */
export const offExchange = /otc|pink|grey/i;

/**
 * Whether the line belongs to the universe on `session`: common stock (REITs included) with a primary listing on an exchange,
 * listed on that day. ADRs, funds, preferred shares, warrants, rights, units and OTC lines are out.
 */
export function isInUniverse(reference: LineReference | undefined, session: string): boolean {
  if (reference === undefined) return true;
  if (reference.type !== null && !commonStockTypes.has(reference.type.trim().toLowerCase())) return false;
  if (reference.exchange !== null && offExchange.test(reference.exchange)) return false;
  if (reference.listedOn !== null && session < reference.listedOn) return false;
  return !isDelisted(reference, session);
}

export function isDelisted(reference: LineReference | undefined, session: string): boolean {
  return reference !== undefined && reference.delistedOn !== null && session > reference.delistedOn;
}

/** What an index is limited to beside the universe; null: nothing. */
export interface UniverseFilter {
  readonly sectors: readonly string[] | null;
  readonly exchanges: readonly string[] | null;
}

/**
 * Whether an index with this filter may rank the line. Names count as reference data spell them; a line of which the sector or the
 * exchange is not known passes no filter that asks for it.
 */
export function passesFilter({ sectors, exchanges }: UniverseFilter, reference: LineReference | undefined): boolean {
  const isAmong = (names: readonly string[] | null, name: string | null | undefined): boolean =>
    names === null || (name !== null && name !== undefined && names.includes(name));
  return isAmong(sectors, reference?.sector) && isAmong(exchanges, reference?.exchange);
}

/** Whether the line can be ranked after the close of `session`: price and market cap known, in the universe, alive, not too stale. */
export function isEligible(line: LineState, reference: LineReference | undefined, session: string): boolean {
  return (
    !line.dead &&
    line.markedEligible &&
    line.marketCap !== null &&
    line.staleSessions <= STALE_SESSIONS_MAX &&
    isInUniverse(reference, session)
  );
}

/** How many lines a session can rank (members without a row included), and how many of them have a row of this very session. */
export interface Coverage {
  readonly eligible: number;
  readonly covered: number;
}

/**
 * Counts what `session` would cover, before it is folded into the line states. A line that is delisted on it, or was on an
 * unpublished session since the last published one (`rows` has these too), cannot be ranked any more and does not count.
 */
export function coverage(
  lines: LineStates,
  session: string,
  rows: readonly PriceRow[],
  references: References,
  members: ReadonlySet<string>,
): Coverage {
  let covered = 0;
  const seen = new Set(rows.filter((row) => row.delistingReturn !== null).map((row) => row.ticker));
  for (const row of rows) {
    const known = lines.get(row.ticker);
    if (!isTrade(row) || seen.has(row.ticker)) continue;
    seen.add(row.ticker);
    if (row.eligible === false || known?.dead === true) continue;
    const hasCap = (row.marketCap !== null && row.marketCap > 0) || (known !== undefined && known.shares !== null);
    if (hasCap && isInUniverse(referenceOn(references, row.ticker, session), session)) covered += 1;
  }
  let carried = 0;
  for (const ticker of members) {
    const line = lines.get(ticker);
    if (line === undefined || seen.has(ticker) || line.staleSessions >= STALE_SESSIONS_MAX) continue;
    if (isEligible(line, referenceOn(references, ticker, session), session)) carried += 1;
  }
  return { eligible: covered + carried, covered };
}

/** A session with fewer lines than this share of the last published session's is a partial load. */
export const COVERAGE_MIN = 0.95;

/**
 * What was said of a session's data as such. open: nothing stands against it. blocked: it must not be published, for `reasons`.
 * accepted: somebody has said that it is as it should be, also where it has fewer lines than the session before.
 */
export interface Verdict {
  readonly verdict: 'open' | 'blocked' | 'accepted';
  readonly reasons: readonly string[];
}

export const openVerdict: Verdict = { verdict: 'open', reasons: [] };

/**
 * Why a session must not be published; empty when it is complete. A partial day is never published: fewer lines than the index
 * has seats, or fewer than 95 % of the lines of the last published session unless the session was accepted as it is.
 */
export function incompleteReasons(
  now: Coverage,
  previous: { readonly session: string; readonly covered: number } | null,
  size: number,
  { verdict, reasons: blocking }: Verdict,
): string[] {
  if (verdict === 'blocked') return blocking.length > 0 ? [...blocking] : ['blocked: its data are not to be published'];
  const reasons: string[] = [];
  if (now.eligible < size) {
    reasons.push(`too_few_lines: ${now.eligible} lines can be ranked, ${size} are needed`);
  }
  if (verdict === 'open' && previous !== null && now.covered < COVERAGE_MIN * previous.covered) {
    const percent = ((100 * now.covered) / previous.covered).toFixed(1);
    reasons.push(
      `partial_load: ${now.covered} lines have prices, ${previous.covered} had on ${previous.session} (${percent} %, at least ${100 * COVERAGE_MIN} % are needed)`,
    );
  }
  return reasons;
}
