import type { Request } from 'express';
import { ProblemError } from '../http/problem.error.js';

/** Whether a page or a stream is asked for; a page where both would do. Throws a 406 problem for anything else. */
export function chooseEventFormat(request: Request): 'page' | 'stream' {
  switch (request.accepts(['application/json', 'text/event-stream'])) {
    case 'application/json':
      return 'page';
    case 'text/event-stream':
      return 'stream';
    default:
      throw notAcceptable(request, 'application/json for a page of events, or text/event-stream for a stream of them');
  }
}

/** For what is offered as a stream only. Throws a 406 problem for a caller who takes none. */
export function requireStream(request: Request): void {
  if (request.accepts(['text/event-stream']) === false) throw notAcceptable(request, 'text/event-stream');
}

function notAcceptable(request: Request, offered: string): ProblemError {
  const accept = request.get('accept') ?? '';
  return new ProblemError('not-acceptable', `Accept ${accept.slice(0, 100)} is not offered here: ask for ${offered}.`, {
    errors: [{ parameter: 'Accept', value: accept.slice(0, 200), message: `must allow ${offered}` }],
  });
}
