import type { Queryable, Transaction } from '#storage/database';

/** How long a repeated request gets the job of the first one, in milliseconds. */
const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Under which key an owner asks, and what for. */
export interface KeyedRequest {
  readonly owner: string;
  readonly key: string;
  /** SHA-256 over what is asked for. */
  readonly digest: Uint8Array;
}

export interface KeptKey {
  readonly job_id: string;
  /** Whether the request under the key asked for the same. */
  readonly same: boolean;
}

/** What became of the key; null for one that is free, or free again. */
export async function findKey(database: Queryable, request: KeyedRequest, now: Date): Promise<KeptKey | null> {
  const [row] = await database.query<KeptKey>(
    `select k.job_id, k.request = $3::bytea as same from idempotency_keys k
     where k.owner = $1 and k.key = $2 and k.created_at > $4::timestamptz`,
    [request.owner, request.key, request.digest, expiry(now)],
  );
  return row ?? null;
}

/**
 * Takes the key for a job. False when it belongs to another: a transaction that is about to take it is waited for, so that of all who ask
 * at the same time one makes the job.
 */
export async function takeKey(
  transaction: Transaction,
  request: KeyedRequest & { readonly jobId: string },
  now: Date,
): Promise<boolean> {
  const rows = await transaction.execute(
    `insert into idempotency_keys as k (owner, key, request, job_id, created_at) values ($1, $2, $3::bytea, $4::uuid, $5::timestamptz)
     on conflict (owner, key) do update
       set request = excluded.request, job_id = excluded.job_id, created_at = excluded.created_at
       where k.created_at <= $6::timestamptz`,
    [request.owner, request.key, request.digest, request.jobId, now, expiry(now)],
  );
  return rows === 1;
}

export function deleteExpiredKeys(database: Queryable, now: Date): Promise<number> {
  return database.execute('delete from idempotency_keys where created_at <= $1::timestamptz', [expiry(now)]);
}

function expiry(now: Date): Date {
  return new Date(now.getTime() - KEY_LIFETIME_MS);
}
