import { emptyState, type IndexState, type SessionOutcome } from '../src/advance-index.js';
import { sessionsBetween } from '../src/calendar.js';
import { constituentReturns, type Holding } from '../src/constituent-returns.js';
import { openVerdict, type References, type Verdict } from '../src/eligibility.js';
import type { IndexDefinition } from '../src/index-definition.js';
import { chainLevels, type ChainLink, type IndexLevel } from '../src/level-chain.js';
import type { PriceRow } from '../src/line-state.js';
import type { Rename } from '../src/rename.js';
import type { CorporateAction, WeightedReturn } from '../src/session-return.js';
import { simulateIndex, type MarketHistory } from '../src/simulate-index.js';

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

/** Builds the index over every session of the market, one by one, as the services do. */
export function runIndex(definition: IndexDefinition, market: Market): IndexRun {
  const outcomes: SessionOutcome[] = [];
  const steps: Step[] = [];
  const links: ChainLink[] = [];
  let last = emptyState();
  for (const { outcome, holding, link, state } of simulateIndex(definition, historyOf(market))) {
    last = state;
    outcomes.push(outcome);
    if (outcome.status !== 'published' || link === null) continue;
    steps.push({ outcome, holding, returns: holding === null ? [] : constituentReturns(holding) });
    links.push(link);
  }
  return { outcomes, steps, levels: chainLevels(null, links, definition), state: last };
}

export function historyOf({ first, last, rows, verdicts, actions, renames, references }: Market): MarketHistory {
  const days = sessionsBetween(first, last).map((session) => ({
    session,
    rows: rows.get(session) ?? [],
    verdict: verdicts.get(session) ?? openVerdict,
  }));
  return { days, actions, renames, references };
}
