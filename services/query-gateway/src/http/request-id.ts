import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** The id under which the running request is logged, as its answer says it: it was put there when the request came in. */
export function requestIdOn(response: Pick<ServerResponse, 'getHeader'>): string {
  const chosen = response.getHeader('X-Request-Id');
  return typeof chosen === 'string' ? chosen : randomUUID();
}
