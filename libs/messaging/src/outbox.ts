import type { NewEvent } from '#contracts/envelope';
import type { Transaction } from '#storage/database';

/** Announces events as part of a transaction: they are published if and only if it commits, in the order of their key. */
export interface Outbox {
  append(transaction: Transaction, events: readonly NewEvent[]): Promise<void>;
}

/** Remembers which events have had their effect. */
export interface Inbox {
  /** True for the first caller that commits with it; false when the event's effect is stored already. */
  claim(transaction: Transaction, consumer: string, eventId: string): Promise<boolean>;
}
