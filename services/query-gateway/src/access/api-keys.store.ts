import type { Scope } from '#contracts/api/access.schema';
import type { Queryable, Transaction } from '#storage/database';

/** A row of `api_keys`. */
export interface ApiKeyRow {
  readonly id: string;
  readonly prefix: string;
  readonly name: string;
  readonly owner: string;
  readonly scopes: readonly Scope[];
  readonly limit_per_minute: number | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
  readonly replaced_by: string | null;
}

const COLUMNS = `k.id, k.prefix, k.name, k.owner, k.scopes, k.limit_per_minute, k.created_at, k.created_by, k.expires_at, k.revoked_at,
  k.last_used_at, k.replaced_by`;

export async function insertKey(
  database: Queryable,
  key: Omit<ApiKeyRow, 'revoked_at' | 'last_used_at' | 'replaced_by'> & { readonly hash: Uint8Array },
): Promise<void> {
  await database.execute(
    `insert into api_keys (id, prefix, hash, name, owner, scopes, limit_per_minute, created_at, created_by, expires_at)
     values ($1::uuid, $2, $3::bytea, $4, $5, $6::text[], $7::int4, $8::timestamptz, $9, $10::timestamptz)`,
    [
      ...[key.id, key.prefix, key.hash, key.name, key.owner, key.scopes],
      ...[key.limit_per_minute, key.created_at, key.created_by, key.expires_at],
    ],
  );
}

export async function findKey(database: Queryable, id: string): Promise<ApiKeyRow | null> {
  const [key] = await database.query<ApiKeyRow>(`select ${COLUMNS} from api_keys k where k.id = $1::uuid`, [id]);
  return key ?? null;
}

/** The key, which nobody else can change until the end of the transaction. */
export async function lockKey(transaction: Transaction, id: string): Promise<ApiKeyRow | null> {
  const [key] = await transaction.query<ApiKeyRow>(
    `select ${COLUMNS} from api_keys k where k.id = $1::uuid for update`,
    [id],
  );
  return key ?? null;
}

export async function findKeyByHash(database: Queryable, hash: Uint8Array): Promise<ApiKeyRow | null> {
  const [key] = await database.query<ApiKeyRow>(`select ${COLUMNS} from api_keys k where k.hash = $1::bytea`, [hash]);
  return key ?? null;
}

/** The newest first, one more than `limit` where there are further ones. */
export async function listKeys(
  database: Queryable,
  { after, limit }: { after: readonly [createdAt: string, id: string] | null; limit: number },
): Promise<ApiKeyRow[]> {
  const [createdAt = null, id = null] = after ?? [];
  return database.query<ApiKeyRow>(
    `select ${COLUMNS} from api_keys k
     where $1::timestamptz is null or (k.created_at, k.id) < ($1::timestamptz, $2::uuid)
     order by k.created_at desc, k.id desc limit $3`,
    [createdAt, id, limit + 1],
  );
}

export async function hasKeys(database: Queryable): Promise<boolean> {
  const [row] = await database.query<{ found: boolean }>(
    'select exists (select from api_keys k where k.revoked_at is null) as found',
  );
  return row?.found === true;
}

/** The first revocation stands. */
export async function markRevoked(database: Queryable, id: string, now: Date): Promise<void> {
  await database.execute('update api_keys set revoked_at = $2 where id = $1::uuid and revoked_at is null', [id, now]);
}

export async function markReplaced(
  transaction: Transaction,
  key: { readonly id: string; readonly by: string; readonly expiresAt: Date },
): Promise<void> {
  await transaction.execute(
    'update api_keys set replaced_by = $2::uuid, expires_at = least(expires_at, $3::timestamptz) where id = $1::uuid',
    [key.id, key.by, key.expiresAt],
  );
}

/** Notes when keys were last used, of each at most once a minute whatever the number of replicas that saw it. */
export async function noteUse(database: Queryable, used: ReadonlyMap<string, Date>): Promise<void> {
  await database.execute(
    `update api_keys set last_used_at = u.at
     from unnest($1::uuid[], $2::timestamptz[]) as u (id, at)
     where api_keys.id = u.id and (api_keys.last_used_at is null or api_keys.last_used_at <= u.at - interval '1 minute')`,
    [[...used.keys()], [...used.values()].map((at) => at.toISOString())],
  );
}
