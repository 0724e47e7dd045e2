import { completeDefinition, type IndexDefinition } from '#domain/index-definition';
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
  /** It was given up: it is never built again. */
  readonly retired: boolean;
}

const columns = `indices.id, indices.definition, indices.first_requested, indices.last_requested, indices.follows_head,
  indices.base_session, indices.last_session, indices.revision, indices.retired_at is not null as retired`;

export async function createIndex(
  database: Queryable,
  definition: IndexDefinition,
  owner: string | null,
): Promise<void> {
  await database.execute(
    `insert into indices (id, definition, owner) values ($1, $2::text::jsonb, $3) on conflict (id) do nothing`,
    [definition.id, JSON.stringify(definition), owner],
  );
}

/** Makes whoever else decides which indices there are wait until the transaction ends. */
export async function lockDefinitions(transaction: Transaction): Promise<void> {
  await transaction.query(`select pg_advisory_xact_lock(hashtextextended('indices', 0))`);
}

/** How many indices there are beside the default one. */
export async function countKept(database: Queryable, defaultId: string): Promise<number> {
  const [row] = await database.query<{ kept: number }>(
    `select count(*) as kept from indices where indices.retired_at is null and indices.id <> $1`,
    [defaultId],
  );
  return row?.kept ?? 0;
}

export async function loadIndex(database: Queryable, id: string): Promise<IndexRecord | null> {
  const [record] = await database.query<IndexRecord>(`select ${columns} from indices where indices.id = $1`, [id]);
  return toRecord(record);
}

/** Locks the index until the transaction ends: one writer at a time. */
export async function lockIndex(transaction: Transaction, id: string): Promise<IndexRecord | null> {
  const [record] = await transaction.query<IndexRecord>(
    `select ${columns} from indices where indices.id = $1 for update`,
    [id],
  );
  return toRecord(record);
}

function toRecord(stored: IndexRecord | undefined): IndexRecord | null {
  return stored === undefined ? null : { ...stored, definition: completeDefinition(stored.definition) };
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

/** Removes all that was said of an index, and its pending work; what stays is that it was. */
export async function retire(transaction: Transaction, id: string): Promise<void> {
  await clear(transaction, id);
  await transaction.execute(
    `update indices set first_requested = null, last_requested = null, follows_head = false, base_session = null, last_session = null,
       revision = indices.revision + 1, retired_at = coalesce(indices.retired_at, now())
     where indices.id = $1`,
    [id],
  );
}

/** Removes an index of which nothing was ever said: its id is free again. */
export async function removeIndex(transaction: Transaction, id: string): Promise<void> {
  await clear(transaction, id);
  await transaction.execute(`delete from indices where indices.id = $1`, [id]);
}

const TABLES = ['index_compositions', 'composition_changes', 'index_sessions', 'index_session_history'];

async function clear(transaction: Transaction, id: string): Promise<void> {
  for (const table of ['index_construction.work', ...TABLES]) {
    await transaction.execute(`delete from ${table} where index_id = $1`, [id]);
  }
}
