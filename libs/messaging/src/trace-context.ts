import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';

/**
 * The W3C trace context of what is being done right now. The outbox writes it into every event, the strategy takes it up again
 * at the consumer, so one trace id follows a request through all services.
 */
const storage = new AsyncLocalStorage<string>();

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

export const currentTraceparent = (): string | null => storage.getStore() ?? null;

/** The 32 hex digits that all steps of one trace share; null without a valid `traceparent`. */
export const traceIdOf = (traceparent: string | null | undefined): string | null =>
  (traceparent == null ? null : TRACEPARENT.exec(traceparent)?.[1]) ?? null;

export const currentTraceId = (): string | null => traceIdOf(storage.getStore());

/**
 * Runs `work` as a step of the trace that `parent` names; of a new trace when there is none or it is not a valid
 * `traceparent` (it comes from outside).
 */
export function runWithTraceparent<T>(parent: string | null | undefined, work: () => T): T {
  return storage.run(nextTraceparent(parent), work);
}

/** Drawn for many ids at a time: a call for each is among the dearest things that a request does. */
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

/** A `traceparent` with an own span id, within the trace of `parent` or a new one. */
export function nextTraceparent(parent: string | null | undefined): string {
  const match = parent == null ? null : TRACEPARENT.exec(parent);
  const traceId = match?.[1] ?? randomHex(16);
  return `00-${traceId}-${randomHex(8)}-${match?.[2] ?? '01'}`;
}
