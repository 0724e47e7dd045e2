import { previousSession } from './calendar.js';
import type { Rename } from './rename.js';

/** What reference data say of a line, whatever it is called. */
interface LineDescription {
  readonly name: string | null;
  readonly sector: string | null;
  /** `NYSE`, `NASDAQ`, `NYSE American`, `Cboe BZX`, or as the vendor calls it. */
  readonly exchange: string | null;
  /** Central index key of the SEC, ten digits, or another id of the company. */
  readonly issuer: string | null;
  /** Code of the instrument as Massive has it: CS, ADRC, ETF, WARRANT, UNIT, … */
  readonly type: string | null;
  readonly listedOn: string | null;
}

/** A line as reference data describe it on a day. */
export interface ListedLine extends LineDescription {
  readonly ticker: string;
  /** The vendor's permanent id of the line (share-class FIGI); null when it has none. */
  readonly permanentId: string | null;
}

/** A line under one of its tickers, as stored. */
export interface StoredListing extends LineDescription {
  readonly lineId: string;
  readonly ticker: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly endReason: 'delisted' | 'renamed' | null;
}

export interface ListingChanges {
  /** Rows to insert or to replace, by line and first day. */
  readonly listings: readonly StoredListing[];
  /** Rows that begin earlier than they did: the old ones go. */
  readonly removed: readonly Pick<StoredListing, 'lineId' | 'validFrom'>[];
  readonly renames: readonly Rename[];
  /** Listed before, not listed on this day, and nobody has said why. */
  readonly vanished: readonly StoredListing[];
}

/** The permanent id of a line; a source without one is taken to never use a ticker twice. */
export function lineIdOf(listing: ListedLine): string {
  return listing.permanentId ?? listing.ticker;
}

/**
 * What the list of one day changes in what is known of lines. A line that was called otherwise until now has been renamed, on this day
 * as far as the list tells. Days may come in any order: a day before all that is known of a line extends it
 * backwards. Only lines of the universe are given.
 */
export function listingChanges(
  known: readonly StoredListing[],
  today: readonly ListedLine[],
  session: string,
): ListingChanges {
  const ofLine = new Map<string, StoredListing[]>();
  for (const row of known) ofLine.set(row.lineId, [...(ofLine.get(row.lineId) ?? []), row]);
  const changes: FoundChanges = { listings: [], removed: [], renames: [] };
  const seen = new Set<string>();
  for (const listing of today) {
    const lineId = lineIdOf(listing);
    if (seen.has(lineId)) continue;
    seen.add(lineId);
    changeLine(changes, ofLine.get(lineId) ?? [], listing, session);
  }
  const vanished = known.filter((row) => row.validTo === null && row.validFrom <= session && !seen.has(row.lineId));
  return { ...changes, vanished };
}

/** The changes of all lines, as they are found. */
interface FoundChanges {
  readonly listings: StoredListing[];
  readonly removed: Pick<StoredListing, 'lineId' | 'validFrom'>[];
  readonly renames: Rename[];
}

function changeLine(changes: FoundChanges, rows: readonly StoredListing[], listing: ListedLine, session: string): void {
  const current = rows.find((row) => row.validFrom <= session && (row.validTo === null || row.validTo >= session));
  if (current !== undefined && current.ticker === listing.ticker) {
    const next = described(current, listing);
    if (current.validTo === null && differs(current, next)) changes.listings.push(next);
    return;
  }
  const opened = openedOn(listing, session);
  const later = rows.filter((row) => row.validFrom > session).sort(byFirstDay)[0];
  const earlier = rows
    .filter((row) => row.validFrom < session)
    .sort(byFirstDay)
    .at(-1);
  if (current?.validFrom === session) {
    // The list of this very day named the line otherwise before, and the vendor has corrected it.
    if (earlier?.endReason === 'renamed' && earlier.ticker !== listing.ticker)
      changes.renames.push({ ticker: earlier.ticker, effectiveOn: session, newTicker: listing.ticker });
  } else if (current !== undefined) {
    // The line had another ticker up to the session before.
    changes.listings.push({ ...current, validTo: previousSession(session), endReason: 'renamed' });
    changes.renames.push({ ticker: current.ticker, effectiveOn: session, newTicker: listing.ticker });
  }
  if (current !== undefined) {
    if (current.endReason === 'renamed' && later !== undefined && later.ticker === listing.ticker) {
      // The change was seen on a later day before.
      changes.removed.push({ lineId: later.lineId, validFrom: later.validFrom });
      changes.listings.push({ ...later, validFrom: session });
      return;
    }
    changes.listings.push({ ...opened, validTo: current.validTo, endReason: current.endReason });
    if (current.endReason === 'renamed' && later !== undefined) {
      changes.renames.push({ ticker: listing.ticker, effectiveOn: later.validFrom, newTicker: later.ticker });
    }
    return;
  }
  if (later !== undefined && later.ticker === listing.ticker) {
    changes.removed.push({ lineId: later.lineId, validFrom: later.validFrom });
    changes.listings.push({ ...later, validFrom: session });
  } else if (later !== undefined) {
    changes.listings.push({ ...opened, validTo: previousSession(later.validFrom), endReason: 'renamed' });
    changes.renames.push({ ticker: listing.ticker, effectiveOn: later.validFrom, newTicker: later.ticker });
  } else if (earlier !== undefined && earlier.ticker === listing.ticker) {
    // It was taken for delisted, and is listed again.
    changes.listings.push(described({ ...earlier, validTo: null, endReason: null }, listing));
  } else {
    changes.listings.push(opened);
    if (earlier !== undefined) {
      changes.renames.push({ ticker: earlier.ticker, effectiveOn: session, newTicker: listing.ticker });
    }
  }
}

function openedOn(listing: ListedLine, session: string): StoredListing {
  const { ticker, name, sector, exchange, issuer, type, listedOn } = listing;
  const lineId = lineIdOf(listing);
  return {
    lineId,
    ticker,
    validFrom: session,
    validTo: null,
    name,
    sector,
    exchange,
    issuer,
    type,
    listedOn,
    endReason: null,
  };
}

function described(row: StoredListing, { name, sector, exchange, issuer, type, listedOn }: ListedLine): StoredListing {
  return {
    ...row,
    name: name ?? row.name,
    sector: sector ?? row.sector,
    exchange: exchange ?? row.exchange,
    issuer: issuer ?? row.issuer,
    type: type ?? row.type,
    listedOn: listedOn ?? row.listedOn,
  };
}

function differs(a: StoredListing, b: StoredListing): boolean {
  return (['name', 'sector', 'exchange', 'issuer', 'type', 'listedOn'] as const).some((field) => a[field] !== b[field]);
}

function byFirstDay(a: StoredListing, b: StoredListing): number {
  return a.validFrom < b.validFrom ? -1 : 1;
}
