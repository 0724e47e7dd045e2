import { eventSummary, mergedEvents } from './merge.js';
import type { EventSummaryRow, Merge, MergeResult } from './merge.js';

const ACTION_OF_KIND = { splits: 'split', dividends: 'dividend' } as const;

/**
 * Merges staged splits or dividends. An event concerns the first session of the store on or after its ex-date, whether or not its
 * line traded on it, since a split also divides a carried price. The event of a line without prices concerns none yet and waits:
 * the import of its prices covers the sessions.
 */
export async function mergeActions(merge: Merge, kind: 'splits' | 'dividends'): Promise<MergeResult> {
  const { transaction, staged, revision } = merge;
  const rows = await transaction.query<EventSummaryRow>(
    `with kept as (
       insert into corporate_action_history (ticker, ex_date, kind, value, source, revision, superseded_by)
       select action.ticker, action.ex_date, action.kind, action.value, action.source, action.revision, $3
       from ${staged.table} as staged
       join corporate_actions as action on action.ticker = staged.ticker and action.ex_date = staged.date and action.kind = $1
       where not staged.repeated and action.value <> staged.value
     ), written as (
       insert into corporate_actions as action (ticker, ex_date, kind, value, source, revision)
       select staged.ticker, staged.date, $1, staged.value, $2, $3 from ${staged.table} as staged where not staged.repeated
       on conflict (ticker, ex_date, kind) do update set value = excluded.value, source = excluded.source,
         revision = case when action.value = excluded.value then action.revision else excluded.revision end
       where (action.value, action.source) is distinct from (excluded.value, excluded.source)
       returning action.ticker, action.ex_date, action.revision
     ), changed as (
       select ticker, ex_date from written where revision = $3
     ), priced as (
       select lines.ticker from (select distinct ticker from changed) as lines
       where exists (select from stock_prices as price where price.ticker = lines.ticker)
     ), concerned as (
       select changed.ticker,
         (select min(session.date) from ingestion_sessions as session where session.date >= changed.ex_date) as date
       from changed join priced on priced.ticker = changed.ticker
     )
     ${eventSummary('changed')}`,
    [ACTION_OF_KIND[kind], kind, revision],
  );
  return mergedEvents(merge, rows);
}
