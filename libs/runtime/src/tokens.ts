/** What a service module may ask for. Each is provided by `PlatformModule`; nobody builds one for himself. */

/** `Database` (#storage/database) under the role of the asking service. */
export const DATABASE = Symbol('Database');
/** `Outbox` (#messaging/outbox) of the asking service. */
export const OUTBOX = Symbol('Outbox');
/** `Inbox` (#messaging/outbox) of the asking service. */
export const INBOX = Symbol('Inbox');
/** `EventStream` (#messaging/event-stream) of the process. */
export const EVENT_STREAM = Symbol('EventStream');
/** `Cache` (#cache/cache) of the process. */
export const CACHE = Symbol('Cache');
/** `RateLimiter` (#cache/rate-limiter) of the process. */
export const RATE_LIMITER = Symbol('RateLimiter');
/** `Clock` of the process. */
export const CLOCK = Symbol('Clock');
/** `Configuration` (./configuration.js), parsed once. */
export const CONFIGURATION = Symbol('Configuration');
/** pino's `Logger` of the process. */
export const LOGGER = Symbol('Logger');
/** `Metrics` (./metrics.js) of the process: a module counts in them, and keeps its gauges with `beforeRead`. */
export const METRICS = Symbol('Metrics');
/** `Readiness` (./health.js) of the process: a module may `add` a check to `/readyz`. */
export const READINESS = Symbol('Readiness');

/** The only source of the time of day. */
export interface Clock {
  now(): Date;
}
