import { nameAfter, namesOfLine, renameAway, type NamedDays } from '#domain/line-names';
import type { Rename } from '#domain/rename';
import type { Queryable } from '#storage/database';
import { tickerChanges } from '#storage/ticker-changes.reader';
import { ProblemError } from '../http/problem.error.js';

/** A line as it is called on a day, and what reference data say of it now. */
export interface Line {
  readonly ticker: string;
  readonly name: string | null;
  readonly sector: string | null;
  readonly exchange: string | null;
  /** Every ticker that it has had up to the day, oldest first. */
  readonly names: readonly NamedDays[];
}

/** `$2`: the same in capitals. Case tells tickers apart, so that it is a guess. */
const SEEN = `
  select exists (select from stocks s where s.ticker = $1)
    or exists (select from stock_prices p where p.ticker = $1)
    or exists (select from listings l where l.ticker = $1)
    or exists (select from ticker_changes r where r.ticker = $1 or r.new_ticker = $1)
    or exists (select from index_compositions c where c.ticker = $1) as seen,
    exists (select from stock_prices p where p.ticker = $2) as seen_in_capitals`;

/**
 * The line that `ticker` stands for on the day `on`: the one that it names then or, where it was given up by then and no row came under
 * it since, the one that had it. Throws a 404 problem for a ticker that the store has never seen.
 */
export async function readLine(database: Queryable, ticker: string, on: string): Promise<Line> {
  const capitals = ticker.toUpperCase();
  const [row] = await database.query<{ seen: boolean; seen_in_capitals: boolean }>(SEEN, [ticker, capitals]);
  if (row?.seen !== true) {
    const hint = row?.seen_in_capitals === true ? `Did you mean ${capitals}? ` : '';
    throw new ProblemError(
      'line-not-found',
      `The store has never seen a line called ${ticker}: it is in no price, reference or composition row. ${hint}Give a ticker as ` +
        'GET /index-composition shows them.',
    );
  }
  const renames = await tickerChanges(database, '-infinity', on);
  const called = await nameOn(database, renames, ticker, on);
  const [words] = await database.query<Pick<Line, 'name' | 'sector' | 'exchange'>>(
    `select s.name, s.sector, s.exchange from stocks s where s.ticker = $1`,
    [called],
  );
  const { name = null, sector = null, exchange = null } = words ?? {};
  return { ticker: called, name, sector, exchange, names: namesOfLine(renames, called, on) };
}

async function nameOn(database: Queryable, renames: readonly Rename[], ticker: string, on: string): Promise<string> {
  const away = renameAway(renames, ticker, on);
  if (away === null) return ticker;
  const [row] = await database.query<{ used: boolean }>(
    `select exists (select from stock_prices p where p.ticker = $1 and p.date between $2 and $3) as used`,
    [ticker, away.effectiveOn, on],
  );
  return row?.used === true ? ticker : nameAfter(renames, away.newTicker, away.effectiveOn, on);
}

/** The tickers and days of a line as three parameters of a statement: `unnest($n::text[], $n::date[], $n::date[])`. */
export function namesAsArrays(names: readonly NamedDays[]): [string[], string[], string[]] {
  return [
    names.map(({ ticker }) => ticker),
    names.map(({ from }) => from ?? '-infinity'),
    names.map(({ to }) => to ?? 'infinity'),
  ];
}
