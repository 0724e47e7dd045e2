import type { Rename } from '#domain/rename';
import type { Queryable } from './database.js';

/**
 * Renames that are effective after `after` and up to `through`, by date, then by ticker. Index construction and performance both read
 * them here, because they must agree on who is who.
 */
export async function tickerChanges(database: Queryable, after: string, through: string): Promise<Rename[]> {
  const rows = await database.query<{ ticker: string; effective_on: string; new_ticker: string }>(
    `select changes.ticker, changes.effective_on, changes.new_ticker from ticker_changes changes
     where changes.effective_on > $1 and changes.effective_on <= $2 and changes.ticker <> changes.new_ticker
     order by changes.effective_on, changes.ticker`,
    [after, through],
  );
  return rows.map((row) => ({ ticker: row.ticker, effectiveOn: row.effective_on, newTicker: row.new_ticker }));
}
