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
 * file of prices said, and the history keeps what was replaced. What a file of splits or dividends said stands, so the order of the
 * files does not matter. `known`: whether the file changed sessions that the store had before; others have no such events.
 */
export async function mergePriceActions(merge: Merge, known: boolean): Promise<void> {
  for (const { column, kind } of PRICE_ACTIONS) {
    if (!merge.staged.columns.some(({ name }) => name === column)) continue;
    if (known) await keepReplaced(merge, column, kind);
    await mergeColumn(merge, column, kind);
  }
}

async function keepReplaced({ transaction, staged, revision }: Merge, column: string, kind: string): Promise<void> {
  await transaction.execute(
    `insert into corporate_action_history (ticker, ex_date, kind, value, source, revision, superseded_by)
     select action.ticker, action.ex_date, action.kind, action.value, action.source, action.revision, $3
     from ${staged.table} as staged
     join corporate_actions as action on action.ticker = staged.ticker and action.ex_date = staged.date
     where action.source = $2 and action.kind = $1 and not staged.repeated and action.value is distinct from staged.${column}`,
    [kind, PRICES_SOURCE, revision],
  );
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
