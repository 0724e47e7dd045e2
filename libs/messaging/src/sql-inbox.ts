import type { Service } from '#contracts/topics';
import type { Database, Transaction } from '#storage/database';
import type { Inbox } from './outbox.js';
import { serviceSchema } from './service-schema.js';

/** Longer than a broker keeps the messages of any topic that is redelivered by itself (14 days). */
export const INBOX_RETENTION_DAYS = 14;
const PRUNE_STEP_ROWS = 1_000;

/** The inbox of one service: rows of `<service>.inbox`. */
export class SqlInbox implements Inbox {
  private readonly table: string;

  constructor(service: Service) {
    this.table = `${serviceSchema(service)}.inbox`;
  }

  /** A rival that has claimed but not committed yet makes this wait for its end; then exactly one of both gets true. */
  async claim(transaction: Transaction, consumer: string, eventId: string): Promise<boolean> {
    const inserted = await transaction.execute(
      `insert into ${this.table} (consumer, event_id) values ($1, $2) on conflict do nothing`,
      [consumer, eventId],
    );
    return inserted === 1;
  }

  /** Deletes what is older than the retention, at most `maximumRows` of it; returns how many rows went. */
  async prune(database: Database, maximumRows = 20_000): Promise<number> {
    let deleted = 0;
    while (deleted < maximumRows) {
      const step = await database.execute(
        `delete from ${this.table} where (consumer, event_id) in (
           select old.consumer, old.event_id from ${this.table} old
           where old.processed_at < now() - make_interval(days => $1) limit $2)`,
        [INBOX_RETENTION_DAYS, Math.min(PRUNE_STEP_ROWS, maximumRows - deleted)],
      );
      deleted += step;
      if (step < PRUNE_STEP_ROWS) break;
    }
    return deleted;
  }
}
