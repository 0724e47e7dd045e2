import type { PriceRow } from '#domain/line-state';
import type { Queryable } from '#storage/database';

/** Rows of the market, as few as a question needs. */

/** Rows in one statement, about: between two of them others get their turn. */
const STEP_ROWS = 5000;

/** The tickers with a row that is worth at least so much, in US dollars, on a session. */
export async function worthAtLeast(database: Queryable, floors: ReadonlyMap<string, number>): Promise<string[]> {
  const tickers = new Set<string>();
  for (const [session, floor] of floors) {
    if (!Number.isFinite(floor)) continue;
    const rows = await database.query<{ ticker: string }>(
      `select prices.ticker from stock_prices prices where prices.date = $1 and prices.market_cap >= $2`,
      [session, floor],
    );
    for (const { ticker } of rows) tickers.add(ticker);
  }
  return [...tickers];
}

/** The market cap of the row that has `rank - 1` rows before it, in US dollars; null where there are not so many with a cap. */
export async function capAtRow(database: Queryable, session: string, rank: number): Promise<number | null> {
  const [row] = await database.query<{ market_cap: number | null }>(
    `select prices.market_cap from stock_prices prices where prices.date = $1
     order by prices.market_cap desc nulls last, prices.ticker limit 1 offset $2`,
    [session, rank - 1],
  );
  return row?.market_cap ?? null;
}

/** How many rows of the session are worth at least so much. */
export async function countWorthAtLeast(database: Queryable, session: string, floor: number): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*) as count from stock_prices prices where prices.date = $1 and prices.market_cap >= $2`,
    [session, floor],
  );
  return row?.count ?? 0;
}

/**
 * How many more lines index construction counted with a cap on a session than have one in their own row; 0 says that none was carried
 * over. Lines that are to be looked at apart are left out of the rows, so the answer may be too large, never too small.
 */
export async function coverageGap(
  database: Queryable,
  indexId: string,
  session: string,
  apart: readonly string[],
): Promise<number> {
  const [row] = await database.query<{ gap: number | null }>(
    `select sessions.covered - (
       select count(*) from stock_prices prices
       where prices.date = $2 and prices.market_cap > 0 and prices.close > 0 and prices.delisting_return is null
         and prices.eligible is distinct from false and prices.ticker <> all ($3::text[])) as gap
     from index_sessions sessions where sessions.index_id = $1 and sessions.date = $2`,
    [indexId, session, apart],
  );
  return row?.gap ?? 1;
}

/** The tickers with a price and no market cap on one of these sessions. */
export async function capLess(database: Queryable, sessions: readonly string[]): Promise<string[]> {
  const tickers = new Set<string>();
  for (const session of sessions) {
    const rows = await database.query<{ ticker: string }>(
      `select prices.ticker from stock_prices prices
       where prices.date = $1 and prices.market_cap is null and prices.close > 0 and prices.delisting_return is null
       union all
       select prices.ticker from stock_prices prices
       where prices.date = $1 and prices.market_cap <= 0 and prices.close > 0 and prices.delisting_return is null`,
      [session],
    );
    for (const { ticker } of rows) tickers.add(ticker);
  }
  return [...tickers];
}

/** The members after the close of each of these sessions, in rank order. */
export async function compositionTickers(
  database: Queryable,
  indexId: string,
  sessions: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await database.query<{ date: string; tickers: string[] }>(
    `select members.date, array_agg(members.ticker order by members.rank nulls last, members.ticker) as tickers
     from index_compositions members where members.index_id = $1 and members.date = any($2::date[]) group by members.date`,
    [indexId, sessions],
  );
  return new Map(rows.map(({ date, tickers }) => [date, tickers]));
}

/** The rows of these tickers, by session. */
export async function rowsOfLines(
  database: Queryable,
  sessions: readonly string[],
  tickers: ReadonlySet<string>,
): Promise<Map<string, PriceRow[]>> {
  const bySession = new Map<string, PriceRow[]>();
  const step = Math.max(1, Math.floor(STEP_ROWS / Math.max(1, tickers.size)));
  for (let at = 0; at < sessions.length; at += step) {
    const some = sessions.slice(at, at + step);
    const rows = await database.query<PriceRow & { date: string }>(
      `select prices.date, prices.ticker, prices.close, prices.market_cap as "marketCap", prices.eligible, prices.issuer,
         prices.delisting_return as "delistingReturn"
       from stock_prices prices
       where prices.date between $1 and $2 and prices.date = any($3::date[]) and prices.ticker = any($4::text[])`,
      [some[0] as string, some.at(-1) as string, some, [...tickers]],
    );
    for (const { date, ...row } of rows) {
      const known = bySession.get(date);
      if (known === undefined) bySession.set(date, [row]);
      else known.push(row);
    }
  }
  return bySession;
}
