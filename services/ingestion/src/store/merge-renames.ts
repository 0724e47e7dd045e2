import { eventSummary, mergedEvents } from './merge.js';
import type { EventSummaryRow, Merge, MergeResult } from './merge.js';

/**
 * Merges staged renames. As with a split, a rename concerns the first session of the store on or after its day, and none yet where
 * neither of its tickers has a price. Both tickers are concerned, and the one that a corrected rename led to before, which the history keeps.
 */
export async function mergeRenames(merge: Merge): Promise<MergeResult> {
  const { transaction, staged, source, revision } = merge;
  const rows = await transaction.query<EventSummaryRow>(
    `with kept as (
       insert into ticker_change_history (ticker, effective_on, new_ticker, source, revision, superseded_by)
       select change.ticker, change.effective_on, change.new_ticker, change.source, change.revision, $2
       from ${staged.table} as staged
       join ticker_changes as change on change.ticker = staged.ticker and change.effective_on = staged.date
       where not staged.repeated and change.new_ticker <> staged.new_ticker
     ), written as (
       insert into ticker_changes as change (ticker, effective_on, new_ticker, source, revision)
       select staged.ticker, staged.date, staged.new_ticker, $1, $2 from ${staged.table} as staged where not staged.repeated
       on conflict (ticker, effective_on) do update set new_ticker = excluded.new_ticker, source = excluded.source,
         revision = excluded.revision
       where change.new_ticker is distinct from excluded.new_ticker
       returning change.ticker, change.effective_on, change.new_ticker
     ), named as (
       select written.effective_on, written.ticker as renamed, names.ticker
       from written
       left join ticker_changes as before on before.ticker = written.ticker and before.effective_on = written.effective_on
       cross join lateral (values (written.ticker), (written.new_ticker), (before.new_ticker)) as names (ticker)
       where names.ticker is not null
     ), priced as (
       select distinct named.renamed, named.effective_on from named
       where exists (select from stock_prices as price where price.ticker = named.ticker)
     ), concerned as (
       select named.ticker,
         (select min(session.date) from ingestion_sessions as session where session.date >= named.effective_on) as date
       from named join priced on priced.renamed = named.renamed and priced.effective_on = named.effective_on
     )
     ${eventSummary('written')}`,
    [source, revision],
  );
  return mergedEvents(merge, rows);
}
