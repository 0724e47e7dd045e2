import type { PublicTopic } from '#contracts/topics';
import type { Database, Queryable, Transaction } from '#storage/database';
import { newestPlace } from './published-event.store.js';
import type { DeliveryOutcome } from './webhook-sender.js';

/** A row of `webhooks`, without its secrets. */
export interface Webhook {
  readonly id: string;
  readonly owner: string;
  readonly url: string;
  readonly topics: readonly PublicTopic[];
  readonly index_ids: readonly string[] | null;
  readonly status: 'active' | 'disabled';
  readonly reason: string | null;
  readonly created_at: Date;
  readonly position: number;
  readonly attempts: number;
  readonly failing_since: Date | null;
  readonly next_attempt_at: Date | null;
}

/** With what is needed to sign. */
export interface SigningWebhook extends Webhook {
  readonly secret: Uint8Array;
  /** Null where there is none that is good still. */
  readonly previous_secret: Uint8Array | null;
}

/** One attempt. */
export interface Attempt extends Pick<DeliveryOutcome, 'status' | 'error' | 'milliseconds'> {
  readonly event_id: string;
  readonly attempt: number;
}

/** How long the process that delivers is taken to be alive without a word. */
const LEASE_SECONDS = 60;
/** How long deliveries may fail before the webhook is disabled. */
const FAILING_DAYS_MAX = 3;
const PREVIOUS_SECRET_HOURS = 24;
const DELIVERY_LOG_DAYS = 30;
const DELETE_STEP_ROWS = 1_000;

const COLUMNS = `w.id, w.owner, w.url, w.topics, w.index_ids, w.status, w.reason, w.created_at, w.position, w.attempts,
  w.failing_since, w.next_attempt_at`;
const SECRETS = `w.secret, case when w.previous_secret_until > now() then w.previous_secret end as previous_secret`;

/** Null when the owner has `maximum` already. It gets every event from now on. */
export async function insertWebhook(
  transaction: Transaction,
  webhook: Pick<Webhook, 'id' | 'owner' | 'url' | 'topics' | 'index_ids'> & { secret: Uint8Array; now: Date },
  maximum: number,
): Promise<Webhook | null> {
  // Two of one owner at once would both find room for one.
  await transaction.query(`select pg_advisory_xact_lock(hashtext('query_gateway.webhooks'), hashtext($1))`, [
    webhook.owner,
  ]);
  const [row] = await transaction.query<Webhook>(
    `insert into webhooks as w (id, owner, url, topics, index_ids, secret, created_at, status, position)
     select $1::uuid, $2, $3, $4::text[], $5::text[], $6::bytea, $7::timestamptz, 'active', $8::int8
     where (select count(*) from webhooks o where o.owner = $2) < $9
     returning ${COLUMNS}`,
    [
      webhook.id,
      webhook.owner,
      webhook.url,
      webhook.topics,
      webhook.index_ids,
      webhook.secret,
      webhook.now,
      await newestPlace(transaction),
      maximum,
    ],
  );
  return row ?? null;
}

export async function findWebhook(database: Queryable, id: string): Promise<SigningWebhook | null> {
  const [row] = await database.query<SigningWebhook>(
    `select ${COLUMNS}, ${SECRETS} from webhooks w where w.id = $1::uuid`,
    [id],
  );
  return row ?? null;
}

export async function listWebhooks(database: Queryable, owner: string): Promise<Webhook[]> {
  return database.query<Webhook>(`select ${COLUMNS} from webhooks w where w.owner = $1 order by w.created_at, w.id`, [
    owner,
  ]);
}

export async function deleteWebhook(database: Queryable, id: string): Promise<void> {
  await database.execute(`delete from webhooks w where w.id = $1::uuid`, [id]);
}

/** Goes on where it stopped, at once. Null when it is gone. */
export async function resumeWebhook(database: Queryable, id: string): Promise<Webhook | null> {
  const [row] = await database.query<Webhook>(
    `update webhooks as w set status = 'active', reason = null, attempts = 0, failing_since = null, next_attempt_at = null
     where w.id = $1::uuid returning ${COLUMNS}`,
    [id],
  );
  return row ?? null;
}

/** Messages are signed with both for a while. Null when it is gone. */
export async function replaceSecret(database: Queryable, id: string, secret: Uint8Array): Promise<Webhook | null> {
  const [row] = await database.query<Webhook>(
    `update webhooks as w set previous_secret = w.secret, previous_secret_until = now() + make_interval(hours => $3),
       secret = $2::bytea
     where w.id = $1::uuid returning ${COLUMNS}`,
    [id, secret, PREVIOUS_SECRET_HOURS],
  );
  return row ?? null;
}

/** Nothing is sent on behalf of a key once it, and what it was replaced by, is revoked or has expired. Others than keys end elsewhere. */
const OWNER_IS_LET_IN = `(c.owner not like 'key:%' or exists (
         select from api_keys k
         where k.owner = c.owner and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())))`;

/** Takes webhooks with something to deliver, up to place `newest`, for `holder` alone; whoever waited longest comes first. */
export async function leaseWebhooks(
  database: Queryable,
  lease: { readonly holder: string; readonly newest: number; readonly limit: number },
): Promise<SigningWebhook[]> {
  return database.query<SigningWebhook>(
    `update webhooks as w set lease_holder = $1, lease_until = now() + make_interval(secs => $4)
     where w.id in (
       select c.id from webhooks c
       where c.status = 'active' and c.position < $2 and (c.next_attempt_at is null or c.next_attempt_at <= now())
         and (c.lease_until is null or c.lease_holder is null or c.lease_until < now()) and ${OWNER_IS_LET_IN}
       order by coalesce(c.next_attempt_at, c.lease_until) nulls first, c.id limit $3 for update skip locked)
     returning ${COLUMNS}, ${SECRETS}`,
    [lease.holder, lease.newest, lease.limit, LEASE_SECONDS],
  );
}

/** Says who waited longest by the time at which the lease was given back. */
export async function releaseWebhook(database: Queryable, id: string, holder: string): Promise<void> {
  await database.execute(
    `update webhooks as w set lease_holder = null, lease_until = now() where w.id = $1::uuid and w.lease_holder = $2`,
    [id, holder],
  );
}

/** Everything up to `position` is done. False when the webhook is not this holder's any more: it was deleted, disabled or taken over. */
export async function storeProgress(
  database: Database,
  progress: { readonly id: string; readonly holder: string; readonly position: number },
  attempts: readonly Attempt[],
): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const rows = await transaction.execute(
      `update webhooks as w set position = $3, lease_until = now() + make_interval(secs => $4), attempts = 0, failing_since = null,
         next_attempt_at = null
       where w.id = $1::uuid and w.lease_holder = $2 and w.status = 'active'`,
      [progress.id, progress.holder, progress.position, LEASE_SECONDS],
    );
    if (rows === 0) return false;
    await logAttempts(transaction, progress.id, attempts);
    return true;
  });
}

/**
 * The next event could not be delivered: it is tried again after `pauseMs`, unless that has gone on for too long or the receiver wants
 * no more.
 */
export async function storeFailure(
  database: Database,
  failure: { readonly id: string; readonly holder: string; readonly pauseMs: number; readonly gone: boolean },
  attempt: Attempt,
): Promise<void> {
  await database.transaction(async (transaction) => {
    const rows = await transaction.execute(
      `update webhooks as w set attempts = w.attempts + 1, failing_since = coalesce(w.failing_since, now()),
         next_attempt_at = case when ends.reason is null then now() + make_interval(secs => $3) end,
         status = case when ends.reason is null then 'active' else 'disabled' end, reason = ends.reason
       from (select o.id, case
               when $4 then 'the receiver answered 410, it wants no more'
               when o.failing_since < now() - make_interval(days => $5) then 'every attempt failed for three days'
             end as reason
             from webhooks o where o.id = $1::uuid) ends
       where w.id = ends.id and w.lease_holder = $2 and w.status = 'active'`,
      [failure.id, failure.holder, failure.pauseMs / 1000, failure.gone, FAILING_DAYS_MAX],
    );
    if (rows > 0) await logAttempts(transaction, failure.id, [attempt]);
  });
}

/** Of a webhook that was deleted meanwhile nothing is noted. */
export async function logAttempts(database: Queryable, id: string, attempts: readonly Attempt[]): Promise<void> {
  if (attempts.length === 0) return;
  await database.execute(
    `insert into webhook_deliveries (webhook_id, event_id, attempt, status, error, milliseconds)
     select w.id, t.event_id, t.attempt, t.status, t.error, t.milliseconds
     from (select o.id from webhooks o where o.id = $1::uuid for key share) w
     cross join unnest($2::text[], $3::int4[], $4::int4[], $5::text[], $6::int4[]) with ordinality
       as t (event_id, attempt, status, error, milliseconds, position)
     order by t.position`,
    [
      id,
      attempts.map(({ event_id }) => event_id),
      attempts.map(({ attempt }) => attempt),
      attempts.map(({ status }) => status),
      attempts.map(({ error }) => error),
      attempts.map(({ milliseconds }) => milliseconds),
    ],
  );
}

export interface LoggedAttempt extends Attempt {
  readonly id: number;
  readonly at: Date;
}

/** The newest first, from before the row `before`, `limit` and one more. */
export async function readAttempts(
  database: Queryable,
  page: { readonly webhookId: string; readonly before: number | null; readonly limit: number },
): Promise<LoggedAttempt[]> {
  return database.query<LoggedAttempt>(
    `select d.id, d.event_id, d.attempt, d.at, d.status, d.error, d.milliseconds from webhook_deliveries d
     where d.webhook_id = $1::uuid and ($2::int8 is null or d.id < $2::int8) order by d.id desc limit $3`,
    [page.webhookId, page.before, page.limit + 1],
  );
}

/** Deletes a step of the log that is old; returns how many rows went. */
export async function deleteOldAttempts(database: Queryable): Promise<number> {
  return database.execute(
    `delete from webhook_deliveries d where d.id in (
       select o.id from webhook_deliveries o where o.at < now() - make_interval(days => $1) order by o.at limit $2)`,
    [DELIVERY_LOG_DAYS, DELETE_STEP_ROWS],
  );
}
