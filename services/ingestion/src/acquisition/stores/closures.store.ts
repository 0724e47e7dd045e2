import type { Queryable, Transaction } from '#storage/database';
import type { Closure } from '../../providers/provider.js';

export async function closuresReadOn(database: Queryable): Promise<string | null> {
  const [state] = await database.query<{ closures_read_on: string | null }>(
    'select state.closures_read_on from ingestion_state state',
  );
  return state?.closures_read_on ?? null;
}

export async function noteClosuresRead(transaction: Transaction, today: string): Promise<void> {
  await transaction.execute('update ingestion_state set closures_read_on = $1', [today]);
}

export async function storeClosures(
  transaction: Transaction,
  closures: readonly Closure[],
  { source, now }: { readonly source: string; readonly now: Date },
): Promise<void> {
  await transaction.execute(
    `insert into announced_closures (date, name, source, noted_at)
     select announced.date, announced.name, $3, $4 from unnest($1::date[], $2::text[]) as announced (date, name)
     on conflict (date) do nothing`,
    [closures.map(({ date }) => date), closures.map(({ name }) => name), source, now],
  );
}

export async function findClosure(database: Queryable, date: string): Promise<(Closure & { source: string }) | null> {
  const [closure] = await database.query<Closure & { source: string }>(
    'select closures.date, closures.name, closures.source from announced_closures closures where closures.date = $1',
    [date],
  );
  return closure ?? null;
}
