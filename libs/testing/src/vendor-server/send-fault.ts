import type { ServerResponse } from 'node:http';
import type { Random } from '../market-simulator/random.js';
import type { VendorAnswer, VendorInterface } from './vendor-route.js';
import type { FaultKind, VendorScript } from './vendor-script.js';

const LONGEST_RETRY_SECONDS = 20;
const HUGE_CHUNK = Buffer.alloc(64 * 1024, 'x');

function html(status: number, text: string, headers: Readonly<Record<string, string>> = {}): VendorAnswer {
  return { status, contentType: 'text/html', body: `<html><head><title>${text}</title></head></html>`, headers };
}

function retryAfter(random: Random): Readonly<Record<string, string>> {
  return { 'retry-after': String(1 + random.below(LONGEST_RETRY_SECONDS)) };
}

/** The answer as a fault leaves it; null where it never becomes one (`sendNothing`). */
export function spoilAnswer(
  kind: FaultKind,
  random: Random,
  { errorObject }: VendorInterface,
  requestId: string,
  truth: () => VendorAnswer,
): VendorAnswer | null {
  switch (kind) {
    case 'html-500':
      return html(500, '500 Internal Server Error');
    case 'bad-gateway':
      return html(502, '502 Bad Gateway');
    case 'unavailable':
      return html(503, '503 Service Unavailable', retryAfter(random));
    case 'empty-429':
      return { ...html(429, ''), body: '', headers: random.uniform() < 0.5 ? retryAfter(random) : {} };
    case 'truncated': {
      const answer = truth();
      const kept = Math.floor(answer.body.length * (0.1 + 0.8 * random.uniform()));
      return { ...answer, body: answer.body.slice(0, kept) };
    }
    case 'error-object':
      return errorObject(requestId);
    case 'wrong-type':
      return { ...truth(), contentType: 'text/html' };
    case 'hang':
    case 'reset':
    case 'huge':
      return null;
    case 'wrong-day':
    case 'half-loaded':
    case 'adjusted':
    case 'poisoned-row':
    case 'duplicated':
      return truth();
  }
}

/** Leaves the client without an answer that ends well. */
export function sendNothing(kind: FaultKind, response: ServerResponse, { hangMs, hugeBytes }: VendorScript): void {
  if (kind === 'huge') {
    sendHuge(response, hugeBytes);
    return;
  }
  if (kind === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const timer = setTimeout(() => response.destroy(), hangMs);
  response.once('close', () => clearTimeout(timer));
}

/** As fast as the client reads, until all is sent or the client has had enough. */
function sendHuge(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  let left = bytes;
  const send = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= HUGE_CHUNK.length;
      if (!response.write(HUGE_CHUNK)) {
        response.once('drain', send);
        return;
      }
    }
    response.end('"}');
  };
  response.write('{"status":"OK","results":"');
  send();
}
