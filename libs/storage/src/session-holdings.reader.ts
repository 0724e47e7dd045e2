import type { HeldLine } from '#domain/constituent-returns';
import type { IndexDefinition } from '#domain/index-definition';
import { holdingOver, linesNamedWithin, type HeldPrice, type Interval, type NamedLine } from '#domain/session-holdings';
import type { SessionHolding } from '#domain/session-performance';
import { corporateActions } from './corporate-actions.reader.js';
import type { Queryable } from './database.js';
import { tickerChanges } from './ticker-changes.reader.js';

/**
 * What an index held into each of its sessions, and what the market said of it. Performance calculates levels from it and the gateway
 * what each line brought to them; both read it here, because the parts must add up to the whole.
 */

export async function loadDefinition(database: Queryable, indexId: string): Promise<IndexDefinition | null> {
  const [row] = await database.query<{ definition: IndexDefinition }>(
    `select indices.definition from indices where indices.id = $1`,
    [indexId],
  );
  return row?.definition ?? null;
}

/** Published sessions of an index that follow each other; `before` is the published one before them, null at the base session. */
export interface PublishedSpan {
  readonly before: string | null;
  /** Oldest first. */
  readonly sessions: readonly string[];
}

/** The published sessions from the one before `first` on, oldest first; at most the one after `last` when it is given. */
export async function publishedSessions(
  database: Queryable,
  indexId: string,
  first: string,
  last: string,
): Promise<PublishedSpan> {
  const rows = await database.query<{ place: number; date: string | null }>(
    `select 0 as place, max(date) as date from index_sessions where index_id = $1 and status = 'published' and date < $2
     union all
     select 1, date from index_sessions where index_id = $1 and status = 'published' and date between $2 and $3
     union all
     select 2, min(date) from index_sessions where index_id = $1 and status = 'published' and date > $3
     order by place, date`,
    [indexId, first, last],
  );
  return {
    before: rows[0]?.date ?? null,
    sessions: rows.flatMap((row) => (row.place > 0 && row.date !== null ? [row.date] : [])),
  };
}

/** What was held into each session of the span and what is held after it; the base session has nothing held into it. */
export async function sessionHoldings(
  database: Queryable,
  definition: IndexDefinition,
  { before, sessions }: PublishedSpan,
): Promise<SessionHolding[]> {
  const all = before === null ? sessions : [before, ...sessions];
  const [earliest, latest] = [all[0], all.at(-1)];
  if (earliest === undefined || latest === undefined) return [];
  const intervals = all.slice(1).map((session, position): Interval => ({ session, previous: all[position] as string }));
  const compositions = await loadCompositions(database, definition.id, all);
  const renames = await tickerChanges(database, earliest, latest);
  const named = linesNamedWithin(intervals, renames);
  const material = {
    kind: definition.return,
    compositions,
    prices: await heldPrices(database, definition.id, intervals, named),
    renames,
    actions: await corporateActions(database, earliest, latest),
    traded: named.length === 0 ? new Map<string, Set<string>>() : await tradedOf(database, named),
  };
  const intervalOf = new Map(intervals.map((interval) => [interval.session, interval]));
  return sessions.map((session) => {
    const interval = intervalOf.get(session);
    const holding = interval === undefined ? null : holdingOver(interval, material);
    return { session, target: compositions.get(session) ?? [], holding };
  });
}

/** The compositions of these sessions, each in rank order. */
async function loadCompositions(
  database: Queryable,
  indexId: string,
  sessions: readonly string[],
): Promise<Map<string, HeldLine[]>> {
  const rows = await database.query<HeldLine & { date: string }>(
    `select members.date, members.ticker, members.weight, members.close, members.market_cap as "marketCap"
     from index_compositions members
     where members.index_id = $1 and members.date = any($2::date[])
     order by members.date, members.rank nulls last, members.ticker`,
    [indexId, sessions],
  );
  return groupBy(rows, (row) => row.date);
}

/**
 * By the session that an interval ends with, the rows of the lines held into it: of the session itself, and delistings of the
 * unpublished sessions in between, oldest first; also the rows of tickers that these lines may be called by. The intervals follow each
 * other; the bounds of all of them, known when the query is planned, keep it to the partitions concerned.
 */
async function heldPrices(
  database: Queryable,
  indexId: string,
  intervals: readonly Interval[],
  named: readonly NamedLine[],
): Promise<Map<string, HeldPrice[]>> {
  const [first, last] = [intervals[0]?.previous, intervals.at(-1)?.session];
  if (first === undefined || last === undefined) return new Map();
  const rows = await database.query<{
    held_into: string;
    date: string;
    ticker: string;
    close: number | null;
    delisting_return: number | null;
  }>(
    `with held as (
       select members.date as previous, members.ticker from index_compositions members
       where members.index_id = $1 and members.date = any($3::date[]) and members.date between $4 and $5
       union
       select named.previous, named.ticker from unnest($6::date[], $7::text[]) as named(previous, ticker))
     select intervals.session as held_into, prices.date, prices.ticker, prices.close, prices.delisting_return
     from unnest($2::date[], $3::date[]) as intervals(session, previous)
     join held on held.previous = intervals.previous
     join stock_prices prices on prices.ticker = held.ticker and prices.date = intervals.session
       and prices.date between $4 and $5
     union all
     select intervals.session, prices.date, prices.ticker, prices.close, prices.delisting_return
     from unnest($2::date[], $3::date[]) as intervals(session, previous)
     join stock_prices prices on prices.delisting_return is not null
       and prices.date > intervals.previous and prices.date < intervals.session and prices.date between $4 and $5
     join held on held.previous = intervals.previous and held.ticker = prices.ticker
     order by 2, 3`,
    [
      indexId,
      intervals.map((interval) => interval.session),
      intervals.map((interval) => interval.previous),
      first,
      last,
      named.map(({ previous }) => previous),
      named.map(({ ticker }) => ticker),
    ],
  );
  const prices = new Map<string, HeldPrice[]>();
  for (const [session, held] of groupBy(rows, (row) => row.held_into)) {
    const named = held.map((row) => ({
      session: row.date,
      ticker: row.ticker,
      close: row.close,
      delistingReturn: row.delisting_return,
    }));
    prices.set(session, named);
  }
  return prices;
}

/** Which of these tickers traded on the session that is named with them, by session. */
async function tradedOf(database: Queryable, named: readonly NamedLine[]): Promise<Map<string, Set<string>>> {
  const rows = await database.query<NamedLine>(
    `select named.previous, named.ticker from unnest($1::date[], $2::text[]) as named(previous, ticker)
     join stock_prices prices on prices.ticker = named.ticker and prices.date = named.previous
     where prices.close > 0 and prices.delisting_return is null`,
    [named.map(({ previous }) => previous), named.map(({ ticker }) => ticker)],
  );
  const traded = groupBy(rows, (row) => row.previous);
  return new Map([...traded].map(([previous, lines]) => [previous, new Set(lines.map(({ ticker }) => ticker))]));
}

function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}
