import { rankedDownTo } from '#domain/cut-off';
import type { IndexDefinition } from '#domain/index-definition';
import { foldSessions } from '#domain/line-history';
import { STALE_SESSIONS_MAX, type LineStates, type PriceRow } from '#domain/line-state';
import { NamedLines } from '#domain/named-lines';
import { rankLines, type Ranking } from '#domain/ranking';
import type { Names } from '#domain/rename';
import { corporateActions } from '#storage/corporate-actions.reader';
import type { Queryable } from '#storage/database';
import { firstDecided, linesBefore } from '#storage/line-history.reader';
import { delistings } from '#storage/price-rows.reader';
import { publishedBefore } from '#storage/published-sessions.reader';
import { tickerChanges } from '#storage/ticker-changes.reader';
import { carriedCaps, type KnownMarket } from './carried-caps.js';
import { compositionTickers, rowsOfLines, worthAtLeast } from './market-rows.read-model.js';

/** An index that is built, as its owner keeps it. */
export interface KeptIndex {
  readonly id: string;
  readonly definition: IndexDefinition;
  readonly first_requested: string | null;
  readonly base_session: string;
}

/** A published session, as index construction saw it. Only to be used until the next one comes: states change in place. */
export interface VisitedSession {
  readonly session: string;
  /** After the close; of the lines that are looked at. */
  readonly lines: LineStates;
  /** What they are called since the session before. */
  readonly names: Names;
  /** Before the session, under its names; null where it is not ranked. */
  readonly members: ReadonlySet<string> | null;
  /** As far down as was asked for; null where it is not ranked. */
  readonly ranking: Ranking | null;
}

export interface RankingQuestion {
  readonly market: KnownMarket;
  /** Published sessions that follow each other, oldest first. */
  readonly sessions: readonly string[];
  /** Those of them to rank, each with the market cap down to which the ranking is wanted, in US dollars. */
  readonly floors: ReadonlyMap<string, number>;
  /** Lines to look at whatever they are worth. */
  readonly tickers: Iterable<string>;
}

/** So many sessions before the first one that is ranked say of every line whether it is too stale to count. */
const WARM_UP_SESSIONS = STALE_SESSIONS_MAX + 1;

/** The published sessions up to `session` that a question about the last `count` of them needs; those before only lead up to it. */
export async function sessionsUpTo(
  database: Queryable,
  indexId: string,
  session: string,
  count: number,
): Promise<string[]> {
  const before = await publishedBefore(database, indexId, session, count - 1 + WARM_UP_SESSIONS);
  return [...before, session];
}

/**
 * Ranks sessions by the rules of index construction without looking at the whole market: at members, at the lines asked for, at the rows
 * that are worth enough, read in the order of the index over market caps, and at those that have a price without a cap, whose cap is
 * carried. Calls `visit` for each session in order.
 */
export async function visitSessions(
  database: Queryable,
  index: KeptIndex,
  question: RankingQuestion,
  visit: (visited: VisitedSession) => void,
): Promise<void> {
  const { market, sessions, floors } = question;
  const [first, last] = [sessions[0], sessions.at(-1)];
  if (first === undefined || last === undefined) return;
  const renames = await tickerChanges(database, index.base_session, last);
  const named = new NamedLines(renames);
  const held = await heldBefore(database, index.id, question);
  const looked = [...held.values()].flatMap((tickers) => [...tickers]);
  const worth = await worthAtLeast(database, floors);
  const died = await delistings(database, firstDecided(index), last);
  const dead = named.allNames([...died.values()].flatMap((rows) => rows.map(({ ticker }) => ticker)));
  const wanted = [...floors].filter(([, floor]) => Number.isFinite(floor)).map(([session]) => session);
  const carried = await carriedCaps(database, index, market, { sessions: wanted, dead });
  const tickers = named.allNames([...question.tickers, ...looked, ...worth, ...carried]);

  const rows = await rowsOfLines(database, sessions, tickers);
  const deaths = ofLines(died, tickers);
  const before = await linesBefore(database, index, index.base_session, { sessions, rows, deaths, renames });
  const actions = await corporateActions(database, before.through ?? first, last);
  const stretch = {
    ...{ sessions, rows, deaths, renames },
    actions: actions.filter(({ ticker }) => tickers.has(ticker)),
  };
  foldSessions(before.lines, stretch, before.through, ({ session, lines, names }) => {
    const floor = floors.get(session);
    if (floor === undefined) {
      visit({ session, lines, names, members: null, ranking: null });
      return;
    }
    const members = new Set(names.carried(held.get(session) ?? []).values());
    const { share_classes: shareClasses } = index.definition;
    const ranking = rankLines(lines, session, market.references, { shareClasses, members, filter: index.definition });
    visit({ session, lines, names, members, ranking: rankedDownTo(ranking, floor) });
  });
}

/** Who was a member before each session that is ranked, under the names of the published session before. */
async function heldBefore(
  database: Queryable,
  indexId: string,
  { sessions, floors }: RankingQuestion,
): Promise<Map<string, string[]>> {
  const previousOf = new Map(
    sessions.flatMap((session, position): [string, string][] =>
      position > 0 && floors.has(session) ? [[session, sessions[position - 1] as string]] : [],
    ),
  );
  const compositions = await compositionTickers(database, indexId, [...previousOf.values()]);
  return new Map([...previousOf].map(([session, previous]) => [session, compositions.get(previous) ?? []]));
}

function ofLines(
  rows: ReadonlyMap<string, readonly PriceRow[]>,
  tickers: ReadonlySet<string>,
): Map<string, PriceRow[]> {
  return new Map([...rows].map(([session, said]) => [session, said.filter(({ ticker }) => tickers.has(ticker))]));
}
