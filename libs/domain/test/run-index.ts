import { advanceIndex, emptyState, type IndexState, type SessionOutcome } from '../src/advance-index.js';
import { sessionsBetween } from '../src/calendar.js';
import { constituentReturns, type Holding } from '../src/constituent-returns.js';
import { carryNames, heldMarket } from '../src/carry-names.js';
import { openVerdict, type References, type Verdict } from '../src/eligibility.js';
import type { IndexDefinition } from '../src/index-definition.js';
import { chainLevels, type ChainLink, type IndexLevel } from '../src/level-chain.js';
import type { PriceRow } from '../src/line-state.js';
import type { PastDelisting, Rename } from '../src/rename.js';
import { sessionPerformance } from '../src/session-performance.js';
import type { CorporateAction, WeightedReturn } from '../src/session-return.js';

/** Everything that is known of a market, as a store would hold it. */
export interface Market {
  readonly first: string;
  readonly last: string;
  /** By session; a session without an entry has no rows. */
  readonly rows: ReadonlyMap<string, readonly PriceRow[]>;
  /** In ex-date order, splits before dividends of one day. */
  readonly actions: readonly CorporateAction[];
  readonly references: References;
  /** By effective date, then by ticker. */
  readonly renames: readonly Rename[];
  /** By session; any other is open. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

export type Published = Extract<SessionOutcome, { status: 'published' }>;

/** One published session with what was held into it. */
export interface Step {
  readonly outcome: Published;
  /** Null on the base session. */
  readonly holding: Holding | null;
  /** Of the lines held into the session; empty on the base session. */
  readonly returns: readonly WeightedReturn[];
}

export interface IndexRun {
  readonly outcomes: readonly SessionOutcome[];
  readonly steps: readonly Step[];
  readonly levels: readonly IndexLevel[];
  readonly state: IndexState;
}

/** Rows with a delisting return count for the next published session when their own is not published. */
interface Progress {
  readonly state: IndexState;
  readonly delistings: readonly PastDelisting[];
}

/** Builds the index over every session of the market, one by one, as the services do. */
export function runIndex(definition: IndexDefinition, market: Market): IndexRun {
  const outcomes: SessionOutcome[] = [];
  const steps: Step[] = [];
  const links: ChainLink[] = [];
  let progress: Progress = { state: emptyState(), delistings: [] };
  for (const session of sessionsBetween(market.first, market.last)) {
    const { outcome, holding, next } = advance(definition, market, progress, session);
    progress = next;
    outcomes.push(outcome);
    if (outcome.status !== 'published') continue;
    steps.push({ outcome, holding, returns: holding === null ? [] : constituentReturns(holding) });
    links.push(sessionPerformance({ session, holding, target: outcome.constituents }));
  }
  return { outcomes, steps, levels: chainLevels(null, links, definition), state: progress.state };
}

function advance(
  definition: IndexDefinition,
  market: Market,
  { state, delistings }: Progress,
  session: string,
): { outcome: SessionOutcome; holding: Holding | null; next: Progress } {
  const last = state.history.at(-1) ?? null;
  const rows = market.rows.get(session) ?? [];
  const isSince = (date: string): boolean => date <= session && (last === null || date > last.session);
  const actions = market.actions.filter(({ exDate }) => isSince(exDate));
  const renames = market.renames.filter(({ effectiveOn }) => last !== null && isSince(effectiveOn));
  const said = { rows, delistings, actions, renames };
  const held = last?.constituents ?? [];
  const { names } = carryNames(state.lines, said);
  const verdict = market.verdicts.get(session) ?? openVerdict;
  const advanced = advanceIndex(definition, state, { session, verdict, ...said }, market.references);
  const pending = [
    ...delistings,
    ...rows.filter((row) => row.delistingReturn !== null).map((row) => ({ ...row, session })),
  ];
  return {
    outcome: advanced.outcome,
    holding: last === null ? null : { kind: definition.return, held, ...heldMarket(held, names, said) },
    next: { state: advanced.state, delistings: advanced.outcome.status === 'published' ? [] : pending },
  };
}
