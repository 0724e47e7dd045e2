import type { References } from '#domain/eligibility';
import type { PriceRow } from '#domain/line-state';
import type { Queryable } from '#storage/database';

/** Market data, which ingestion owns, as index construction reads it. */

interface StoredPrice {
  readonly date: string;
  readonly ticker: string;
  readonly close: number | null;
  readonly market_cap: number | null;
  readonly eligible: boolean | null;
  readonly issuer: string | null;
  readonly delisting_return: number | null;
}

const priceColumns = `prices.date, prices.ticker, prices.close, prices.market_cap, prices.eligible, prices.issuer, prices.delisting_return`;

/** The sessions between two dates that have prices, oldest first, with their number of lines. */
export async function pricedSessions(
  database: Queryable,
  first: string,
  last: string,
): Promise<{ date: string; lines: number }[]> {
  return database.query(
    `select sessions.date, sessions.lines from ingestion_sessions sessions where sessions.date between $1 and $2 order by sessions.date`,
    [first, last],
  );
}

/** The newest session of the store, or null when it has none. */
export async function newestSession(database: Queryable): Promise<string | null> {
  const [row] = await database.query<{ newest: string | null }>(`select max(date) as newest from ingestion_sessions`);
  return row?.newest ?? null;
}

/** All rows of the given sessions, by session. */
export async function sessionRows(database: Queryable, sessions: readonly string[]): Promise<Map<string, PriceRow[]>> {
  const [first, last] = [sessions[0], sessions.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const rows = await database.query<StoredPrice>(
    `select ${priceColumns} from stock_prices prices where prices.date between $1 and $2 and prices.date = any($3::date[])`,
    [first, last, sessions],
  );
  return bySession(rows);
}

/** The rows of a few lines up to a session (excluded), of each from a date of its own on, by session. */
export async function lineRows(
  database: Queryable,
  since: ReadonlyMap<string, string>,
  before: string,
): Promise<Map<string, PriceRow[]>> {
  const first = [...since.values()].sort()[0];
  if (first === undefined) return new Map();
  const rows = await database.query<StoredPrice>(
    `select ${priceColumns} from unnest($1::text[], $2::date[]) as lines(ticker, since)
     join stock_prices prices on prices.ticker = lines.ticker and prices.date >= lines.since
     where prices.date >= $3 and prices.date < $4`,
    [[...since.keys()], [...since.values()], first, before],
  );
  return bySession(rows);
}

/** The session that the last known market cap of each of these lines comes from, looking back from `before`; lines without one are left out. */
export async function lastMarketCaps(
  database: Queryable,
  tickers: readonly string[],
  from: string,
  before: string,
): Promise<Map<string, string>> {
  const rows = await database.query<{ ticker: string; latest: string }>(
    `select prices.ticker, max(prices.date) as latest from stock_prices prices
     where prices.ticker = any($1::text[]) and prices.date >= $2 and prices.date < $3 and prices.market_cap > 0
     group by prices.ticker`,
    [tickers, from, before],
  );
  return new Map(rows.map((row) => [row.ticker, row.latest]));
}

/** Which of these lines have a row between two dates (the second excluded). */
export async function linesWithRows(
  database: Queryable,
  tickers: readonly string[],
  from: string,
  before: string,
): Promise<Set<string>> {
  const rows = await database.query<{ ticker: string }>(
    `select distinct prices.ticker from stock_prices prices
     where prices.ticker = any($1::text[]) and prices.date >= $2 and prices.date < $3`,
    [tickers, from, before],
  );
  return new Set(rows.map((row) => row.ticker));
}

/** Rows with a delisting return before a session: their lines are dead. */
export async function delistings(database: Queryable, from: string, before: string): Promise<Map<string, PriceRow[]>> {
  const rows = await database.query<StoredPrice>(
    `select ${priceColumns} from stock_prices prices
     where prices.delisting_return is not null and prices.date >= $1 and prices.date < $2`,
    [from, before],
  );
  return bySession(rows);
}

export async function references(database: Queryable): Promise<References> {
  const rows = await database.query<{
    ticker: string;
    issuer: string | null;
    type: string | null;
    exchange: string | null;
    listed_on: string | null;
    delisted_on: string | null;
  }>(
    `select stocks.ticker, stocks.issuer, stocks.type, stocks.exchange, stocks.listed_on, stocks.delisted_on from stocks`,
  );
  return new Map(
    rows.map((row) => [
      row.ticker,
      {
        issuer: row.issuer,
        type: row.type,
        exchange: row.exchange,
        listedOn: row.listed_on,
        delistedOn: row.delisted_on,
      },
    ]),
  );
}

function bySession(rows: readonly StoredPrice[]): Map<string, PriceRow[]> {
  const sessions = new Map<string, PriceRow[]>();
  for (const row of rows) {
    let session = sessions.get(row.date);
    if (session === undefined) sessions.set(row.date, (session = []));
    session.push({
      ticker: row.ticker,
      close: row.close,
      marketCap: row.market_cap,
      eligible: row.eligible,
      issuer: row.issuer,
      delistingReturn: row.delisting_return,
    });
  }
  return sessions;
}
