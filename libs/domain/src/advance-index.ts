import { carryNames, heldMarket, type Between, type Carried } from './carry-names.js';
import { constituentReturns } from './constituent-returns.js';
import { compositionChange, type CompositionChange } from './composition-change.js';
import {
  coverage,
  incompleteReasons,
  isDelisted,
  referenceOn,
  type Coverage,
  type References,
  type Verdict,
} from './eligibility.js';
import type { IndexDefinition } from './index-definition.js';
import { advanceLines, STALE_SESSIONS_MAX, type LineStates, type PriceRow } from './line-state.js';
import { rankingUnder, rankLines, representedAsIn, type Ranking } from './ranking.js';
import type { Names } from './rename.js';
import { rebalanceDue } from './schedule.js';
import { selectMembers } from './selection.js';
import { driftedWeights, indexReturn, splitFactors, type WeightedReturn } from './session-return.js';
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
  /** Under the names of the newest published session. */
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

/**
 * What the market said of one session. `delistings` are the rows with a delisting return of the unpublished sessions since the last
 * published one, oldest first: a loss is not forgotten in a gap. `actions` and `renames` have a date after the previous published session
 * and up to this one, and are in the order of that date.
 */
export interface MarketSession extends Between {
  readonly session: string;
  readonly rows: readonly PriceRow[];
  readonly verdict: Verdict;
  /** What the whole market covers, where `rows` are only those of some of its lines. */
  readonly coverage?: Coverage;
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
 * What a session covers, and so whether it is published, is asked of the whole market; the filter of the index only says who is ranked.
 * Uses nothing later than the session (no look-ahead). A session that is missing or incomplete leaves the state as it was.
 * Returned `state` shares its lines with the argument, folded forward: only the returned one is to be used from then on.
 */
export function advanceIndex(
  definition: IndexDefinition,
  state: IndexState,
  market: MarketSession,
  references: References,
): { outcome: SessionOutcome; state: IndexState } {
  const { session, rows } = market;
  const last = state.history.at(-1) ?? null;
  const carried = carryNames(state.lines, market);
  const { lines, names } = carried;
  const held = new Set(last?.constituents.map((constituent) => constituent.ticker));
  const members = new Set(names.carried(held).values());
  const gone = [...carried.delistings, ...rows];
  const counts = market.coverage ?? coverage(lines, session, gone, references, members);
  const unpublished = unpublishedReasons(definition, state, market, counts);
  if (unpublished !== null) {
    const holds = definition.on_gap === 'hold' && last !== null;
    return {
      outcome: { session, eligible: counts.eligible, covered: counts.covered, ...unpublished },
      state: { ...state, heldSince: state.heldSince ?? (holds ? session : null) },
    };
  }

  advanceLines(lines, session, gone, splitFactors(carried.actions));
  const ranking = rankLines(lines, session, references, {
    shareClasses: definition.share_classes,
    members,
    filter: definition,
  });
  const history = historyUnder(names, state.history);
  const rebalanced = last === null || rebalanceDue(definition.schedule, last.session, session);
  const deciding = rebalanced ? decidingRanking(definition, history, ranking) : ranking;
  const weights = rebalanced
    ? equalWeights(selectMembers(deciding, members, definition, (ticker) => ranking.byTicker.has(ticker)))
    : keptWeights(heldReturns(definition, last, { market, carried }), carried, references, session);
  const constituents = describeConstituents(weights, ranking, lines);
  const published: PublishedSession = { session, covered: counts.covered, constituents, ranking };
  const change =
    last === null
      ? null
      : compositionChange({
          session,
          previous: { members: held, ranking: last.ranking },
          names,
          current: { members: new Set(weights.keys()), ranking },
          deciding,
          lines,
          dropped: droppedMembers(last.constituents, carried),
          references,
        });
  const notes =
    constituents.length < definition.size ? [`short: ${constituents.length} of ${definition.size} constituents`] : [];
  history.push(published);
  return {
    outcome: { status: 'published', session, ...counts, rebalanced, notes, constituents, change },
    state: { lines, history: history.slice(-(definition.lag + 2)), heldSince: null },
  };
}

/** Why a session is not published; null when it is. */
function unpublishedReasons(
  definition: IndexDefinition,
  state: IndexState,
  market: MarketSession,
  counts: Coverage,
): { status: 'incomplete' | 'missing'; reasons: string[] } | null {
  if (market.rows.length === 0 && market.coverage === undefined)
    return { status: 'missing', reasons: ['missing: no prices for this session'] };
  const reasons = incompleteReasons(counts, state.history.at(-1) ?? null, definition.size, market.verdict);
  if (reasons.length > 0) return { status: 'incomplete', reasons };
  if (state.heldSince === null) return null;
  return { status: 'incomplete', reasons: [`held: the index waits for ${state.heldSince}, which is not published`] };
}

function historyUnder(names: Names, history: readonly PublishedSession[]): PublishedSession[] {
  return history.map((past) => (names.unchanged ? past : { ...past, ranking: rankingUnder(names, past.ranking) }));
}

function heldReturns(
  definition: IndexDefinition,
  last: PublishedSession,
  { market, carried }: { readonly market: MarketSession; readonly carried: Carried },
): WeightedReturn[] {
  const held = last.constituents;
  return constituentReturns({ kind: definition.return, held, ...heldMarket(held, carried.names, market) });
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
  { lines, names }: Carried,
  references: References,
  session: string,
): Map<string, number> {
  const weights = new Map<string, number>();
  let left = false;
  for (const [ticker, weight] of driftedWeights(held, indexReturn(held))) {
    const name = names.now(ticker);
    const line = name === null ? undefined : lines.get(name);
    if (line === undefined || line.dead || isDelisted(referenceOn(references, line.ticker, session), session))
      left = true;
    else weights.set(line.ticker, (weights.get(line.ticker) ?? 0) + weight);
  }
  if (!left) return weights;
  const kept = compensatedSum([...weights.values()]);
  return new Map([...weights].map(([ticker, weight]) => [ticker, weight / kept]));
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
function droppedMembers(previous: readonly Constituent[], { lines, names }: Carried): Set<string> {
  return new Set(
    previous
      .filter(({ ticker, staleSessions }) => staleSessions >= STALE_SESSIONS_MAX && !lines.has(names.now(ticker) ?? ''))
      .map((constituent) => constituent.ticker),
  );
}

/** What the hash of a session's composition is taken over: lines `date|rank|ticker` in rank order. */
export function compositionHashText(session: string, constituents: readonly Constituent[]): string {
  return constituents.map((constituent) => `${session}|${constituent.rank ?? ''}|${constituent.ticker}`).join('\n');
}
