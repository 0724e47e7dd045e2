import { advanceIndex, emptyState, type IndexState, type MarketSession, type SessionOutcome } from './advance-index.js';
import { carryNames, heldMarket } from './carry-names.js';
import type { Holding } from './constituent-returns.js';
import type { References } from './eligibility.js';
import type { IndexDefinition } from './index-definition.js';
import type { ChainLink } from './level-chain.js';
import type { PastDelisting, Rename } from './rename.js';
import { sessionPerformance } from './session-performance.js';
import type { CorporateAction } from './session-return.js';

/** What the market said of one session of the calendar; without rows it was missing. */
export type MarketDay = Pick<MarketSession, 'session' | 'rows' | 'verdict' | 'coverage'>;

/** Everything that an index is made from. */
export interface MarketHistory {
  /** Every session of the calendar from the first to the last, in order. */
  readonly days: Iterable<MarketDay>;
  /** In ex-date order, splits before dividends of one day. */
  readonly actions: readonly CorporateAction[];
  /** By effective date, then by ticker. */
  readonly renames: readonly Rename[];
  readonly references: References;
}

export interface SimulatedSession {
  readonly outcome: SessionOutcome;
  /** What was held into a published session; null on the base session and where nothing is published. */
  readonly holding: Holding | null;
  /** Null where nothing is published. */
  readonly link: ChainLink | null;
  /** Good until the next session is asked for: its lines are folded forward then. */
  readonly state: IndexState;
}

/**
 * An index from nothing, session by session, in one pass of the rules over the whole market: what the services keep in steps, tables
 * and corrections must come out as this does. Actions and renames up to the base session change nothing and are left out.
 */
export function* simulateIndex(
  definition: IndexDefinition,
  market: MarketHistory,
): Generator<SimulatedSession, void, undefined> {
  const actions = new SinceLast(market.actions, ({ exDate }) => exDate);
  const renames = new SinceLast(market.renames, ({ effectiveOn }) => effectiveOn);
  let state = emptyState();
  let delistings: readonly PastDelisting[] = [];
  for (const day of market.days) {
    const { session, rows } = day;
    const last = state.history.at(-1) ?? null;
    const isSince = last !== null;
    const said = {
      rows,
      delistings,
      actions: isSince ? actions.between(last.session, session) : [],
      renames: isSince ? renames.between(last.session, session) : [],
    };
    const { names } = carryNames(state.lines, said);
    const advanced = advanceIndex(definition, state, { ...day, ...said }, market.references);
    const { outcome } = advanced;
    state = advanced.state;
    if (outcome.status !== 'published') {
      const died = rows.filter((row) => row.delistingReturn !== null);
      if (died.length > 0) delistings = [...delistings, ...died.map((row) => ({ ...row, session }))];
      yield { outcome, holding: null, link: null, state };
      continue;
    }
    delistings = [];
    const held = last?.constituents ?? [];
    const holding = last === null ? null : { kind: definition.return, held, ...heldMarket(held, names, said) };
    const link = sessionPerformance({ session, holding, target: outcome.constituents });
    yield { outcome, holding, link, state };
  }
}

/** Dated things in order of time, asked for over periods that begin ever later. */
class SinceLast<Item> {
  #first = 0;

  constructor(
    private readonly items: readonly Item[],
    private readonly dateOf: (item: Item) => string,
  ) {}

  /** Those after one day and up to another. */
  between(after: string, through: string): Item[] {
    const dateAt = (position: number): string => this.dateOf(this.items[position] as Item);
    while (this.#first < this.items.length && dateAt(this.#first) <= after) this.#first += 1;
    let end = this.#first;
    while (end < this.items.length && dateAt(end) <= through) end += 1;
    return this.items.slice(this.#first, end);
  }
}
