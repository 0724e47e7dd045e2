import type { CorporateAction } from '#domain/session-return';
import { isListedInUniverse } from '#domain/session-assembly';
import type { CorporateActions, Listing, MarketDay, Provider, RefusedRow } from '../providers/provider.js';
import { UpstreamError } from '../upstream/upstream.error.js';
import type { UpstreamFailure } from '../upstream/upstream.js';
import type { AcquisitionOrder, AcquisitionParts } from './acquisition-parts.js';

/** The session as the first source that has it tells it, with why the sources before it were passed over. */
export interface GatheredDay {
  readonly day: MarketDay | null;
  readonly source: string | null;
  readonly refusals: readonly string[];
  /** Of the sources that could not be asked. */
  readonly failures: readonly UpstreamFailure[];
  /** Whether every source that could know the session says that it has nothing. */
  readonly empty: boolean;
}

/** Asks the sources of whole-market days in order until one has the session. */
export async function gatherDay(
  { providers, timing }: AcquisitionParts,
  { session, source }: AcquisitionOrder,
  signal: AbortSignal,
): Promise<GatheredDay> {
  const refusals: string[] = [];
  const failures: UpstreamFailure[] = [];
  let empty = true;
  for (const { name, marketDays } of providers) {
    if (marketDays === undefined || (source !== null && source !== name)) continue;
    if (!marketDays.offers(session, timing.now())) {
      refusals.push(`not_offered: ${name} does not have ${session}`);
      continue;
    }
    try {
      const day = await marketDays.readMarketDay(session, signal);
      if (day === null) {
        refusals.push(`empty: ${name} has no rows of ${session} yet`);
      } else if (day.date !== session) {
        empty = false;
        refusals.push(`wrong_day: ${name} gave rows of ${day.date} for ${session}`);
      } else {
        refusals.push(...refusedRows(name, day.refused));
        return { day, source: name, refusals, failures, empty: false };
      }
    } catch (error) {
      empty = false;
      refusals.push(refusalOf(error));
      if (error instanceof UpstreamError) failures.push(error.failure);
    }
  }
  return { day: null, source: null, refusals, failures, empty };
}

/** What a vendor's failure is called among the reasons; anything else is a mistake of ours and goes on up. */
export function refusalOf(error: unknown): string {
  if (!(error instanceof UpstreamError) || error.failure === 'cancelled') throw error;
  return `${error.failure}: ${error.message}`;
}

/** Rows that a vendor gave and that make no sense, as one reason; the attempt that left them out names them. */
function refusedRows(vendor: string, refused: readonly RefusedRow[]): string[] {
  const [first] = refused;
  if (first === undefined) return [];
  return [`rows_refused: ${refused.length} of ${vendor}, the first of ${first.ticker ?? 'no ticker'}: ${first.reason}`];
}

/** Lines of the universe on `session` by ticker, from the first source of listings; null when no source has any. */
export async function gatherListings(
  providers: readonly Provider[],
  session: string,
  signal: AbortSignal,
): Promise<{
  readonly listings: ReadonlyMap<string, Listing>;
  readonly source: string;
} | null> {
  const provider = providers.find(({ listings }) => listings !== undefined);
  if (provider?.listings === undefined) return null;
  const list = await provider.listings.readListings(session, signal);
  const universe = list.filter((listing) => isListedInUniverse(listing, session));
  return { listings: new Map(universe.map((listing) => [listing.ticker, listing])), source: provider.name };
}

/** Splits and dividends of a range, from the first source that has them; null when none does. */
export async function gatherActions(
  providers: readonly Provider[],
  { first, last }: { readonly first: string; readonly last: string },
  signal: AbortSignal,
): Promise<{
  readonly actions: readonly CorporateAction[];
  readonly source: string;
  readonly reasons: readonly string[];
} | null> {
  const provider = providers.find(
    (one): one is Provider & { readonly actions: CorporateActions } => one.actions !== undefined,
  );
  if (provider === undefined) return null;
  const { actions, refused } = await provider.actions.readActions(first, last, signal);
  return { actions, source: provider.name, reasons: refusedRows(provider.name, refused) };
}
