import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Operation } from '#contracts/api/operation';
import { setHeaders } from '../http/header-list.js';
import type { HeaderList } from '../http/header-list.js';
import type { Settled } from './cache-control.js';
import { matches } from './if-none-match.js';

/** One representation of an answer with everything that is needed to write it once more. */
export interface ReadyAnswer {
  readonly operation: Operation;
  /** The pattern of the route, for logs and metrics. */
  readonly route: string;
  readonly indexId: string;
  /** Of the data that it was made from. */
  readonly revision: string;
  readonly completeUntil: string | null;
  readonly settled: Settled | undefined;
  readonly etag: string;
  /** Its own headers. */
  readonly headers: HeaderList;
  /** Those that go with the body alone. */
  readonly bodyHeaders: HeaderList;
  readonly body: Uint8Array;
}

/**
 * Writes it with `others` among its headers, or 304 where the caller holds it. The same function for every
 * way to an answer, so that they cannot differ.
 */
export function writeReady(
  request: IncomingMessage,
  response: ServerResponse,
  answer: ReadyAnswer,
  others: HeaderList,
): void {
  if (matches(request.headers['if-none-match'], answer.etag)) {
    writeHead(response, 304, [...answer.headers, ...others]);
    response.end();
    return;
  }
  writeHead(response, 200, [...answer.headers, ...answer.bodyHeaders, ...others]);
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

/** A head that is written at once costs less than one that is put together; where parts of it were put already, the rest must be, too. */
function writeHead(response: ServerResponse, status: number, headers: string[]): void {
  if (response.getHeaderNames().length === 0) {
    response.writeHead(status, headers);
    return;
  }
  response.statusCode = status;
  setHeaders(response, headers);
}
