import type { KeptIndex } from '#contracts/api/definition.schema';
import { completeDefinition, defaultIndex, type IndexDefinition } from '#domain/index-definition';
import type { Queryable } from '#storage/database';

interface IndexRow {
  readonly id: string;
  readonly definition: Partial<IndexDefinition>;
  readonly base_session: string | null;
  readonly last_session: string | null;
  readonly follows_head: boolean;
  readonly created_at: Date | null;
  readonly owner: string | null;
  readonly level: number | null;
  /** Kind of a job of the index that has not ended. */
  readonly job: 'build' | 'retirement' | null;
}

/** The default index is there before it is first built. */
const INDICES = `
  with known as (
    select i.id, i.definition, i.base_session, i.last_session, i.follows_head, i.created_at, i.owner
    from indices i where i.retired_at is null
    union all
    select $1, '{}'::jsonb, null, null, false, null, null
    where not exists (select from indices i where i.id = $1)),
  unfinished as materialized (
    select coalesce(j.request ->> 'index_id', $1) as index_id, max(j.kind) as kind from jobs j
    where j.status in ('queued', 'running') and j.kind in ('build', 'retirement') group by 1)
  select k.*,
    (select p.level from index_performance p where p.index_id = k.id order by p.date desc limit 1) as level,
    (select u.kind from unfinished u where u.index_id = k.id) as job
  from known k`;

export interface StoredIndex {
  readonly index: KeptIndex;
  readonly owner: string | null;
}

/** By id; up to one more than `limit`, which tells that there is a further page. */
export async function listIndices(
  database: Queryable,
  { after, limit }: { after: string | null; limit: number },
): Promise<StoredIndex[]> {
  const rows = await database.query<IndexRow>(
    `${INDICES} where $2::text is null or k.id collate "C" > $2 order by k.id collate "C" limit $3`,
    [defaultIndex.id, after, limit + 1],
  );
  return rows.map(toIndex);
}

export async function findIndex(database: Queryable, id: string): Promise<StoredIndex | null> {
  const [row] = await database.query<IndexRow>(`${INDICES} where k.id = $2`, [defaultIndex.id, id]);
  return row === undefined ? null : toIndex(row);
}

/** How many there are beside the default one. */
export async function countKept(database: Queryable): Promise<number> {
  const [row] = await database.query<{ kept: number }>(
    `select count(*) as kept from indices i where i.retired_at is null and i.id <> $1`,
    [defaultIndex.id],
  );
  return row?.kept ?? 0;
}

/** The definition of an id that is taken, also by an index that was given up. */
export async function findTaken(
  database: Queryable,
  id: string,
): Promise<{ definition: IndexDefinition; retired: boolean } | null> {
  const [row] = await database.query<{ definition: Partial<IndexDefinition>; retired: boolean }>(
    `select i.definition, i.retired_at is not null as retired from indices i where i.id = $1`,
    [id],
  );
  return row === undefined ? null : { definition: completeDefinition(row.definition), retired: row.retired };
}

function toIndex(row: IndexRow): StoredIndex {
  const definition = completeDefinition({ ...row.definition, id: row.id });
  const status =
    row.job === 'retirement'
      ? 'retiring'
      : row.job === 'build'
        ? 'building'
        : row.base_session === null
          ? 'empty'
          : 'ready';
  return {
    owner: row.owner,
    index: {
      id: row.id,
      status,
      definition: {
        ...definition,
        sectors: definition.sectors === null ? null : [...definition.sectors],
        exchanges: definition.exchanges === null ? null : [...definition.exchanges],
      },
      base_session: row.base_session,
      last_session: row.last_session,
      level: row.level,
      follows_head: row.follows_head,
      created_at: row.created_at?.toISOString() ?? null,
    },
  };
}
