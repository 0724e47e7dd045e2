import type { PriceRow } from '#domain/line-state';
import type { Queryable } from './database.js';

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

/** A ticker and the first date on which it is not asked about. */
export interface Until {
  readonly ticker: string;
  readonly until: string;
}

/**
 * The published session that the last market cap of each of these tickers comes from, looking back from its date; of a ticker with
 * several dates the oldest of these sessions. Tickers without one are left out.
 */
export async function lastMarketCaps(
  database: Queryable,
  index: { readonly id: string; readonly from: string },
  asked: readonly Until[],
): Promise<Map<string, string>> {
  if (asked.length === 0) return new Map();
  const rows = await database.query<{ ticker: string; oldest: string }>(
    `select latest.ticker, min(latest.date) as oldest from (
       select asked.ticker, asked.until, max(prices.date) as date
       from unnest($3::text[], $4::date[]) as asked(ticker, until)
       join stock_prices prices on prices.ticker = asked.ticker and prices.date < asked.until
       join index_sessions sessions on sessions.index_id = $1 and sessions.date = prices.date and sessions.status = 'published'
       where prices.date >= $2 and prices.market_cap > 0 and prices.close > 0 and prices.delisting_return is null
       group by asked.ticker, asked.until) latest
     group by latest.ticker`,
    [index.id, index.from, asked.map(({ ticker }) => ticker), asked.map(({ until }) => until)],
  );
  return new Map(rows.map((row) => [row.ticker, row.oldest]));
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

/** Rows with a delisting return before a session, oldest first: their lines are dead. */
export async function delistings(database: Queryable, from: string, before: string): Promise<Map<string, PriceRow[]>> {
  const rows = await database.query<StoredPrice>(
    `select ${priceColumns} from stock_prices prices
     where prices.delisting_return is not null and prices.date >= $1 and prices.date < $2
     order by prices.date, prices.ticker`,
    [from, before],
  );
  return bySession(rows);
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
