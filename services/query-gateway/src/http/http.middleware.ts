import { json } from 'express';
import type { NextFunction, Request, Response } from 'express';
import { methodsOf } from './operation-of.js';
import { ProblemError } from './problem.error.js';
import { pathOf } from './problem.filter.js';

const JSON_BODY_LIMIT = '100kb';

const readJson = json({ limit: JSON_BODY_LIMIT, type: () => true });

/** How long a body of a few fields may take to arrive; files may take much longer. */
const JSON_BODY_MS = 10_000;

/** Reads the JSON body of an operation that has one; anything but JSON is refused with the remedy. */
export function jsonBody(request: Request, response: Response, next: NextFunction): void {
  readJsonBody(request, response, next, JSON_BODY_MS);
}

/** The same with a time of one's own, in milliseconds. */
export function readJsonBody(request: Request, response: Response, next: NextFunction, patience: number): void {
  if (request.method !== 'POST') return next();
  const length = request.get('content-length');
  const empty = request.get('transfer-encoding') === undefined && (length === undefined || length === '0');
  if (!empty && !isJson(request.get('content-type'))) {
    return next(
      new ProblemError(
        'unsupported-media-type',
        `Content-Type ${request.get('content-type') ?? '(none)'} is not taken here: send JSON with the header Content-Type: application/json.`,
        {
          errors: [
            {
              parameter: 'Content-Type',
              value: request.get('content-type') ?? null,
              message: 'must be application/json',
            },
          ],
        },
      ),
    );
  }
  const late = setTimeout(() => finish(tooSlow()), patience);
  let finished = false;
  const finish = (error?: unknown): void => {
    clearTimeout(late);
    if (finished) return;
    finished = true;
    next(isBrokenJson(error) ? brokenJson() : error);
  };
  readJson(request, response, finish);
}

/** Told apart here: further on the framework has made it an error without a type. */
function isBrokenJson(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'type' in error && error.type === 'entity.parse.failed';
}

function tooSlow(): ProblemError {
  const detail = 'The body did not arrive in time: send the request again, whole.';
  return new ProblemError('request-timeout', detail, {}, { Connection: 'close' });
}

function brokenJson(): ProblemError {
  return new ProblemError(
    'invalid-request',
    'The body is not a valid JSON object: send one such as {"start_date":"2023-01-01","end_date":"2023-01-31"}.',
    { errors: [{ pointer: '', message: 'is not a valid JSON object' }] },
  );
}

function isJson(contentType: string | undefined): boolean {
  const mediaType = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return mediaType === 'application/json' || mediaType.endsWith('+json');
}

/** 405 with `Allow` for a path that exists with another method; OPTIONS is answered with the same header. */
export function allowedMethods(request: Request, response: Response, next: NextFunction): void {
  const path = pathOf(request);
  const allowed = methodsOf(path);
  if (allowed.length === 0) return next();
  if (request.method === 'OPTIONS') {
    response.status(204).set('Allow', allowed.join(', ')).end();
    return;
  }
  if (allowed.includes(request.method)) return next();
  const problem = new ProblemError(
    'method-not-allowed',
    `${request.method} ${path} is not offered: use ${allowed.join(', ')}.`,
    {},
    { Allow: allowed.join(', ') },
  );
  next(problem);
}
