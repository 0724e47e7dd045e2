import { sourceTopic } from '#contracts/codec';
import { deadLetterTopic } from '#contracts/topics';
import type { DeliveredMessage, StreamMessage } from './event-stream.js';

export interface Failure {
  readonly group: string;
  readonly attempts: number;
  readonly error: unknown;
  readonly failedAt: Date;
}

const MAXIMUM_ERROR_CHARACTERS = 1_000;
const FAILURE_HEADERS = [
  'x-error',
  'x-attempts',
  'x-group',
  'x-source-topic',
  'x-source-partition',
  'x-source-offset',
  'x-failed-at',
];

/** The message as it came, with what went wrong beside its own headers. */
export function toDeadLetter(message: DeliveredMessage, failure: Failure): StreamMessage {
  return {
    topic: deadLetterTopic(sourceTopic(message.topic)),
    key: message.key,
    headers: {
      ...message.headers,
      'x-error': describeError(failure.error),
      'x-attempts': String(failure.attempts),
      'x-group': failure.group,
      'x-source-topic': message.topic,
      'x-source-partition': String(message.partition),
      'x-source-offset': message.offset,
      'x-failed-at': failure.failedAt.toISOString(),
    },
    body: message.body,
  };
}

/** The message as it was before it became a dead letter: same id, so whoever has handled it already will not do so again. */
export function fromDeadLetter(message: StreamMessage): StreamMessage {
  const headers = Object.entries(message.headers).filter(([name]) => !FAILURE_HEADERS.includes(name));
  return {
    topic: sourceTopic(message.topic),
    key: message.key,
    headers: Object.fromEntries(headers),
    body: message.body,
  };
}

/** `code: message` where there is a code, in one line. */
export function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = errorCode(error);
  const text = code === null ? message : `${code}: ${message}`;
  return text.replaceAll(/\s+/g, ' ').slice(0, MAXIMUM_ERROR_CHARACTERS);
}

export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
