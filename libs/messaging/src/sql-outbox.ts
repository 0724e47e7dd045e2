import { randomUUID } from 'node:crypto';
import { encodeEvent, type EncodedEvent } from '#contracts/codec';
import type { NewEvent } from '#contracts/envelope';
import type { Service } from '#contracts/topics';
import type { Transaction } from '#storage/database';
import type { Outbox } from './outbox.js';
import { serviceSchema } from './service-schema.js';
import { currentTraceparent } from './trace-context.js';

export interface SqlOutboxOptions {
  readonly service: Service;
  /** Told after the commit that there is something to publish. */
  readonly relay: { wake(): void };
  readonly now: () => Date;
  readonly newId?: () => string;
}

const INSERT_STEP_ROWS = 500;

/** The outbox of one service: rows of `<service>.outbox`. */
export class SqlOutbox implements Outbox {
  private readonly schema: string;

  constructor(private readonly options: SqlOutboxOptions) {
    this.schema = serviceSchema(options.service);
  }

  /**
   * The ids of one key must commit in the order in which they were drawn, else the relay could publish the second event of a
   * key before the first. So each key is locked until the commit, before any id is drawn. The locks of one call are taken in
   * one order everywhere; a transaction that appends several times in opposing orders can still meet a rival, which PostgreSQL
   * ends with a deadlock error (retryable): append once, at the end, where there are many keys.
   */
  async append(transaction: Transaction, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    const messages = events.map((event) => this.encode(event));
    const keys = [...new Set(messages.map((message) => message.key))];
    await transaction.query(
      `select pg_advisory_xact_lock(hashtext($1), keys.hash)
       from (select distinct hashtext(key) as hash from unnest($2::text[]) key order by 1) keys`,
      [`${this.schema}.outbox`, keys],
    );
    for (let start = 0; start < messages.length; start += INSERT_STEP_ROWS) {
      await this.insert(transaction, messages.slice(start, start + INSERT_STEP_ROWS));
    }
    transaction.afterCommit(() => this.options.relay.wake());
  }

  private encode(event: NewEvent): EncodedEvent {
    return encodeEvent(event, {
      id: event.id ?? this.options.newId?.() ?? randomUUID(),
      source: this.options.service,
      time: this.options.now(),
      traceparent: currentTraceparent(),
    });
  }

  private async insert(transaction: Transaction, messages: readonly EncodedEvent[]): Promise<void> {
    await transaction.execute(
      `insert into ${this.schema}.outbox (topic, key, headers, body)
       select entry.topic, entry.key, entry.headers::jsonb, entry.body
       from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as entry (topic, key, headers, body, position)
       order by entry.position`,
      [
        messages.map((message) => message.topic),
        messages.map((message) => message.key),
        messages.map((message) => JSON.stringify(message.headers)),
        messages.map((message) => message.body),
      ],
    );
  }
}
