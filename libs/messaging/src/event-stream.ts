import type { DeadLetterTopic, Topic, TopicDeclaration } from '#contracts/topics';

/** A message as the stream carries it: bytes with headers, nothing understood yet. */
export interface StreamMessage {
  readonly topic: Topic | DeadLetterTopic;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface DeliveredMessage extends StreamMessage {
  readonly partition: number;
  /** Position in the partition, as text (Kafka offsets exceed the safe integers). */
  readonly offset: string;
}

export interface Subscription {
  readonly group: string;
  readonly topics: readonly (Topic | DeadLetterTopic)[];
  /**
   * Called for one message at a time per key, in order. A resolved promise acknowledges the message. A rejected one means that
   * the process cannot go on (the database is gone, say): the message is delivered again, after a pause. Poison is the caller's
   * affair: it is retried and dead-lettered above this port, in the strategy.
   */
  deliver(message: DeliveredMessage): Promise<void>;
}

/** State of one consumer group in this process, for readiness and metrics. */
export interface ConsumerState {
  readonly group: string;
  readonly status: 'starting' | 'running' | 'stopped' | 'crashed';
  readonly lastActivity: Date | null;
}

/**
 * The stream port. Promises of every implementation: order per key, groups, at-least-once delivery, redelivery after a crash,
 * `publish` returns when the messages are durable.
 */
export interface EventStream {
  ensureTopics(topics: readonly TopicDeclaration[]): Promise<void>;
  publish(messages: readonly StreamMessage[]): Promise<void>;
  subscribe(subscription: Subscription): Promise<void>;
  consumers(): readonly ConsumerState[];
  /** Stops intake, lets the messages in hand finish, then disconnects. */
  close(): Promise<void>;
}
