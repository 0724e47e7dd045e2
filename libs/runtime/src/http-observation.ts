import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';
import { requestIdFrom, runAsRequest } from './request-context.js';

/** Methods that only read are logged at debug: there are thousands of them a second. */
const READING_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Asked every few seconds by machines that draw their own conclusions. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);
const KNOWN_METHODS = new Set([...READING_METHODS, 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * The first thing a request meets: gives it its ids (taken from `X-Request-Id` and `traceparent` where they are well formed),
 * answers with the request id, and measures and logs the answer. Once `draining` says so, every answer asks the caller to close
 * the connection.
 */
export function observeHttp(
  logger: Logger,
  metrics: Metrics,
  draining: () => boolean,
): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  return (request, response, next) => {
    const started = performance.now();
    const requestId = requestIdFrom(headerOf(request, 'x-request-id'));
    response.setHeader('X-Request-Id', requestId);
    if (draining()) {
      response.setHeader('Connection', 'close');
    }
    const answered = (): void => {
      const seconds = (performance.now() - started) / 1000;
      const complete = response.writableFinished;
      const status = complete ? response.statusCode : 499;
      const method = request.method !== undefined && KNOWN_METHODS.has(request.method) ? request.method : 'other';
      const route = routeOf(request);
      metrics.httpDuration.observe({ method, route, status: String(status) }, seconds);
      const level = logLevelOf(method, route, status);
      logger[level]({ method, route, status, milliseconds: Math.round(seconds * 1000) }, 'request answered');
    };
    runAsRequest(requestId, headerOf(request, 'traceparent'), () => {
      // Bound to this request: by the time the connection closes, another one may be running.
      // `AsyncResource.bind` does the same and takes many times as long.
      const ofThisRequest = new AsyncResource('answered');
      response.once('close', () => ofThisRequest.runInAsyncScope(answered));
      next();
    });
  };
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
