import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { Configuration } from '#runtime/configuration';
import { CONFIGURATION } from '#runtime/tokens';
import { methodsOf } from './operation-of.js';
import { ProblemError } from './problem.error.js';

const ALLOWED_HEADERS = [
  ...['Authorization', 'X-API-Key', 'Content-Type', 'Accept', 'Idempotency-Key', 'Prefer', 'If-None-Match'],
  ...['If-Range', 'Range', 'Last-Event-ID', 'X-Request-Id', 'traceparent'],
].join(', ');
const EXPOSED_HEADERS = [
  ...['ETag', 'Link', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'Location', 'X-Request-Id', 'X-Data-Source'],
  ...['Content-Disposition', 'Content-Range', 'Repr-Digest', 'Preference-Applied', 'Idempotency-Replayed'],
  ...['Age', 'X-Stale', 'WWW-Authenticate'],
].join(', ');
/** How long a browser may go by the answer to its question, in seconds. */
const PREFLIGHT_SECONDS = 600;
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Which pages of other origins may call (CORS): none, unless they are named in CORS_ORIGINS. A write that a browser sends for such a
 * page is refused even where no key is asked for, so no page that somebody happens to look at can order anything on his machine.
 */
@Injectable()
export class CrossOrigin implements NestMiddleware {
  private readonly origins: ReadonlySet<string>;

  constructor(@Inject(CONFIGURATION) { gateway }: Configuration) {
    this.origins = new Set(gateway.corsOrigins);
  }

  use(request: Request, response: Response, next: NextFunction): void {
    try {
      this.apply(request, response);
    } catch (error) {
      return next(error);
    }
    next();
  }

  /** Whether pages of other origins may call at all. Where none may, answers to calls that only read say nothing of it. */
  get offered(): boolean {
    return this.origins.size > 0;
  }

  /** Throws a 403 problem for a write of a page that may not call. */
  apply(request: IncomingMessage, response: ServerResponse): void {
    // Also on the answers to others, or a cache would give them to pages that may call.
    if (this.origins.size > 0) varyByOrigin(response);
    const { origin } = request.headers;
    if (origin !== undefined && this.origins.has(origin)) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      if (request.method === 'OPTIONS') answerPreflight(request, response);
      else response.setHeader('Access-Control-Expose-Headers', EXPOSED_HEADERS);
      return;
    }
    if (isForeignWrite(request)) {
      throw new ProblemError(
        'forbidden',
        `Pages of ${origin ?? 'other origins'} may not call this: whoever runs the service can name them in CORS_ORIGINS.`,
      );
    }
  }
}

/**
 * Whether a browser sends a write for a page of another origin, be it on the same machine behind another port. Browsers say so
 * themselves; over plain HTTP to another machine they do not, and the origin of the page tells.
 */
function isForeignWrite({ method = '', headers }: IncomingMessage): boolean {
  if (READING.has(method)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin, host } = headers;
  return origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host?.toLowerCase());
}

function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const url = (request as Partial<Request>).originalUrl ?? request.url ?? '/';
  const methods = methodsOf(url.split('?', 1)[0] ?? '/');
  if (request.headers['access-control-request-method'] === undefined || methods.length === 0) return;
  response.setHeader('Access-Control-Allow-Methods', methods.join(', '));
  response.setHeader('Access-Control-Allow-Headers', ALLOWED_HEADERS);
  response.setHeader('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
}

/**
 * Added at the last moment, because whoever writes the answer says by what else it varies. Put at once, too: a head that somebody writes
 * as a whole, because nothing of it is there yet, would go without.
 */
function varyByOrigin(response: ServerResponse): void {
  response.setHeader('Vary', 'Origin');
  const writeHead = response.writeHead.bind(response) as (
    status: number,
    ...rest: (string | OutgoingHttpHeaders | OutgoingHttpHeader[])[]
  ) => ServerResponse;
  response.writeHead = ((status: number, ...rest: (string | OutgoingHttpHeaders | OutgoingHttpHeader[])[]) => {
    const vary = response.getHeader('Vary');
    response.setHeader('Vary', vary === undefined || vary === 'Origin' ? 'Origin' : `${String(vary)}, Origin`);
    return writeHead(status, ...rest);
  }) as ServerResponse['writeHead'];
}
