import type { WatchedLineRow, WatchlistAnswer } from '#contracts/api/line-watchlist.schema';
import { bufferEffect, cutOffs, distanceTo, type CutOffs } from '#domain/cut-off';
import type { IndexDefinition } from '#domain/index-definition';
import { namesOfLine, type NamedDays } from '#domain/line-names';
import type { RankedLine, Ranking } from '#domain/ranking';
import type { Queryable } from '#storage/database';
import { tickerChanges } from '#storage/ticker-changes.reader';
import { knownMarket, type KnownMarket } from './carried-caps.js';
import type { IndexOnSession } from './explained-session.js';
import { compositionTickers } from './market-rows.read-model.js';
import { nameOn } from './rank-path.js';
import { sessionsUpTo, visitSessions } from './ranked-sessions.js';
import type { KeptIndex } from './ranked-sessions.js';
import { floorOfRanks } from './ranked-top.js';

/** How many published sessions ago the ranks are compared with. */
const AGO = { near: 5, far: 20 } as const;

interface Watched {
  readonly line: RankedLine;
  readonly names: readonly NamedDays[];
}

/** The lines around the ranks at which membership changes. */
export async function watchLines(
  database: Queryable,
  { index, session }: IndexOnSession,
  within: number,
): Promise<Omit<WatchlistAnswer, 'requested_date'>> {
  const { size, buffer } = index.definition;
  const market = await knownMarket(database, session);
  const last = size + buffer + within;
  const floor = await floorOfRanks(database, index, market, { session, ranks: last });
  const ranking = await rankOne(database, index, market, { session, floor });
  const renames = await tickerChanges(database, index.base_session, session);
  const watched = ranking.lines
    .filter(({ rank }) => rank >= size - buffer - within && rank <= last)
    .map((line): Watched => ({ line, names: namesOfLine(renames, line.ticker, session) }));
  const before = await ranksBefore(database, index, market, { session, watched });
  const members = (await compositionTickers(database, index.id, [session])).get(session) ?? [];
  const words = await readWords(
    database,
    watched.map(({ line }) => line.ticker),
  );
  const cutOff = cutOffs(ranking, index.definition);
  const isMember = new Set(members);
  return {
    ...{ index: index.id, date: session, within, size, buffer },
    cut_off: { entry: cutOffRow(cutOff.entry), exit: cutOffRow(cutOff.exit) },
    data: watched.map(({ line }) =>
      watchedRow(index.definition, cutOff, {
        line,
        isMember: isMember.has(line.ticker),
        words: words.get(line.ticker),
        before: before.get(line.ticker),
      }),
    ),
  };
}

async function rankOne(
  database: Queryable,
  index: KeptIndex,
  market: KnownMarket,
  { session, floor }: { readonly session: string; readonly floor: number },
): Promise<Ranking> {
  const sessions = await sessionsUpTo(database, index.id, session, 1);
  const rankings: Ranking[] = [];
  const question = { market, sessions, floors: new Map([[session, floor]]), tickers: [] };
  await visitSessions(database, index, question, ({ ranking }) => {
    if (ranking !== null) rankings.push(ranking);
  });
  const [ranking] = rankings;
  if (ranking === undefined) throw new Error(`the published session ${session} could not be ranked`);
  return ranking;
}

interface Before {
  near: number | null;
  far: number | null;
}

/** By ticker of now, the ranks 5 and 20 published sessions ago: ranked down to the smallest of these lines as it was then. */
async function ranksBefore(
  database: Queryable,
  index: KeptIndex,
  market: KnownMarket,
  { session, watched }: { readonly session: string; readonly watched: readonly Watched[] },
): Promise<Map<string, Before>> {
  const sessions = await sessionsUpTo(database, index.id, session, AGO.far + 1);
  const near = sessions.at(-1 - AGO.near);
  const far = sessions.length > AGO.far ? sessions.at(-1 - AGO.far) : undefined;
  const tickers = watched.flatMap(({ names }) => names.map(({ ticker }) => ticker));
  const question = { market, sessions, tickers };
  const floors = new Map<string, number>();
  await visitSessions(database, index, { ...question, floors }, (visited) => {
    if (visited.session !== near && visited.session !== far) return;
    const caps = watched.flatMap(({ names }) => visited.lines.get(nameOn(names, visited.session))?.marketCap ?? []);
    if (caps.length > 0) floors.set(visited.session, Math.min(...caps));
  });
  const before = new Map<string, Before>(watched.map(({ line }) => [line.ticker, { near: null, far: null }]));
  await visitSessions(database, index, { ...question, floors }, ({ session: ranked, ranking }) => {
    if (ranking === null) return;
    for (const { line, names } of watched) {
      const rank = rankThen(ranking, nameOn(names, ranked), line.issuer);
      const ranks = before.get(line.ticker);
      if (ranks !== undefined && ranked === near) ranks.near = rank;
      if (ranks !== undefined && ranked === far) ranks.far = rank;
    }
  });
  return before;
}

/** Of the line, or of its company by the line that represented it. */
function rankThen(ranking: Ranking, ticker: string, issuer: string | null): number | null {
  const own = ranking.byTicker.get(ticker);
  if (own !== undefined || issuer === null) return own?.rank ?? null;
  return ranking.lines.find((line) => line.issuer === issuer)?.rank ?? null;
}

interface Words {
  readonly name: string | null;
  readonly sector: string | null;
}

async function readWords(database: Queryable, tickers: readonly string[]): Promise<Map<string, Words>> {
  const rows = await database.query<Words & { ticker: string }>(
    `select s.ticker, s.name, s.sector from stocks s where s.ticker = any($1::text[])`,
    [tickers],
  );
  return new Map(rows.map((row) => [row.ticker, row]));
}

interface Described {
  readonly line: RankedLine;
  readonly isMember: boolean;
  readonly words: Words | undefined;
  readonly before: Before | undefined;
}

function watchedRow(
  rules: IndexDefinition,
  { entry, exit }: CutOffs,
  { line, isMember, words, before }: Described,
): WatchedLineRow {
  const edge = isMember ? exit : entry;
  const distance = edge === null ? null : distanceTo(edge, line);
  const climbed = (then: number | null | undefined): number | null =>
    then === null || then === undefined ? null : then - line.rank;
  return {
    ...{ rank: line.rank, ticker: line.ticker, name: words?.name ?? null, sector: words?.sector ?? null },
    ...{ is_member: isMember, market_cap: line.marketCap, cut_off: isMember ? 'exit' : 'entry' },
    distance_dollars: distance?.dollars ?? null,
    distance_percent: distance === null ? null : 100 * distance.share,
    distance_ranks: distance?.ranks ?? null,
    rank_change_5: climbed(before?.near),
    rank_change_20: climbed(before?.far),
    buffer: bufferEffect(line.rank, isMember, rules),
  };
}

function cutOffRow(line: RankedLine | null): WatchlistAnswer['cut_off']['entry'] {
  return line === null ? null : { ticker: line.ticker, rank: line.rank, market_cap: line.marketCap };
}
