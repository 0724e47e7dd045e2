import type { Queryable, Transaction } from '#storage/database';

/** One thing to look at. Without sessions it only says that a job waits for what is there already. */
export interface Work {
  readonly id: number;
  readonly first_session: string | null;
  readonly last_session: string | null;
  readonly tickers: readonly string[] | null;
  readonly job_id: string | null;
}

export type NewWork = Omit<Work, 'id'>;

export async function addWork(transaction: Transaction, indexId: string, work: readonly NewWork[]): Promise<void> {
  for (const item of work) {
    await transaction.execute(
      `insert into index_construction.work (index_id, first_session, last_session, tickers, job_id) values ($1, $2, $3, $4, $5)`,
      [indexId, item.first_session, item.last_session, item.tickers, item.job_id],
    );
  }
}

export async function pendingWork(database: Queryable, indexId: string): Promise<Work[]> {
  return database.query<Work>(
    `select work.id, work.first_session, work.last_session, work.tickers, work.job_id
     from index_construction.work where work.index_id = $1 order by work.id`,
    [indexId],
  );
}

export async function indicesWithWork(database: Queryable): Promise<string[]> {
  const rows = await database.query<{ index_id: string }>(
    `select distinct work.index_id from index_construction.work order by work.index_id`,
  );
  return rows.map((row) => row.index_id);
}

/** Takes the jobs off the pending work of an index, which stays; returns their ids. */
export async function releaseJobs(transaction: Transaction, indexId: string): Promise<string[]> {
  const rows = await transaction.query<{ job_id: string }>(
    `with waiting as (
       select work.id, work.job_id from index_construction.work
       where work.index_id = $1 and work.job_id is not null for update),
     released as (update index_construction.work set job_id = null where id in (select waiting.id from waiting))
     select distinct waiting.job_id from waiting order by waiting.job_id`,
    [indexId],
  );
  return rows.map((row) => row.job_id);
}

export async function removeWork(transaction: Transaction, ids: readonly number[]): Promise<void> {
  await transaction.execute(`delete from index_construction.work where work.id = any($1::int8[])`, [ids]);
}

/** Notes that these pieces are done up to, not including, `next`: after a crash they go on from there, for all lines if `anyLine`. */
export async function advanceWork(
  transaction: Transaction,
  ids: readonly number[],
  { next, anyLine }: { readonly next: string; readonly anyLine: boolean },
): Promise<void> {
  await transaction.execute(
    `update index_construction.work set first_session = greatest(first_session, $2::date), last_session = greatest(last_session, $2::date),
       tickers = case when $3 then null else tickers end
     where work.id = any($1::int8[])`,
    [ids, next, anyLine],
  );
}
