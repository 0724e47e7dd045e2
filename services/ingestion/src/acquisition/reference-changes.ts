import type { Rename } from '#domain/rename';
import { nextSession, previousSession } from '#domain/calendar';
import { epochDay } from '#domain/calendar-date';
import type { Listing, Provider } from '../providers/provider.js';
import type { AcquisitionParts } from './acquisition-parts.js';
import { refusalOf } from './gather-market.js';
import { lineIdOf, listingChanges, type ListingChanges, type StoredListing } from '#domain/listing-changes';

/** So many lines do not disappear on one day: the list is not whole, or days were left out. No more are asked about at once. */
const VANISHED_MAX = 50;

export interface ReferenceChanges extends Pick<ListingChanges, 'listings' | 'removed' | 'renames'> {
  readonly reasons: readonly string[];
}

/**
 * What the reference data of a session change in what is known of lines: new ones, renamed ones, and those that are gone. Of a line
 * that is gone the vendor is asked why; while it does not say, the line counts as listed and its absence is the gate's business.
 */
export async function referenceChanges(
  parts: AcquisitionParts,
  market: {
    readonly session: string;
    /** The newest session that was acquired before; null: none. */
    readonly previous: string | null;
    readonly listings: ReadonlyMap<string, Listing>;
    readonly stored: readonly StoredListing[];
  },
  signal: AbortSignal,
): Promise<ReferenceChanges> {
  const { session, stored } = market;
  const changes = listingChanges(stored, [...market.listings.values()], session);
  const reasons: string[] = [];
  const { vanished } = changes;
  const ended: StoredListing[] = [];
  if (vanished.length > VANISHED_MAX) {
    reasons.push(
      `listings_incomplete: ${vanished.length} lines are not on the list of ${session} any more, ${VANISHED_MAX} of them are asked about`,
    );
  }
  for (const listing of someOf(vanished, session)) {
    try {
      const gone = await whyGone(parts.providers, listing, market, signal);
      if (gone !== null) ended.push(gone);
    } catch (error) {
      reasons.push(refusalOf(error));
    }
  }
  const adjacent = market.previous !== null && nextSession(market.previous) === session;
  const renames = adjacent ? changes.renames : await exactRenames(parts.providers, changes.renames, market, signal);
  return {
    listings: [...withExactDates(changes.listings, changes.renames, renames), ...ended],
    removed: changes.removed,
    renames,
    reasons,
  };
}

/** As many as may be asked about, others on each day: those of which the vendor knows nothing must not keep the rest waiting for ever. */
function someOf(vanished: readonly StoredListing[], session: string): readonly StoredListing[] {
  if (vanished.length <= VANISHED_MAX) return vanished;
  const start = (epochDay(session) * VANISHED_MAX) % vanished.length;
  return [...vanished.slice(start), ...vanished.slice(0, start)].slice(0, VANISHED_MAX);
}

/** The listing with its end, or null while the vendor does not say that it has one. */
async function whyGone(
  providers: readonly Provider[],
  listing: StoredListing,
  { session, listings }: { readonly session: string; readonly listings: ReadonlyMap<string, Listing> },
  signal: AbortSignal,
): Promise<StoredListing | null> {
  if (listings.has(listing.ticker)) return endedBefore(listing, session);
  const source = providers.find(({ listings }) => listings !== undefined);
  const details = (await source?.listings?.readListing(listing.ticker, session, signal)) ?? null;
  if (details === null || details.delistedOn === null || details.delistedOn > session) return null;
  if (details.permanentId !== null && lineIdOf(details) !== listing.lineId) return null;
  const validTo = details.delistedOn < listing.validFrom ? listing.validFrom : details.delistedOn;
  return { ...listing, validTo, endReason: 'delisted' };
}

/** Another line has the ticker now, so the vendor has no more to say of this one. */
function endedBefore(listing: StoredListing, session: string): StoredListing {
  const validTo = previousSession(session);
  return { ...listing, validTo: validTo < listing.validFrom ? listing.validFrom : validTo, endReason: 'delisted' };
}

/** Where sessions were left out, the day on which a ticker changed is not the day on which that is seen: the vendor knows it. */
async function exactRenames(
  providers: readonly Provider[],
  renames: readonly Rename[],
  { session, previous }: { readonly session: string; readonly previous: string | null },
  signal: AbortSignal,
): Promise<readonly Rename[]> {
  const source = providers.find(({ tickerChanges }) => tickerChanges !== undefined)?.tickerChanges;
  if (source === undefined) return renames;
  const exact: Rename[] = [];
  for (const rename of renames) {
    const told = await source.readTickerChanges(rename.newTicker, session, signal).catch((error: unknown) => {
      refusalOf(error);
      return [];
    });
    const change = told.find(({ ticker, newTicker }) => ticker === rename.ticker && newTicker === rename.newTicker);
    const fits =
      change !== undefined &&
      change.effectiveOn <= rename.effectiveOn &&
      (previous === null || change.effectiveOn > previous);
    exact.push(fits ? change : rename);
  }
  return exact;
}

function withExactDates(
  listings: readonly StoredListing[],
  seen: readonly Rename[],
  exact: readonly Rename[],
): StoredListing[] {
  const dates = new Map(
    seen.map((rename, position) => [`${rename.newTicker} ${rename.effectiveOn}`, exact[position]?.effectiveOn]),
  );
  return listings.map((listing) => {
    const date = dates.get(`${listing.ticker} ${listing.validFrom}`);
    return date === undefined ? listing : { ...listing, validFrom: date };
  });
}
