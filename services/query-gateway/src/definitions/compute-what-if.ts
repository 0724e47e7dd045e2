import type { Constituent, IndexState, SessionOutcome } from '#domain/advance-index';
import { sessionsBetween } from '#domain/calendar';
import type { CompositionChange } from '#domain/composition-change';
import type { References } from '#domain/eligibility';
import type { IndexDefinition } from '#domain/index-definition';
import { chainLevels, type ChainLink, type IndexLevel } from '#domain/level-chain';
import { representedAsIn, type Ranking } from '#domain/ranking';
import type { Rename } from '#domain/rename';
import type { CorporateAction } from '#domain/session-return';
import { simulateIndex, type MarketDay, type SimulatedSession } from '#domain/simulate-index';
import { chooseCandidates, type Candidates } from './candidate-lines.js';
import { ExactRanks } from './exact-ranks.js';
import { PanelRows, type MarketPanel } from './market-panel.js';

/** A session that is to be published, and what the whole market covered on it. */
export interface PublishedDay {
  readonly eligible: number;
  readonly covered: number;
}

/** Everything that a what-if is computed from. */
export interface WhatIfMarket {
  readonly panel: MarketPanel;
  readonly references: References;
  /** By effective date, then by ticker; of the whole range. */
  readonly renames: readonly Rename[];
  /** Of these lines, over the whole range, in the order in which `lineReturn` takes them. */
  actionsOf(tickers: readonly string[]): Promise<readonly CorporateAction[]>;
  /** The range that is gone over, both included; sessions of the calendar. */
  readonly first: string;
  readonly last: string;
  /** Those that are published; at least one. */
  readonly published: ReadonlyMap<string, PublishedDay>;
}

type Published = Extract<SessionOutcome, { status: 'published' }>;

export interface WhatIfSession {
  readonly session: string;
  readonly change: CompositionChange | null;
  readonly short: boolean;
}

export interface WhatIf {
  readonly levels: readonly IndexLevel[];
  readonly sessions: readonly WhatIfSession[];
  /** After the last session. */
  readonly constituents: readonly Constituent[];
}

/** Ranks beyond size and buffer that are looked at from the beginning, since some lines cannot be ranked and some companies have several. */
const MARGIN_LINES = 10;
const WIDENING = 4;

/**
 * Goes over the range by the rules of the domain, with only those lines that can play a part in it, and makes sure that no other line
 * did: every member was chosen by a rank that it has among all lines. Where that does not hold, more lines are taken, in the end all.
 * What comes out is what one pass over the whole market gives.
 */
export async function computeWhatIf(
  definition: IndexDefinition,
  market: WhatIfMarket,
  breathe: () => Promise<void>,
  margin = MARGIN_LINES,
): Promise<WhatIf> {
  const sessions = [...market.published.keys()];
  let depth = Math.max(1, definition.size + definition.buffer + margin);
  for (;;) {
    const candidates = await chooseCandidates(market.panel, { ...market, definition, sessions, depth }, breathe);
    const result = await simulate(definition, market, candidates, breathe);
    if (result !== null) return result;
    depth *= WIDENING;
  }
}

/** Null when the candidates do not decide. */
async function simulate(
  definition: IndexDefinition,
  market: WhatIfMarket,
  candidates: Candidates,
  breathe: () => Promise<void>,
): Promise<WhatIf | null> {
  const ranks = new ExactRanks(market.panel, candidates, definition, market.references);
  const rows = new PanelRows(market.panel, candidates.chosen);
  const history = {
    days: daysOf(market, rows),
    actions: await market.actionsOf(candidates.tickers),
    renames: market.renames,
    references: market.references,
  };
  const links: ChainLink[] = [];
  const sessions: WhatIfSession[] = [];
  const decided = new DecidingRanks(definition, ranks);
  let [before, constituents]: [Ranking | null, readonly Constituent[]] = [null, []];
  for (const step of simulateIndex(definition, history)) {
    const { outcome, link } = step;
    const ranking = currentRanking(step);
    if (outcome.status !== 'published' || link === null || ranking === null) continue;
    if (!decided.decides(outcome, step.state)) return null;
    links.push(link);
    sessions.push({
      session: outcome.session,
      change: exactChange(ranks, outcome.change, { before, ranking }),
      short: outcome.constituents.length < definition.size,
    });
    constituents = outcome.constituents;
    before = ranking;
    await breathe();
  }
  const exact = constituents.map((line) => ({
    ...line,
    rank: line.rank === null || before === null ? null : ranks.among(before, line.rank),
  }));
  return { levels: chainLevels(null, links, definition), sessions, constituents: exact };
}

/** Of an unpublished session only its deaths count. */
function* daysOf(market: WhatIfMarket, rows: PanelRows): Generator<MarketDay> {
  for (const session of sessionsBetween(market.first, market.last)) {
    const coverage = market.published.get(session);
    if (coverage === undefined) {
      yield { session, rows: rows.deathsOf(session), verdict: { verdict: 'blocked', reasons: [] } };
    } else {
      yield { session, rows: rows.rowsOf(session), verdict: { verdict: 'accepted', reasons: [] }, coverage };
    }
  }
}

/** Under the names of its own session. */
function currentRanking({ outcome, state }: SimulatedSession): Ranking | null {
  return outcome.status === 'published' ? (state.history.at(-1)?.ranking ?? null) : null;
}

/** Whether members were chosen by ranks that they have among all lines. */
class DecidingRanks {
  /** By session, since a ranking that decides later may have lost lines by renames. */
  private readonly depths = new Map<string, number>();

  constructor(
    private readonly definition: IndexDefinition,
    private readonly ranks: ExactRanks,
  ) {}

  decides({ session, rebalanced, constituents }: Published, state: IndexState): boolean {
    const current = state.history.at(-1)?.ranking as Ranking;
    this.depths.set(session, this.ranks.depth(current));
    if (!rebalanced) return true;
    const { lag, size, buffer } = this.definition;
    const older = (state.history.at(-1 - lag) ?? state.history[0])?.ranking ?? current;
    if (this.ranks.isComplete(older.session)) return true;
    const depth = this.depths.get(older.session) ?? 0;
    if (depth < size + buffer || constituents.length < size) return false;
    const deciding = older === current ? current : representedAsIn(older, current);
    return constituents.every(({ ticker }) => (deciding.byTicker.get(ticker)?.rank ?? Infinity) <= depth);
  }
}

function exactChange(
  ranks: ExactRanks,
  change: CompositionChange | null,
  { before, ranking }: { readonly before: Ranking | null; readonly ranking: Ranking },
): CompositionChange | null {
  if (change === null || before === null) return change;
  const exact = <Line extends { readonly rank: number | null; readonly previous_rank: number | null }>(
    line: Line,
  ): Line => ({
    ...line,
    rank: line.rank === null ? null : ranks.among(ranking, line.rank),
    previous_rank: line.previous_rank === null ? null : ranks.among(before, line.previous_rank),
  });
  return { ...change, entered: change.entered.map(exact), exited: change.exited.map(exact) };
}
