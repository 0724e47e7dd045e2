import { isDelisted, isInUniverse, passesFilter, type LineReference, type UniverseFilter } from './eligibility.js';
import { STALE_SESSIONS_MAX, type LineState } from './line-state.js';

/**
 * Why a line cannot be ranked: `not_listed` it has no price yet, or its listing begins later; `type` it is no common stock; `exchange` it
 * is traded off the exchanges; `delisted`; `marked` a row keeps it out by hand; `filter` the index is limited to other sectors or
 * exchanges; `no_market_cap`; `stale` it has not traded on the session and is no member that may be carried through, or has not for so
 * long that nobody is.
 */
export type Ineligibility =
  'not_listed' | 'type' | 'exchange' | 'delisted' | 'marked' | 'filter' | 'no_market_cap' | 'stale';

export interface EligibilityContext {
  readonly session: string;
  readonly filter: UniverseFilter;
  /** Whether the line was a member before the session. */
  readonly wasMember: boolean;
  /** How its last row up to the session left a line of which nothing is known any more; null: it has none. */
  readonly forgotten: Forgotten | null;
}

/** A line that has had no row for so long that its state is dropped. */
export interface Forgotten {
  readonly session: string;
  readonly dead: boolean;
}

const silent: LineReference = { issuer: null, type: null, exchange: null, listedOn: null, delistedOn: null };

/**
 * The first reason that keeps the line out of the ranking of a session, null when it can be ranked.
 * @param line after the close of the session; undefined when nothing is known of it any more
 */
export function ineligibility(
  line: LineState | undefined,
  reference: LineReference | undefined,
  { session, filter, wasMember, forgotten }: EligibilityContext,
): Ineligibility | null {
  const refuses = (said: Partial<LineReference>): boolean => !isInUniverse({ ...silent, ...said }, session);
  if ((line ?? forgotten)?.dead === true || isDelisted(reference, session)) return 'delisted';
  if (reference !== undefined) {
    if (refuses({ type: reference.type })) return 'type';
    if (refuses({ exchange: reference.exchange })) return 'exchange';
    if (refuses({ listedOn: reference.listedOn })) return 'not_listed';
  }
  if (line === undefined) return forgotten === null ? 'not_listed' : 'stale';
  if (!line.markedEligible) return 'marked';
  if (!passesFilter(filter, reference)) return 'filter';
  if (line.marketCap === null) return 'no_market_cap';
  const mayBeCarried = wasMember && line.staleSessions <= STALE_SESSIONS_MAX;
  return line.staleSessions === 0 || mayBeCarried ? null : 'stale';
}
