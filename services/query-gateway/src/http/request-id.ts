import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** The id under which the running request is logged: chosen when it came in and set on the answer at once. */
export function requestIdOf(response: Pick<ServerResponse, 'getHeader'>): string {
  const chosen = response.getHeader('X-Request-Id');
  return typeof chosen === 'string' ? chosen : randomUUID();
}
