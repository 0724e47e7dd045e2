import { providerNames } from '../providers/provider.js';
import type { Transaction } from '#storage/database';
import { KEEP_PRICES, storedPriceColumns } from './price-history.js';

/** Takes away the rows of a session that vendors brought, but for `tickers`, and keeps them in the history. Returns whose they were. */
export async function removeAcquiredRows(
  transaction: Transaction,
  {
    session,
    tickers,
    revision,
  }: { readonly session: string; readonly tickers: readonly string[]; readonly revision: number },
): Promise<string[]> {
  const removed = await transaction.query<{ ticker: string }>(
    `with gone as (
       delete from stock_prices price
       where price.date = $1 and price.ticker <> all($2::text[]) and price.source = any($3::text[])
       returning ${storedPriceColumns('price')}
     ), kept as (
       ${KEEP_PRICES}
       select ${storedPriceColumns('gone')}, $4 from gone
     ), counted as (
       update ingestion_sessions session set lines = session.lines - (select count(*)::int4 from gone), revision = $4
       where session.date = $1 and exists (select from gone)
     )
     select gone.ticker from gone order by gone.ticker`,
    [session, tickers, providerNames, revision],
  );
  return removed.map(({ ticker }) => ticker);
}
