import type { DeadLetterTopic } from '#contracts/topics';
import type { DeliveredMessage } from './event-stream.js';

/** The group whose position in a dead-letter topic says what has been replayed. */
export const DEAD_LETTER_REPLAY_GROUP = 'dead-letter-replay';

/** What replaying needs of a stream beyond publishing. Both adapters have it. */
export interface DeadLetterStore {
  /** The oldest messages that have not been replayed, oldest first. */
  readDeadLetters(topic: DeadLetterTopic, limit: number): Promise<readonly DeliveredMessage[]>;
  /** These messages, and all before each in its partition, count as replayed. */
  markReplayed(messages: readonly DeliveredMessage[]): Promise<void>;
}
