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

export type HeldPrice = Pick<PriceRow, 'ticker' | 'close' | 'delistingReturn'>;

/**
 * For each interval the rows of the lines held into it: of the session itself, and delistings of the unpublished sessions in between.
 * The intervals follow each other; the bounds of all of them, known when the query is planned, keep it to the partitions concerned.
 */
export async function heldPrices(
  database: Queryable,
  indexId: string,
  intervals: readonly Interval[],
): Promise<Map<string, HeldPrice[]>> {
  const [first, last] = [intervals[0]?.previous, intervals.at(-1)?.session];
  if (first === undefined || last === undefined) return new Map();
  const rows = await database.query<{
    session: string;
    ticker: string;
    close: number | null;
    delisting_return: number | null;
  }>(
    `select intervals.session, prices.ticker, prices.close, prices.delisting_return
     from unnest($2::date[], $3::date[]) as intervals(session, previous)
     join index_compositions members on members.index_id = $1 and members.date = intervals.previous
       and members.date between $4 and $5
     join stock_prices prices on prices.ticker = members.ticker and prices.date = intervals.session
       and prices.date between $4 and $5
     union all
     select intervals.session, prices.ticker, prices.close, prices.delisting_return
     from unnest($2::date[], $3::date[]) as intervals(session, previous)
     join stock_prices prices on prices.delisting_return is not null
       and prices.date > intervals.previous and prices.date < intervals.session and prices.date between $4 and $5
     join index_compositions members on members.index_id = $1 and members.date = intervals.previous
       and members.ticker = prices.ticker and members.date between $4 and $5`,
    [
      indexId,
      intervals.map((interval) => interval.session),
      intervals.map((interval) => interval.previous),
      first,
      last,
    ],
  );
  const prices = rows.map((row) => ({
    session: row.session,
    ticker: row.ticker,
    close: row.close,
    delistingReturn: row.delisting_return,
  }));
  return groupBy(prices, (row) => row.session);
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
