import { invalidRequest } from '../http/problem.error.js';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';

/** Printable ASCII, as a structured header string may hold it. */
const KEY = /^[\x20-\x7e]{1,255}$/;
/** A string of RFC 8941: in quotes, with a backslash before a quote and before itself. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

/**
 * The key in `Idempotency-Key` (IETF draft 07), with quotes, as the draft writes it, or without, as most callers do; both are the same
 * key. Null without one. Throws a 400 problem for what is no key.
 */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  const text = header.trim();
  const key = text.startsWith('"') ? QUOTED.exec(text)?.[1]?.replaceAll(/\\(["\\])/g, '$1') : text;
  if (key === undefined || !KEY.test(key)) {
    throw invalidRequest([
      {
        parameter: IDEMPOTENCY_KEY,
        value: header.slice(0, 300),
        message: 'is not a key: give 1 to 255 printable ASCII characters, such as a new UUID for every order',
      },
    ]);
  }
  return key;
}
