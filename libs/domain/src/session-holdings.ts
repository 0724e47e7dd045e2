import { heldMarket } from './carry-names.js';
import type { Holding } from './constituent-returns.js';
import { Names, type PastDelisting, type Rename } from './rename.js';
import type { CorporateAction, ReturnKind } from './session-return.js';

/** A session and the published one before it: what was held into it. */
export interface Interval {
  readonly session: string;
  readonly previous: string;
}

/** A row of the session that an interval ends with, or one with a delisting return of an unpublished session within it. */
export type HeldPrice = Pick<PastDelisting, 'session' | 'ticker' | 'close' | 'delistingReturn'>;

/** What is known of a range of intervals, of each under the names of its own days. */
export interface HoldingMaterial {
  readonly kind: ReturnKind;
  /** By session, after its close. */
  readonly compositions: ReadonlyMap<string, Holding['held']>;
  /** By the session that an interval ends with, oldest first; those of the lines held and of the names that they may have are enough. */
  readonly prices: ReadonlyMap<string, readonly HeldPrice[]>;
  /** In the order of their dates. */
  readonly renames: readonly Rename[];
  /** In the order of their dates, splits before dividends of one day. */
  readonly actions: readonly CorporateAction[];
  /** By session, which of the names that a rename tells of traded on it. */
  readonly traded: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What was held over an interval, and what the market said of it: under the names that the lines had at its beginning. */
export function holdingOver(interval: Interval, material: HoldingMaterial): Holding {
  const { session, previous } = interval;
  const held = material.compositions.get(previous) ?? [];
  const said = material.prices.get(session) ?? [];
  const market = {
    rows: said.filter((row) => row.session === session),
    delistings: said.filter((row) => row.session !== session),
    actions: within(interval, material.actions, ({ exDate }) => exDate),
  };
  const names = new Names({
    renames: within(interval, material.renames, ({ effectiveOn }) => effectiveOn),
    delistings: market.delistings,
    traded: (ticker) => material.traded.get(previous)?.has(ticker) === true,
    // The dead are not held.
    dead: () => false,
  });
  return { kind: material.kind, held, ...heldMarket(held, names, market) };
}

/** A ticker on which the holdings of an interval depend beside those that are held. */
export interface NamedLine {
  readonly previous: string;
  readonly ticker: string;
}

/** The tickers that the renames within these intervals tell of: their rows are needed to say who is who. */
export function linesNamedWithin(intervals: readonly Interval[], renames: readonly Rename[]): NamedLine[] {
  return intervals.flatMap((interval) =>
    within(interval, renames, ({ effectiveOn }) => effectiveOn).flatMap(({ ticker, newTicker }) =>
      [ticker, newTicker].map((name) => ({ previous: interval.previous, ticker: name })),
    ),
  );
}

/** What is dated after the earlier session of the interval and up to the later one. */
function within<Item>({ previous, session }: Interval, items: readonly Item[], dateOf: (item: Item) => string): Item[] {
  return items.filter((item) => dateOf(item) > previous && dateOf(item) <= session);
}
