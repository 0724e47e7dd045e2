import type { DeadLetterTopic } from '#contracts/topics';
import { fromDeadLetter } from './dead-letter-message.js';
import type { DeadLetterStore } from './dead-letter-store.js';
import type { DeliveredMessage, EventStream } from './event-stream.js';

/** A dead letter as people want to see it. */
export interface DeadLetter {
  readonly topic: DeadLetterTopic;
  readonly eventId: string | null;
  readonly key: string;
  /** The group that could not handle it. */
  readonly group: string | null;
  readonly error: string | null;
  readonly attempts: number | null;
  readonly sourcePartition: number | null;
  readonly sourceOffset: string | null;
  readonly failedAt: string | null;
  readonly body: string;
}

const REPLAY_STEP_MESSAGES = 500;

export type DeadLetterStream = Pick<EventStream, 'publish'> & DeadLetterStore;

/** The oldest dead letters that have not been replayed. */
export async function listDeadLetters(
  store: DeadLetterStore,
  topic: DeadLetterTopic,
  limit: number,
): Promise<readonly DeadLetter[]> {
  return (await store.readDeadLetters(topic, limit)).map((message) => toDeadLetterView(topic, message));
}

/**
 * Publishes the oldest dead letters, at most `limit`, to the topic that they came from, with their own headers: groups that
 * have handled such an event know its id. Returns what was replayed. Interrupted between publishing and remembering, it
 * replays up to one step twice, which the inbox makes harmless.
 */
export async function replayDeadLetters(
  stream: DeadLetterStream,
  topic: DeadLetterTopic,
  limit: number,
): Promise<readonly DeadLetter[]> {
  const messages = await stream.readDeadLetters(topic, limit);
  for (let start = 0; start < messages.length; start += REPLAY_STEP_MESSAGES) {
    const step = messages.slice(start, start + REPLAY_STEP_MESSAGES);
    await stream.publish(step.map(fromDeadLetter));
    await stream.markReplayed(step);
  }
  return messages.map((message) => toDeadLetterView(topic, message));
}

function toDeadLetterView(topic: DeadLetterTopic, message: DeliveredMessage): DeadLetter {
  const header = (name: string): string | null => message.headers[name] ?? null;
  const number = (name: string): number | null => (header(name) === null ? null : Number(header(name)));
  return {
    topic,
    eventId: header('ce_id'),
    key: message.key,
    group: header('x-group'),
    error: header('x-error'),
    attempts: number('x-attempts'),
    sourcePartition: number('x-source-partition'),
    sourceOffset: header('x-source-offset'),
    failedAt: header('x-failed-at'),
    body: message.body,
  };
}
