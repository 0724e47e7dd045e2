import type { MarketBar } from '#domain/session-assembly';
import { dateOfEpochDay, epochDay } from '#domain/calendar-date';
import { lineIdOf, type StoredListing } from '#domain/listing-changes';
import { SHARE_COUNT_AGE_MAX_DAYS, sharesKnownOn } from '#domain/market-cap';
import type { CountedShares, KnownShares, LineSplit } from '#domain/market-cap';
import { FILINGS, linesToCount, type LineToCount } from '#domain/share-count-plan';
import type { Listing, Provider, ShareCounts } from '../providers/provider.js';
import { UpstreamError } from '../upstream/upstream.error.js';
import type { AcquisitionParts } from './acquisition-parts.js';
import { refusalOf } from './gather-market.js';
import type { KnownListing } from './stores/listings.store.js';
import { loadShareCounts, loadSplits, type LineCount } from './stores/share-counts.store.js';

/** After so many failures in a row a source is left alone for the rest of the session. */
const FAILURES_IN_A_ROW_MAX = 3;

export interface GatheredShares {
  /** By ticker. */
  readonly known: ReadonlyMap<string, KnownShares>;
  readonly counts: readonly LineCount[];
  readonly checked: readonly string[];
  /** Lines whose shares could not be asked for; they are asked for again. */
  readonly failed: readonly string[];
  readonly reasons: readonly string[];
}

export interface SharesQuestion {
  readonly session: string;
  readonly size: number;
  readonly bars: readonly MarketBar[];
  /** Of the universe, by ticker. */
  readonly listings: ReadonlyMap<string, Listing>;
  readonly stored: readonly KnownListing[];
  readonly previousCaps: ReadonlyMap<string, number>;
}

/** The first day whose counts may still be used on `session`. */
export function oldestCount(session: string): string {
  return dateOfEpochDay(epochDay(session) - SHARE_COUNT_AGE_MAX_DAYS);
}

/** Asks for the share counts that are due, and says for every line of the session which shares are known on it. */
export async function gatherShares(
  parts: AcquisitionParts,
  question: SharesQuestion,
  signal: AbortSignal,
): Promise<GatheredShares> {
  const { session, listings } = question;
  const sources = parts.providers.filter(hasShareCounts);
  const stored = await loadShareCounts(parts.database, oldestCount(session), session);
  const lines = linesToCount(describeLines(question, stored), { session, size: question.size });
  const asked = await askSources(sources, lines, session, signal);
  for (const { lineId, ...count } of asked.counts) stored.set(lineId, [...(stored.get(lineId) ?? []), count]);
  const splits = await loadSplits(parts.database, oldestCount(session), session);
  const splitsOf = splitsByLine(question.stored, splits);
  const order = { session, oldest: oldestCount(session), sources: sources.map(({ name }) => name) };
  const known = new Map<string, KnownShares>();
  for (const [ticker, listing] of listings) {
    const lineId = lineIdOf(listing);
    const shares = sharesKnownOn(stored.get(lineId) ?? [], splitsOf.get(lineId) ?? [], order);
    if (shares !== null) known.set(ticker, shares);
  }
  return { known, ...asked };
}

function hasShareCounts(provider: Provider): provider is Provider & { readonly shareCounts: ShareCounts } {
  return provider.shareCounts !== undefined;
}

function describeLines(
  { session, bars, listings, stored, previousCaps }: SharesQuestion,
  counts: ReadonlyMap<string, readonly CountedShares[]>,
): LineToCount[] {
  const checked = new Map(
    stored
      .filter(({ validTo }) => validTo === null || validTo >= session)
      .map((row) => [row.lineId, row.sharesCheckedOn]),
  );
  return bars.flatMap(({ ticker, close, volume }) => {
    const listing = listings.get(ticker);
    if (listing === undefined) return [];
    const lineId = lineIdOf(listing);
    const known = [...(counts.get(lineId) ?? [])].sort((a, b) => (a.knownOn < b.knownOn ? -1 : 1));
    const newest = known.filter(({ source }) => source === FILINGS).at(-1) ?? known.at(-1) ?? null;
    return [
      {
        lineId,
        ticker,
        issuer: listing.issuer,
        dollarVolume: close * (volume ?? 0),
        lastMarketCap: previousCaps.get(ticker) ?? null,
        newest,
        checkedOn: checked.get(lineId) ?? null,
      },
    ];
  });
}

/**
 * Each line is asked of the sources in order until one has a count. A line of which a source before that one could not be asked does not
 * count as checked: what the better source knows may be another number.
 */
async function askSources(
  sources: readonly (Provider & { readonly shareCounts: ShareCounts })[],
  lines: readonly LineToCount[],
  session: string,
  signal: AbortSignal,
): Promise<Omit<GatheredShares, 'known'>> {
  const asking = new AskedSources();
  const checked: string[] = [];
  const failed: string[] = [];
  for (const line of lines) {
    let complete = true;
    for (const source of sources) {
      const answered = await asking.ask(source, line, session, signal);
      if (answered === null) complete = false;
      else if (answered) break;
      // Of a line that has filed before, what others say is no substitute for what it files next.
      if (!complete && line.newest?.source === source.name) break;
    }
    if (complete) checked.push(line.lineId);
    else failed.push(line.ticker);
  }
  return { counts: asking.counts, checked, failed, reasons: [...asking.reasons] };
}

/** Remembers which sources are out of order during one session. */
class AskedSources {
  readonly counts: LineCount[] = [];
  readonly reasons = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #lacking = new Set<string>();

  /** Whether the source has counts of the line; null when it could not be asked. */
  async ask(
    { name, shareCounts }: Provider & { readonly shareCounts: ShareCounts },
    line: LineToCount,
    session: string,
    signal: AbortSignal,
  ): Promise<boolean | null> {
    if (this.#lacking.has(name)) return false;
    const failures = this.#failures.get(name) ?? 0;
    if (failures >= FAILURES_IN_A_ROW_MAX) return null;
    try {
      const found = await shareCounts.readShareCounts(line, session, signal);
      this.#failures.set(name, 0);
      this.counts.push(...found.map((count) => ({ ...count, source: name, lineId: line.lineId })));
      return found.length > 0;
    } catch (error) {
      this.reasons.add(refusalOf(error));
      this.#failures.set(name, failures + 1);
      if (!(error instanceof UpstreamError) || error.failure !== 'not_entitled') return null;
      // A plan without share counts stays one: asking again would not help. A key that is not taken is put right some day.
      this.#lacking.add(name);
      return false;
    }
  }
}

/** The splits of a line under all the tickers that it ever had, each as long as it had it. */
function splitsByLine(
  listings: readonly StoredListing[],
  splits: ReadonlyMap<string, readonly LineSplit[]>,
): Map<string, LineSplit[]> {
  const lines = new Map<string, StoredListing[]>();
  for (const listing of listings) lines.set(listing.lineId, [...(lines.get(listing.lineId) ?? []), listing]);
  const byLine = new Map<string, LineSplit[]>();
  for (const [lineId, rows] of lines) {
    const first = rows.reduce(
      (least, row) => (row.validFrom < least ? row.validFrom : least),
      rows[0]?.validFrom ?? '',
    );
    const own = rows.flatMap((row) =>
      (splits.get(row.ticker) ?? []).filter(
        ({ exDate }) =>
          (exDate >= row.validFrom || row.validFrom === first) && (row.validTo === null || exDate <= row.validTo),
      ),
    );
    byLine.set(lineId, own);
  }
  return byLine;
}
