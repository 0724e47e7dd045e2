import type { IncomingMessage } from 'node:http';
import { invalidRequest } from '../http/problem.error.js';

/** No key or token is as long. */
const CREDENTIAL_LENGTH_MAX = 8_000;

/**
 * The key or token that a request carries, null without one: `Authorization: Bearer …` or `X-API-Key`. Never the query, which ends up
 * in logs. Another scheme of Authorization is for somebody else, such as a proxy on the way. Throws 400 for two that differ.
 */
export function credentialOf({ headers }: Pick<IncomingMessage, 'headers'>): string | null {
  const bearer = bearerOf(headers.authorization);
  const header = headers['x-api-key'];
  const apiKey = (Array.isArray(header) ? header.join(',') : header)?.trim();
  if (bearer !== null && apiKey !== undefined && bearer !== apiKey) {
    throw invalidRequest([
      {
        parameter: 'X-API-Key',
        message: 'is another key than the one in Authorization: send one of the two headers, or the same key in both',
      },
    ]);
  }
  const credential = bearer ?? apiKey ?? null;
  // One that is too long is a wrong one, and what it says is of no interest.
  return credential === null ? null : credential.slice(0, CREDENTIAL_LENGTH_MAX);
}

/** Empty where the scheme stands alone: that is a key which is wrong, not none. */
function bearerOf(authorization: string | undefined): string | null {
  const bearer = /^bearer(?: +(.*))?$/i.exec(authorization?.trim() ?? '');
  return bearer === null ? null : (bearer[1] ?? '').trim();
}
