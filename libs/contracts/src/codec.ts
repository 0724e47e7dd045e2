import { ApplicationError } from '#domain/errors';
import type { z } from 'zod';
import type { Event, NewEvent } from './envelope.js';
import { EVENT_VERSION, eventSchemas } from './events.js';
import { Topic, type DeadLetterTopic } from './topics.js';

/** An event as it travels: CloudEvents 1.0 in binary mode, attributes as headers and the data alone as JSON body. */
export interface EncodedEvent {
  readonly topic: Topic;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the envelope needs beyond the event itself. */
export interface EventOrigin {
  readonly id: string;
  /** The announcing service. */
  readonly source: string;
  readonly time: Date;
  readonly traceparent: string | null;
}

/** A body must fit, with its headers, into one record batch of a broker with default limits (1,048,588 bytes). */
export const MAXIMUM_BODY_BYTES = 900_000;

const TYPE_PREFIX = 'equal-index.';
const DEAD_LETTER_SUFFIX = '.dlq';
const knownTopics: ReadonlySet<string> = new Set(Object.values(Topic));

/** The CloudEvents `type` of a topic's events, for example `equal-index.prices.ingested.v1`. */
export const eventType = (topic: Topic): string => `${TYPE_PREFIX}${topic}.${EVENT_VERSION}`;

/** The topic whose events a dead-letter topic holds; any other topic is its own source. */
export function sourceTopic(topic: Topic | DeadLetterTopic): Topic {
  const name = topic.endsWith(DEAD_LETTER_SUFFIX) ? topic.slice(0, -DEAD_LETTER_SUFFIX.length) : topic;
  if (!knownTopics.has(name)) {
    throw new ApplicationError(
      'topic_unknown',
      `Topic "${topic}" is not declared; the topics are ${[...knownTopics].join(', ')}.`,
    );
  }
  return name as Topic;
}

export const isDeadLetterTopic = (topic: string): topic is DeadLetterTopic => topic.endsWith(DEAD_LETTER_SUFFIX);

/** Throws `event_invalid` when the body does not fit its schema, `event_too_large` when no broker would take it. */
export function encodeEvent<T extends Topic>(event: NewEvent<T>, origin: EventOrigin): EncodedEvent {
  const parsed = schemaOf(event.topic).safeParse(event.body);
  if (!parsed.success) {
    throw new ApplicationError(
      'event_invalid',
      `The body of a ${event.topic} event is invalid: ${issuesOf(parsed.error)}.`,
    );
  }
  const body = JSON.stringify(parsed.data);
  const bytes = Buffer.byteLength(body);
  if (bytes > MAXIMUM_BODY_BYTES) {
    throw new ApplicationError(
      'event_too_large',
      `The body of a ${event.topic} event has ${bytes} bytes, at most ${MAXIMUM_BODY_BYTES} are carried; announce it in several events.`,
    );
  }
  return {
    topic: event.topic,
    key: event.key,
    headers: {
      ce_specversion: '1.0',
      ce_id: origin.id,
      ce_type: eventType(event.topic),
      ce_source: origin.source,
      ce_time: origin.time.toISOString(),
      ce_subject: event.key,
      'content-type': 'application/json',
      ...(origin.traceparent === null ? {} : { traceparent: origin.traceparent }),
    },
    body,
  };
}

/**
 * Reads an event back. Fields that the schema does not know are dropped, not refused: newer producers may add some.
 * A message of a dead-letter topic is read as the event that it was. Throws `event_malformed`, never retryable.
 */
export function decodeEvent(message: {
  readonly topic: Topic | DeadLetterTopic;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}): Event {
  const topic = sourceTopic(message.topic);
  const expectedType = eventType(topic);
  const id = requiredHeader(message, 'ce_id');
  const source = requiredHeader(message, 'ce_source');
  const time = requiredHeader(message, 'ce_time');
  const specversion = requiredHeader(message, 'ce_specversion');
  const type = requiredHeader(message, 'ce_type');
  if (specversion !== '1.0') throw malformed(message, `header ce_specversion is "${specversion}", expected "1.0"`);
  if (type !== expectedType) throw malformed(message, `header ce_type is "${type}", expected "${expectedType}"`);
  if (Number.isNaN(Date.parse(time)))
    throw malformed(message, `header ce_time is "${time}", expected an RFC 3339 time`);

  const parsed = schemaOf(topic).safeParse(parseJson(message));
  if (!parsed.success) throw malformed(message, issuesOf(parsed.error));
  return {
    id,
    topic,
    source,
    time,
    key: message.key,
    traceparent: message.headers['traceparent'] ?? null,
    body: parsed.data,
  } as Event;
}

function schemaOf(topic: Topic): z.ZodType {
  const schema: z.ZodType | undefined = eventSchemas[topic];
  if (schema === undefined)
    throw new ApplicationError('topic_unknown', `Topic "${topic}" has no schema in eventSchemas.`);
  return schema;
}

function parseJson(message: {
  readonly topic: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}): unknown {
  try {
    return JSON.parse(message.body);
  } catch (error) {
    throw malformed(message, `the body is not JSON (${(error as Error).message})`);
  }
}

type Described = { readonly topic: string; readonly headers: Readonly<Record<string, string>> };

function requiredHeader(message: Described, name: string): string {
  const value = message.headers[name];
  if (value === undefined || value === '') throw malformed(message, `header ${name} is missing`);
  return value;
}

function malformed(message: Described, what: string): ApplicationError {
  const id = message.headers['ce_id'] ?? 'without id';
  return new ApplicationError('event_malformed', `Event ${id} of topic ${message.topic} cannot be read: ${what}.`, {
    retryable: false,
  });
}

const MAXIMUM_ISSUES = 5;

function issuesOf(error: z.ZodError): string {
  const issues = error.issues
    .slice(0, MAXIMUM_ISSUES)
    .map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  const further = error.issues.length - issues.length;
  return issues.join('; ') + (further > 0 ? `; and ${further} more` : '');
}
