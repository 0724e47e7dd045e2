import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { nextTraceparent, traceIdOf } from '#messaging/trace-context';
import type { Metrics } from './metrics.js';
import { requestIdFrom, runAsRequest } from './request-context.js';

/** Methods that only read are logged at debug: there are thousands of them a second. */
const READING_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Asked every few seconds by machines that draw their own conclusions. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);
const KNOWN_METHODS = new Set([...READING_METHODS, 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * The first thing a request meets: gives it its id (taken from `X-Request-Id` where that is well formed), which its header says from
 * here on, and measures and logs the answer. Once `draining` says so, every answer asks the caller to close the connection.
 */
export function observeHttp(
  logger: Logger,
  metrics: Metrics,
  draining: () => boolean,
): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  return (request, response, next) => {
    const started = performance.now();
    request.headers['x-request-id'] = requestIdFrom(headerOf(request, 'x-request-id'));
    // Node says `Connection: close` by itself then.
    if (draining()) response.shouldKeepAlive = false;
    response.once('close', () => {
      const seconds = (performance.now() - started) / 1000;
      const status = response.writableFinished ? response.statusCode : 499;
      const method = request.method !== undefined && KNOWN_METHODS.has(request.method) ? request.method : 'other';
      const route = routeOf(request);
      metrics.httpDuration.observe({ method, route, status: String(status) }, seconds);
      const level = logLevelOf(method, route, status);
      if (!logger.isLevelEnabled(level)) return;
      const milliseconds = Math.round(seconds * 1000);
      // Whose they are is said here: by the time the connection closes, another request may be running.
      const ids = {
        request_id: requestIdOf(request),
        trace_id: traceIdOf(headerOf(request, 'traceparent')) ?? undefined,
      };
      logger[level]({ ...ids, method, route, status, milliseconds }, 'request answered');
    });
    next();
  };
}

/**
 * What a request meets before its handler: everything that is done for it knows its id and its trace (a step of the one that
 * `traceparent` names, or a new one), and its answer says the id.
 */
export function enterRequest(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const requestId = requestIdFrom(headerOf(request, 'x-request-id'));
  const traceparent = nextTraceparent(headerOf(request, 'traceparent'));
  request.headers.traceparent = traceparent;
  response.setHeader('X-Request-Id', requestId);
  runAsRequest(requestId, traceparent, next);
}

/** The id of a request that is observed, else what its caller calls it; null: neither. */
export function requestIdOf(request: IncomingMessage): string | null {
  return headerOf(request, 'x-request-id') ?? null;
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** The pattern of the route, such as `/v1/jobs/:id`, where the router has noted one: never the path itself, of which there are endlessly many. */
function routeOf(request: IncomingMessage & { readonly route?: unknown; readonly baseUrl?: unknown }): string {
  const { route, baseUrl = '' } = request;
  const path = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  return typeof path === 'string' ? `${String(baseUrl)}${path}` : 'none';
}

function logLevelOf(method: string, route: string, status: number): 'debug' | 'info' | 'error' {
  if (PROBES.has(route)) return 'debug';
  if (status >= 500) return 'error';
  return READING_METHODS.has(method) ? 'debug' : 'info';
}
