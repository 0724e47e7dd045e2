import type { Topic } from './topics.js';
import type { EventBody } from './events.js';

/** An event as a handler sees it: CloudEvents 1.0 attributes and a body that passed its schema. */
export interface Event<T extends Topic = Topic> {
  /** Unique; the same event delivered twice has the same id. */
  readonly id: string;
  readonly topic: T;
  /** The service that announced it. */
  readonly source: string;
  readonly time: string;
  /** Events of one key arrive in the order in which they were announced. */
  readonly key: string;
  /** W3C trace context, when the cause had one. */
  readonly traceparent: string | null;
  readonly body: EventBody<T>;
}

/** An event about to be announced. `id` is chosen by the announcer where the fact itself has a natural one. */
export interface NewEvent<T extends Topic = Topic> {
  readonly id?: string;
  readonly topic: T;
  readonly key: string;
  readonly body: EventBody<T>;
}
