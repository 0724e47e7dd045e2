import type { IndexDefinition } from '#domain/index-definition';
import type { Queryable, Transaction } from '#storage/database';

/** An index as stored: its definition and how far it reaches. Dates are 'YYYY-MM-DD'. */
export interface IndexRecord {
  readonly id: string;
  readonly definition: IndexDefinition;
  /** The hull of all ranges asked for; null before the first build. */
  readonly first_requested: string | null;
  readonly last_requested: string | null;
  readonly follows_head: boolean;
  readonly base_session: string | null;
  readonly last_session: string | null;
  readonly revision: number;
}

const columns = `indices.id, indices.definition, indices.first_requested, indices.last_requested, indices.follows_head,
  indices.base_session, indices.last_session, indices.revision`;

export async function createIndex(database: Queryable, definition: IndexDefinition): Promise<void> {
  await database.execute(`insert into indices (id, definition) values ($1, $2::jsonb) on conflict (id) do nothing`, [
    definition.id,
    JSON.stringify(definition),
  ]);
}

export async function loadIndex(database: Queryable, id: string): Promise<IndexRecord | null> {
  const [record] = await database.query<IndexRecord>(`select ${columns} from indices where indices.id = $1`, [id]);
  return record ?? null;
}

/** Locks the index until the transaction ends: one writer at a time. */
export async function lockIndex(transaction: Transaction, id: string): Promise<IndexRecord | null> {
  const [record] = await transaction.query<IndexRecord>(
    `select ${columns} from indices where indices.id = $1 for update`,
    [id],
  );
  return record ?? null;
}

export async function builtIndices(database: Queryable): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `select indices.id from indices where indices.first_requested is not null order by indices.id`,
  );
  return rows.map((row) => row.id);
}

export async function storeReach(
  transaction: Transaction,
  id: string,
  reach: Pick<IndexRecord, 'first_requested' | 'last_requested' | 'follows_head'>,
): Promise<void> {
  await transaction.execute(
    `update indices set first_requested = $2, last_requested = $3, follows_head = $4 where id = $1`,
    [id, reach.first_requested, reach.last_requested, reach.follows_head],
  );
}

/** Raises the revision and notes which published sessions are the first and the last. Returns what changed of the index. */
export async function raiseRevision(
  transaction: Transaction,
  id: string,
): Promise<Pick<IndexRecord, 'revision' | 'base_session' | 'last_session'>> {
  const [row] = await transaction.query<Pick<IndexRecord, 'revision' | 'base_session' | 'last_session'>>(
    `update indices set revision = indices.revision + 1, base_session = published.first, last_session = published.last
     from (select min(date) as first, max(date) as last from index_sessions where index_id = $1 and status = 'published') published
     where indices.id = $1 returning indices.revision, indices.base_session, indices.last_session`,
    [id],
  );
  if (row === undefined) throw new Error(`index ${id} does not exist`);
  return row;
}
