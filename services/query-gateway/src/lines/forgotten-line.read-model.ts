import type { Forgotten } from '#domain/ineligibility';
import type { NamedDays } from '#domain/line-names';
import type { Queryable } from '#storage/database';
import { namesAsArrays } from './line.read-model.js';

const LAST_ROW = `
  select p.date as session, p.delisting_return is not null as dead
  from unnest($1::text[], $2::date[], $3::date[]) as names (ticker, from_date, to_date)
  join stock_prices p on p.ticker = names.ticker and p.date between names.from_date and names.to_date
  where p.date <= $4::date and (p.close > 0 or p.delisting_return is not null)
  order by p.date desc limit 1`;

/** How its last row up to a session left a line of which index construction knows nothing any more; null: it has none. */
export async function readForgotten(
  database: Queryable,
  names: readonly NamedDays[],
  session: string,
): Promise<Forgotten | null> {
  const [row] = await database.query<Forgotten>(LAST_ROW, [...namesAsArrays(names), session]);
  return row ?? null;
}
