import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Operation } from '#contracts/api/operation';
import type { Settled } from './cache-control.js';
import { matches } from './if-none-match.js';
import { VARY } from './representation.js';
import type { Encoding } from './stored-answer.js';

/** One representation of an answer with everything that is needed to write it once more. */
export interface ReadyAnswer {
  readonly operation: Operation;
  /** The pattern of the route, for logs and metrics. */
  readonly route: string;
  readonly indexId: string;
  /** Of the data that it was made from. */
  readonly revision: string;
  readonly builtUntil: string | null;
  readonly simulated: boolean;
  readonly settled: Settled | undefined;
  readonly etag: string;
  /** The header `Link`; null on the last page. */
  readonly link: string | null;
  readonly contentType: string;
  readonly encoding: Encoding;
  readonly body: Uint8Array;
}

/** Writes it, or 304 where the caller holds it. The same function for every way to an answer, so that they cannot differ. */
export function writeReady(
  request: IncomingMessage,
  response: ServerResponse,
  answer: ReadyAnswer,
  caching: Readonly<Record<string, string>>,
): void {
  if (answer.simulated) response.setHeader('X-Data-Source', 'simulated');
  response.setHeader('ETag', answer.etag);
  for (const name in caching) response.setHeader(name, caching[name] as string);
  response.setHeader('Vary', VARY);
  if (answer.link !== null) response.setHeader('Link', answer.link);
  if (matches(request.headers['if-none-match'], answer.etag)) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.statusCode = 200;
  if (answer.encoding !== 'identity') response.setHeader('Content-Encoding', answer.encoding);
  response.setHeader('Content-Type', answer.contentType);
  response.setHeader('Content-Length', answer.body.length);
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}
