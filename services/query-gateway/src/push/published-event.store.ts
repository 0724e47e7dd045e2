import { Topic } from '#contracts/topics';
import type { PublicTopic } from '#contracts/topics';
import type { Queryable, Transaction } from '#storage/database';

/** A row of `published_events`: an event that subscribers are told of. */
export interface StoredEvent {
  /** Its place in the stream. */
  readonly place: number;
  /** Of the event itself. */
  readonly id: string;
  readonly topic: PublicTopic;
  readonly index_id: string | null;
  readonly occurred_at: Date;
  /** JSON. */
  readonly body: string;
}

/** Which events somebody wants to be told of. */
export interface EventFilter {
  readonly topics: readonly PublicTopic[];
  /** Null: of every index, and those of none. */
  readonly indexIds: readonly string[] | null;
}

/** Changes of composition are kept for ever, the rest as long as this. */
const RETENTION_DAYS = 90;
const KEPT_FOR_EVER = Topic.compositionChanged;
const DELETE_STEP_ROWS = 1_000;

/**
 * Stores an event under the next place; null when it has one already. The lock is held until the commit, whichever replica asks: places
 * become visible in their order, so that a reader who has seen one never finds a smaller one later.
 */
export async function appendEvent(transaction: Transaction, event: Omit<StoredEvent, 'place'>): Promise<number | null> {
  await transaction.query(`select pg_advisory_xact_lock(hashtext('query_gateway.published_events'), 0)`);
  const [row] = await transaction.query<{ place: number }>(
    `insert into published_events as e (event_id, topic, index_id, occurred_at, body) values ($1, $2, $3, $4, $5)
     on conflict (event_id) do nothing returning e.id as place`,
    [event.id, event.topic, event.index_id, event.occurred_at, event.body],
  );
  return row?.place ?? null;
}

/** The events of `filter` after one place and up to another, in order, `limit` of them at most. */
export async function readEvents(
  database: Queryable,
  range: { readonly after: number; readonly upTo: number; readonly limit: number },
  filter: EventFilter,
): Promise<StoredEvent[]> {
  return database.query<StoredEvent>(
    `select e.id as place, e.event_id as id, e.topic, e.index_id, e.occurred_at, e.body
     from published_events e
     where e.id > $1 and e.id <= $2 and e.topic = any($4::text[]) and ($5::text[] is null or e.index_id = any($5::text[]))
     order by e.id limit $3`,
    [range.after, range.upTo, range.limit, filter.topics, filter.indexIds],
  );
}

/** The last place that was given, also when its event is deleted by now; 0 before the first. */
export async function newestPlace(database: Queryable): Promise<number> {
  const [row] = await database.query<{ place: number }>(
    `select greatest((select coalesce(max(e.id), 0) from published_events e),
                     (select coalesce(max(f.up_to), 0) from forgotten_events f)) as place`,
  );
  return row?.place ?? 0;
}

/** The last place up to which events of these topics were deleted for their age; 0 when none was. */
export async function forgottenUpTo(database: Queryable, topics: readonly PublicTopic[]): Promise<number> {
  const [row] = await database.query<{ place: number }>(
    `select coalesce(max(f.up_to), 0) as place from forgotten_events f where f.topic = any($1::text[])`,
    [topics],
  );
  return row?.place ?? 0;
}

/** Deletes what has been kept long enough, a step of it, and notes up to where; returns the number of topics concerned. */
export async function forgetOldEvents(database: Queryable): Promise<number> {
  return database.execute(
    `with gone as (
       delete from published_events e where e.id in (
         select o.id from published_events o
         where o.topic <> $1 and o.published_at < now() - make_interval(days => $2) order by o.published_at limit $3)
       returning e.id, e.topic)
     insert into forgotten_events as f (topic, up_to) select g.topic, max(g.id) from gone g group by g.topic
     on conflict (topic) do update set up_to = greatest(f.up_to, excluded.up_to)`,
    [KEPT_FOR_EVER, RETENTION_DAYS, DELETE_STEP_ROWS],
  );
}
