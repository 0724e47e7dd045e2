import type { DeadLetterTopic, Topic } from '#contracts/topics';
import type { Database } from '#storage/database';
import type { DeliveredMessage, StreamMessage } from '../event-stream.js';

type AnyTopic = Topic | DeadLetterTopic;

interface MessageRow {
  readonly id: number;
  readonly topic: AnyTopic;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The in-process stream's SQL: an append-only log (`stream.messages`) and a position per group and topic. */
export class MessageLog {
  constructor(private readonly database: Database) {}

  async append(messages: readonly StreamMessage[]): Promise<void> {
    await this.database.transaction(async (transaction) => {
      // One appender at a time, so that ids become visible in their order and a reader's position never passes one by.
      await transaction.query(`select pg_advisory_xact_lock(hashtext('stream.messages'), 0)`);
      await transaction.execute(
        `insert into stream.messages (topic, key, headers, body)
         select entry.topic, entry.key, entry.headers::jsonb, entry.body
         from unnest($1::text[], $2::text[], $3::text[], $4::text[])
           with ordinality as entry (topic, key, headers, body, position)
         order by entry.position`,
        [
          messages.map((message) => message.topic),
          messages.map((message) => message.key),
          messages.map((message) => JSON.stringify(message.headers)),
          messages.map((message) => message.body),
        ],
      );
    });
  }

  /** Makes the group known, at the beginning, unless it has a position; returns the position. */
  async openPosition(group: string, topic: AnyTopic): Promise<number> {
    await this.database.execute(
      `insert into stream.positions (consumer_group, topic, position) values ($1, $2, 0) on conflict do nothing`,
      [group, topic],
    );
    return this.position(group, topic);
  }

  async position(group: string, topic: AnyTopic): Promise<number> {
    const [row] = await this.database.query<{ position: number }>(
      `select position from stream.positions where consumer_group = $1 and topic = $2`,
      [group, topic],
    );
    return row?.position ?? 0;
  }

  async savePosition(group: string, topic: AnyTopic, position: number): Promise<void> {
    await this.database.execute(
      `insert into stream.positions as stored (consumer_group, topic, position) values ($1, $2, $3)
       on conflict (consumer_group, topic) do update set position = greatest(stored.position, excluded.position)`,
      [group, topic, position],
    );
  }

  async readAfter(topic: AnyTopic, position: number, limit: number): Promise<DeliveredMessage[]> {
    const rows = await this.database.query<MessageRow>(
      `select id, topic, key, headers, body from stream.messages where topic = $1 and id > $2 order by id limit $3`,
      [topic, position, limit],
    );
    return rows.map(({ id, ...message }) => ({ ...message, partition: 0, offset: String(id) }));
  }

  /**
   * Deletes one step of what is older than `hours` and has been read by every known group (`unless` names groups that do not
   * count); returns the number of messages deleted.
   */
  async prune(
    topic: AnyTopic,
    hours: number,
    step: { readonly limit: number; readonly unless: string },
  ): Promise<number> {
    return this.database.execute(
      `delete from stream.messages where id in (
         select old.id from stream.messages old
         where old.topic = $1 and old.published_at < now() - make_interval(hours => $2)
           and old.id <= coalesce(
             (select min(position) from stream.positions where topic = $1 and consumer_group <> $4), 9223372036854775807)
         order by old.id limit $3)`,
      [topic, hours, step.limit, step.unless],
    );
  }
}
