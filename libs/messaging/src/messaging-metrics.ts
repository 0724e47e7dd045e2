import type { DeadLetterTopic, Service, Topic } from '#contracts/topics';

/** One message that a group is done with. */
export interface HandledMessage {
  readonly group: string;
  readonly topic: Topic | DeadLetterTopic;
  /** skipped: it failed in a dead-letter topic, where it simply stays. */
  readonly outcome: 'succeeded' | 'dead-lettered' | 'skipped';
  readonly attempts: number;
  readonly durationSeconds: number;
}

/** What the runtime counts. Every member is optional; none may throw. */
export interface MessagingMetrics {
  messageHandled?(message: HandledMessage): void;
  /** An attempt failed and another follows. */
  attemptFailed?(group: string, topic: Topic | DeadLetterTopic): void;
  /** The message went back to the stream because the process cannot go on (no database, no broker, closing). */
  messageReturned?(group: string, topic: Topic | DeadLetterTopic): void;
  eventsPublished?(service: Service, count: number): void;
}
