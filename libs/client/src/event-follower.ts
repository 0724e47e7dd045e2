import { setTimeout as sleep } from 'node:timers/promises';
import { events } from 'fetch-event-stream';
import { whyNotConnected } from './connection-error.js';
import { authorization, DEFAULT_URL, PASSING_STATUSES, problemOf } from './index-client.js';
import type { IndexClientOptions } from './index-client.js';

export interface FollowedEvent {
  /** The place in the stream: give it as `after` to go on behind it. */
  readonly place: string;
  readonly topic: string;
  /** The event as the gateway says it. */
  readonly event: unknown;
}

export interface EventOptions extends IndexClientOptions {
  /** The place after which to begin; from now on where nothing is said, from the first event kept with `start`. */
  readonly after?: string | undefined;
  readonly topics?: readonly string[] | undefined;
  readonly indexId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told when the connection was lost and is made anew. */
  readonly onReconnect?: (reason: string) => void;
}

const FIRST_PAUSE_MS = 500;
const PAUSE_MS_MAX = 30_000;

/**
 * Events as they happen, for ever: a connection that is lost is made anew after the last event that came, so none is missed. Throws
 * `GatewayProblem` when the gateway refuses, and ends when `signal` says so.
 */
export async function* followEvents(options: EventOptions = {}): AsyncGenerator<FollowedEvent> {
  const { signal } = options;
  let last = options.after;
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    try {
      for await (const { place, said } of placesOfOneConnection(options, last)) {
        last = place;
        pause = FIRST_PAUSE_MS;
        if (said !== null) yield { place, ...said };
      }
      options.onReconnect?.('the gateway ended the stream');
    } catch (error) {
      if (isAborted(signal)) return;
      if (!isPassing(error)) throw error;
      options.onReconnect?.(whyNotConnected(error));
    }
    await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    if (isAborted(signal)) return;
    pause = Math.min(pause * 2, PAUSE_MS_MAX);
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** The connection was lost, or the gateway is busy: asking again makes sense. */
class Interrupted extends Error {}

function isPassing(error: unknown): error is Interrupted | TypeError {
  return error instanceof Interrupted || error instanceof TypeError;
}

interface Place {
  readonly place: string;
  /** Null: nothing that we asked for happened up to this place. */
  readonly said: Omit<FollowedEvent, 'place'> | null;
}

async function* placesOfOneConnection(options: EventOptions, last: string | undefined): AsyncGenerator<Place> {
  const url = new URL('/v1/events', options.url ?? DEFAULT_URL);
  if (options.topics !== undefined && options.topics.length > 0)
    url.searchParams.set('topics', options.topics.join(','));
  if (options.indexId !== undefined) url.searchParams.set('index_id', options.indexId);
  if (last === 'start') url.searchParams.set('from', 'start');
  const response = await (options.fetch ?? fetch)(url, {
    headers: {
      Accept: 'text/event-stream',
      ...authorization(options.key),
      ...(last === undefined || last === 'start' ? {} : { 'Last-Event-ID': last }),
    },
    signal: options.signal ?? null,
  });
  if (PASSING_STATUSES.includes(response.status)) {
    await response.body?.cancel();
    throw new Interrupted(`the gateway answered ${response.status}`);
  }
  // What is no stream of events would be asked again for ever, and never say anything.
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (!response.ok || !isStream) throw problemOf(await response.json().catch(() => null), response.status);
  for await (const { id, event, data } of events(response, options.signal)) {
    // A message without a place is a hint when to come back.
    if (id === undefined) continue;
    const said = data === undefined ? null : { topic: event ?? 'message', event: JSON.parse(data) as unknown };
    yield { place: String(id), said };
  }
}
