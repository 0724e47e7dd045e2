import type { Merge } from './merge.js';

/** The columns of prices that are events, and what `corporate_actions` calls them. */
export const PRICE_ACTIONS = [
  { column: 'split_ratio', kind: 'split' },
  { column: 'dividend', kind: 'dividend' },
] as const;

/** The source of events that came in a file of prices; those of files of their own are called after their kind. */
export const PRICES_SOURCE = 'prices';

/**
 * Brings the events of a file of prices into `corporate_actions`: a value is stored or corrected, none takes away what an earlier
 * file of prices said. What a file of splits or dividends said stands, so the order of the files does not matter.
 */
export async function mergePriceActions(merge: Merge): Promise<void> {
  for (const { column, kind } of PRICE_ACTIONS) {
    if (merge.staged.columns.some(({ name }) => name === column)) await mergeColumn(merge, column, kind);
  }
}

async function mergeColumn({ transaction, staged, revision }: Merge, column: string, kind: string): Promise<void> {
  await transaction.execute(
    `insert into corporate_actions as action (ticker, ex_date, kind, value, source, revision)
     select staged.ticker, staged.date, $1, staged.${column}, $2, $3
     from ${staged.table} as staged
     where not staged.repeated and staged.${column} is not null
     on conflict (ticker, ex_date, kind) do update set value = excluded.value, revision = excluded.revision
     where action.source = excluded.source and action.value is distinct from excluded.value`,
    [kind, PRICES_SOURCE, revision],
  );
  await transaction.execute(
    `delete from corporate_actions as action using ${staged.table} as staged
     where action.source = $2 and action.kind = $1 and action.ticker = staged.ticker and action.ex_date = staged.date
       and not staged.repeated and staged.${column} is null`,
    [kind, PRICES_SOURCE],
  );
}
