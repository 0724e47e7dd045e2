import type { CorporateAction } from '#domain/session-return';
import type { Queryable } from './database.js';

/**
 * Splits and dividends with an ex-date after `after` and up to `through`, in ex-date order, splits before dividends of one day: the
 * order in which `lineReturn` takes them. Whoever computes an index reads them here, because their returns must agree.
 */
export async function corporateActions(
  database: Queryable,
  after: string,
  through: string,
  /** Of these only; left out: of all. */
  tickers: readonly string[] | null = null,
): Promise<CorporateAction[]> {
  const rows = await database.query<{ ticker: string; ex_date: string; kind: 'split' | 'dividend'; value: number }>(
    `select actions.ticker, actions.ex_date, actions.kind, actions.value from corporate_actions actions
     where actions.ex_date > $1 and actions.ex_date <= $2 and ($3::text[] is null or actions.ticker = any($3::text[]))
     order by actions.ex_date, actions.kind desc, actions.ticker`,
    [after, through, tickers],
  );
  return rows.map((row) => ({ ticker: row.ticker, exDate: row.ex_date, kind: row.kind, value: row.value }));
}
