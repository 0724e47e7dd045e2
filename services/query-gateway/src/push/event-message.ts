import { eventType } from '#contracts/codec';
import type { StoredEvent } from './published-event.store.js';

/** The fields of `publishedEvent` before `data`. */
interface EventHead {
  readonly place: number | null;
  readonly id: string;
  readonly type: string;
  readonly topic: string;
  readonly time: string;
  readonly index_id: string | null;
}

/** One line of JSON: the event as every subscriber gets it. */
export function eventText(event: StoredEvent): string {
  const head = {
    place: event.place,
    id: event.id,
    type: eventType(event.topic),
    topic: event.topic,
    time: event.occurred_at.toISOString(),
    index_id: event.index_id,
  };
  return withData(head, event.body);
}

/** A call to see whether a webhook works; it has no place in the stream. */
export function testEventText(id: string, now: Date): string {
  const head = {
    place: null,
    id,
    type: 'equal-index.webhook.test.v1',
    topic: 'webhook.test',
    time: now.toISOString(),
    index_id: null,
  };
  return withData(head, '{"message":"This is a test."}');
}

/** The body is JSON already, and is told as it was stored. */
function withData(head: EventHead, body: string): string {
  return `${JSON.stringify(head).slice(0, -1)},"data":${body}}`;
}

/** The frame of a server-sent event. */
export function eventFrame(event: StoredEvent): string {
  return `id: ${event.place}\nevent: ${event.topic}\ndata: ${eventText(event)}\n\n`;
}
