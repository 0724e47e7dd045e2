import type { IndexDefinition } from '#domain/index-definition';
import type { PriceRow } from '#domain/line-state';
import type { Queryable } from '#storage/database';

/** What index construction and ingestion own, as performance reads it. */

export async function loadDefinition(database: Queryable, indexId: string): Promise<IndexDefinition | null> {
  const [row] = await database.query<{ definition: IndexDefinition }>(
    `select indices.definition from indices where indices.id = $1`,
    [indexId],
  );
  return row?.definition ?? null;
}

/** The published sessions from the one before `first` on, oldest first; at most the one after `last` when it is given. */
export async function publishedSessions(
  database: Queryable,
  indexId: string,
  first: string,
  last: string,
): Promise<{ before: string | null; sessions: string[] }> {
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

export interface Member {
  readonly ticker: string;
  readonly weight: number;
  readonly close: number;
}

/** The compositions of these sessions, each in rank order. */
export async function loadCompositions(
  database: Queryable,
  indexId: string,
  sessions: readonly string[],
): Promise<Map<string, Member[]>> {
  const rows = await database.query<Member & { date: string }>(
    `select members.date, members.ticker, members.weight, members.close from index_compositions members
     where members.index_id = $1 and members.date = any($2::date[])
     order by members.date, members.rank nulls last, members.ticker`,
    [indexId, sessions],
  );
  return groupBy(rows, (row) => row.date);
}

/** A session and the published one before it: what was held into it. */
export interface Interval {
  readonly session: string;
  readonly previous: string;
}

/** A row of the session that an interval ends with, or one with a delisting return of an unpublished session within it. */
export type HeldPrice = Pick<PriceRow, 'ticker' | 'close' | 'delistingReturn'> & { readonly session: string };

/** A ticker on which the holdings of an interval depend beside those that are held. */
export interface Named {
  readonly previous: string;
  readonly ticker: string;
}

/**
 * By the session that an interval ends with, the rows of the lines held into it: of the session itself, and delistings of the
 * unpublished sessions in between, oldest first; also the rows of tickers that these lines may be called by. The intervals follow each other; the bounds of all of them, known when the query is planned, keep it to the partitions concerned.
 */
export async function heldPrices(
  database: Queryable,
  indexId: string,
  intervals: readonly Interval[],
  named: readonly Named[],
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
export async function tradedOf(database: Queryable, named: readonly Named[]): Promise<Map<string, Set<string>>> {
  const rows = await database.query<Named>(
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
