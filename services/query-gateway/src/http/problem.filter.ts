import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Inject } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { PROBLEM_MEDIA_TYPE, problemKinds, problemType } from '#contracts/api/problem.schema';
import type { Problem, ProblemKind } from '#contracts/api/problem.schema';
import { ApplicationError } from '#domain/errors';
import { LOGGER } from '#runtime/tokens';
import { ProblemError } from './problem.error.js';
import { requestIdOn } from './request-id.js';

/** Answers every error over HTTP as problem details (RFC 9457). What is not ours to tell is logged, not shown. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    // Errors of event handlers belong to the messaging strategy, which retries and dead-letters.
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const problemError = classify(error, request);
    if (problemError.status >= 500) {
      this.logger.error({ err: error, method: request.method, path: request.path }, 'request failed');
    }
    if (response.headersSent) {
      // Half an answer must not look like a whole one.
      response.destroy();
      return;
    }
    sendProblem(request, response, problemError);
  }
}

/** Headers of what would have been answered, which may be set already. */
const OF_THE_REPRESENTATION = [
  ...['Content-Disposition', 'Content-Encoding', 'Content-Range', 'Accept-Ranges'],
  ...['ETag', 'Last-Modified', 'Repr-Digest'],
];

export function sendProblem(request: Request, response: Response, error: ProblemError): void {
  const requestId = requestIdOn(response);
  const body: Problem = {
    type: problemType(error.kind),
    title: error.title,
    status: error.status,
    detail: error.detail,
    instance: pathOf(request),
    request_id: requestId,
    ...error.extensions,
  };
  for (const name of OF_THE_REPRESENTATION) {
    if (error.headers[name] === undefined) response.removeHeader(name);
  }
  const bytes = Buffer.from(JSON.stringify(body));
  response
    .status(error.status)
    .set({ 'Cache-Control': 'no-store', 'X-Request-Id': requestId, ...error.headers })
    .set('Content-Type', PROBLEM_MEDIA_TYPE)
    .set('Content-Length', String(bytes.length));
  if (leavesMuchUnread(request)) response.set('Connection', 'close');
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** The rest of a short body is read and dropped, so that the caller gets to see the answer; a long one is not waited for. */
const DROPPED_BYTES_MAX = 1024 * 1024;

function leavesMuchUnread(request: Request): boolean {
  if (request.complete) return false;
  const length = request.get('content-length');
  return length === undefined ? request.get('transfer-encoding') !== undefined : Number(length) > DROPPED_BYTES_MAX;
}

/** The path without its query: a query may hold anything. */
export function pathOf(request: Request): string {
  return request.originalUrl.split('?', 1)[0] ?? '/';
}

/** Total: every thrown thing becomes a problem; what is unknown becomes a 500 that tells nothing. */
function classify(error: unknown, request: Request): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof ApplicationError && error.code === 'database_unavailable') return unavailable();
  const status = statusOf(error);
  if (error instanceof URIError || (status === 400 && messageOf(error).startsWith('Failed to decode param'))) {
    return new ProblemError('invalid-request', 'The path holds a malformed percent sequence: encode "%" as "%25".');
  }
  switch (status) {
    case 400:
      return new ProblemError('invalid-request', 'The body could not be read to its end: send it again, whole.');
    case 404:
      return new ProblemError(
        'not-found',
        `There is no ${request.method} ${pathOf(request)}: /openapi.json lists every path there is.`,
      );
    case 408:
      return new ProblemError('request-timeout', 'The request did not arrive in time: send it again.');
    case 413:
      return new ProblemError('body-too-large', 'The body is larger than 100 KB: send the named fields only.');
    case 415:
      return new ProblemError(
        'unsupported-media-type',
        'The charset or encoding of the body is not known: send UTF-8 JSON.',
      );
    case 503:
      return unavailable();
    default:
      return new ProblemError(
        'internal-error',
        'The request failed for a reason that lies with us. It is in our log under the request_id.',
      );
  }
}

function unavailable(): ProblemError {
  const detail = 'The service is busy or starting: try again in a few seconds.';
  return new ProblemError('unavailable', detail, {}, { 'Retry-After': '5' });
}

/** Express and its parsers carry `status`, Nest an HttpException. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && STATUS_CODES[error.status]) {
    return error.status;
  }
  return 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

/** The kinds by status, for the documentation of a problem's type. */
export function isProblemKind(text: string): text is ProblemKind {
  return Object.hasOwn(problemKinds, text);
}
