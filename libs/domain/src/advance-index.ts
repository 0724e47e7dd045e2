import { constituentReturns } from './constituent-returns.js';
import { compositionChange, type CompositionChange } from './composition-change.js';
import { coverage, incompleteReasons, isDelisted, type Coverage, type References } from './eligibility.js';
import type { IndexDefinition } from './index-definition.js';
import { advanceLines, STALE_SESSIONS_MAX, type LineStates, type PriceRow } from './line-state.js';
import { rankLines, representedAsIn, type Ranking } from './ranking.js';
import { rebalanceDue } from './schedule.js';
import { selectMembers } from './selection.js';
import {
  driftedWeights,
  indexReturn,
  splitFactors,
  type CorporateAction,
  type WeightedReturn,
} from './session-return.js';
import { compensatedSum } from './summation.js';

/** One member after the close of a session. */
export interface Constituent {
  readonly ticker: string;
  /** Fraction of the index. */
  readonly weight: number;
  /** By market cap after the close; null when the line is no longer ranked (it stays until the next rebalance). */
  readonly rank: number | null;
  /** US dollars, as traded or carried. */
  readonly close: number;
  readonly marketCap: number | null;
  /** Published sessions since it last traded; 0 when it traded on this one. */
  readonly staleSessions: number;
}

/** A published session, as the next one needs it. */
export interface PublishedSession {
  readonly session: string;
  readonly covered: number;
  /** In rank order; members without a rank last, by ticker. */
  readonly constituents: readonly Constituent[];
  readonly ranking: Ranking;
}

/** Everything that carries over from one session to the next. `lines` is a working set that `advanceIndex` folds sessions into. */
export interface IndexState {
  readonly lines: LineStates;
  /** Newest last; the last `lag + 1` published sessions at least. Empty before the base session. */
  readonly history: readonly PublishedSession[];
  /** With `on_gap: hold`: the unpublished session that the index waits for; null while it does not wait. */
  readonly heldSince: string | null;
}

/** The state of an index before its base session. */
export function emptyState(): IndexState {
  return { lines: new Map(), history: [], heldSince: null };
}

/** What the market said of one session. */
export interface MarketSession {
  readonly session: string;
  readonly rows: readonly PriceRow[];
  /** Rows with a delisting return of the unpublished sessions since the last published one: a loss is not forgotten in a gap. */
  readonly delistings: readonly PriceRow[];
  /** Splits and dividends with an ex-date after the previous published session and up to this one, in ex-date order. */
  readonly actions: readonly CorporateAction[];
}

export type SessionOutcome =
  | {
      readonly status: 'published';
      readonly session: string;
      readonly eligible: number;
      readonly covered: number;
      readonly rebalanced: boolean;
      /** What a reader should know of a published session; empty when there is nothing. */
      readonly notes: readonly string[];
      readonly constituents: readonly Constituent[];
      /** Null for the first composition of the index, which is `initialized`, not entered. */
      readonly change: CompositionChange | null;
    }
  | {
      readonly status: 'incomplete' | 'missing';
      readonly session: string;
      readonly eligible: number;
      readonly covered: number;
      readonly reasons: readonly string[];
    };

/**
 * The composition after the close of one session of the calendar, from the state after the last published one.
 *
 * Uses nothing later than the session (no look-ahead). A session that is missing or incomplete leaves the state as it was.
 * Returned `state` shares its `lines` with the argument, folded forward.
 */
export function advanceIndex(
  definition: IndexDefinition,
  state: IndexState,
  market: MarketSession,
  references: References,
): { outcome: SessionOutcome; state: IndexState } {
  const { session, rows } = market;
  const last = state.history.at(-1) ?? null;
  const members = new Set(last?.constituents.map((constituent) => constituent.ticker));
  const counts = coverage(state.lines, session, [...market.delistings, ...rows], references, members);
  const unpublished = unpublishedReasons(definition, state, market, counts);
  if (unpublished !== null) {
    const holds = definition.on_gap === 'hold' && last !== null;
    return {
      outcome: { session, eligible: counts.eligible, covered: counts.covered, ...unpublished },
      state: { ...state, heldSince: state.heldSince ?? (holds ? session : null) },
    };
  }

  advanceLines(state.lines, session, [...market.delistings, ...rows], splitFactors(market.actions));
  const ranking = rankLines(state.lines, session, references, {
    shareClasses: definition.share_classes,
    members,
  });
  const history = [...state.history];
  const rebalanced = last === null || rebalanceDue(definition.schedule, last.session, session);
  const deciding = rebalanced ? decidingRanking(definition, history, ranking) : ranking;
  const weights = rebalanced
    ? equalWeights(selectMembers(deciding, members, definition, (ticker) => ranking.byTicker.has(ticker)))
    : keptWeights(heldReturns(definition, last, market), state.lines, references, session);
  const constituents = describeConstituents(weights, ranking, state.lines);
  const published: PublishedSession = { session, covered: counts.covered, constituents, ranking };
  const change =
    last === null
      ? null
      : compositionChange({
          session,
          previous: { members, ranking: last.ranking },
          current: { members: new Set(weights.keys()), ranking },
          deciding,
          lines: state.lines,
          dropped: droppedMembers(last.constituents, state.lines),
          references,
        });
  const notes =
    constituents.length < definition.size ? [`short: ${constituents.length} of ${definition.size} constituents`] : [];
  history.push(published);
  return {
    outcome: { status: 'published', session, ...counts, rebalanced, notes, constituents, change },
    state: { lines: state.lines, history: history.slice(-(definition.lag + 2)), heldSince: null },
  };
}

/** Why a session is not published; null when it is. */
function unpublishedReasons(
  definition: IndexDefinition,
  state: IndexState,
  market: MarketSession,
  counts: Coverage,
): { status: 'incomplete' | 'missing'; reasons: string[] } | null {
  if (market.rows.length === 0) return { status: 'missing', reasons: ['missing: no prices for this session'] };
  const reasons = incompleteReasons(counts, state.history.at(-1) ?? null, definition.size);
  if (reasons.length > 0) return { status: 'incomplete', reasons };
  if (state.heldSince === null) return null;
  return { status: 'incomplete', reasons: [`held: the index waits for ${state.heldSince}, which is not published`] };
}

function heldReturns(definition: IndexDefinition, last: PublishedSession, market: MarketSession): WeightedReturn[] {
  const rows = new Map([...market.rows, ...market.delistings].map((row) => [row.ticker, row]));
  return constituentReturns({ kind: definition.return, held: last.constituents, rows, actions: market.actions });
}

/** With a lag the ranking of `lag` published sessions ago decides, or the oldest while there are fewer. */
function decidingRanking(definition: IndexDefinition, history: readonly PublishedSession[], current: Ranking): Ranking {
  if (definition.lag === 0) return current;
  const older = history.at(-definition.lag) ?? history.at(0);
  return older === undefined ? current : representedAsIn(older.ranking, current);
}

function equalWeights(tickers: readonly string[]): Map<string, number> {
  return new Map(tickers.map((ticker) => [ticker, 1 / tickers.length]));
}

/** Between rebalances weights drift; a dead, delisted or dropped line leaves and its weight goes to the others pro rata. */
function keptWeights(
  held: readonly WeightedReturn[],
  lines: LineStates,
  references: References,
  session: string,
): Map<string, number> {
  const drifted = driftedWeights(held, indexReturn(held));
  const before = drifted.size;
  for (const ticker of [...drifted.keys()]) {
    const line = lines.get(ticker);
    if (line === undefined || line.dead || isDelisted(references.get(ticker), session)) drifted.delete(ticker);
  }
  if (drifted.size === before) return drifted;
  const kept = compensatedSum([...drifted.values()]);
  return new Map([...drifted].map(([ticker, weight]) => [ticker, weight / kept]));
}

function describeConstituents(
  weights: ReadonlyMap<string, number>,
  ranking: Ranking,
  lines: LineStates,
): Constituent[] {
  const constituents: Constituent[] = [];
  for (const [ticker, weight] of weights) {
    const line = lines.get(ticker);
    if (line === undefined) continue;
    constituents.push({
      ticker,
      weight,
      rank: ranking.byTicker.get(ticker)?.rank ?? null,
      close: line.price,
      marketCap: line.marketCap,
      staleSessions: line.staleSessions,
    });
  }
  return constituents.sort(byRankThenTicker);
}

function byRankThenTicker(a: Constituent, b: Constituent): number {
  if (a.rank !== b.rank) return (a.rank ?? Infinity) - (b.rank ?? Infinity);
  return a.ticker < b.ticker ? -1 : 1;
}

/** Members that had reached the last carried session before this one and did not trade on it. */
function droppedMembers(previous: readonly Constituent[], lines: LineStates): Set<string> {
  return new Set(
    previous
      .filter((constituent) => constituent.staleSessions >= STALE_SESSIONS_MAX && !lines.has(constituent.ticker))
      .map((constituent) => constituent.ticker),
  );
}

/** What the hash of a session's composition is taken over: lines `date|rank|ticker` in rank order. */
export function compositionHashText(session: string, constituents: readonly Constituent[]): string {
  return constituents.map((constituent) => `${session}|${constituent.rank ?? ''}|${constituent.ticker}`).join('\n');
}
