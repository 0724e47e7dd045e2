import { UpstreamError } from '../upstream/upstream.error.js';
import type { Upstream, UpstreamAnswer, UpstreamRequest } from '../upstream/upstream.js';
import { wordsOfVendor } from './vendor-text.js';

/** Vendors nest four levels deep. What is nested deeper was made to harm whoever reads it. */
const DEPTH_MAX = 32;

const QUOTE = 34;
const BACKSLASH = 92;
const OPENING = new Set([91, 123]);
const CLOSING = new Set([93, 125]);
const LESS_THAN = 60;
const SPACES = new Set([9, 10, 13, 32]);
const EXCERPT_BYTES = 80;

/** A vendor's error that came with status 200, or null when `value` is none. */
export type FindError = (value: unknown) => UpstreamError | null;

/**
 * Asks and reads the answer. Reading happens while the upstream looks at the answer, so a body that is broken, or is an error, takes part
 * in its retries and its breaker like any other failure.
 * @throws UpstreamError
 */
export async function askAndRead<Value>(
  upstream: Upstream,
  request: Omit<UpstreamRequest, 'check'>,
  read: (answer: UpstreamAnswer) => Value,
): Promise<Value> {
  const values = new WeakMap<UpstreamAnswer, { readonly value: Value }>();
  const check = (answer: UpstreamAnswer): void => void values.set(answer, { value: read(answer) });
  const answer = await upstream.get({ ...request, check });
  // An answer without a body (304) is not checked.
  const { value } = values.get(answer) ?? { value: read(answer) };
  return value;
}

/** As JSON. @throws UpstreamError */
export function askForJson(
  upstream: Upstream,
  request: Omit<UpstreamRequest, 'check'>,
  findError: FindError,
): Promise<unknown> {
  return askAndRead(upstream, request, ({ body }) => {
    const value = parseJson(upstream.vendor, body);
    const error = findError(value);
    if (error !== null) throw error;
    return value;
  });
}

/**
 * The JSON value of a body: UTF-8 with or without a byte order mark. How large it is, the upstream has limited. Keys such as
 * `__proto__` become keys like others; nothing that reads the value may copy keys it does not know.
 * @throws UpstreamError `malformed`
 */
export function parseJson(vendor: string, body: Buffer): unknown {
  const first = body.find((byte) => !SPACES.has(byte));
  if (first === undefined) throw malformed(vendor, 'the answer is empty');
  if (first === LESS_THAN) throw malformed(vendor, `the answer is a web page and no JSON: ${excerpt(body)}`);
  refuseDeepNesting(vendor, body);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch (cause) {
    throw malformed(vendor, `the answer is no whole JSON (${body.length} bytes): ${excerpt(body)}`, cause);
  }
}

export function malformed(vendor: string, detail: string, cause?: unknown): UpstreamError {
  return new UpstreamError(vendor, 'malformed', detail, null, cause === undefined ? {} : { cause });
}

function refuseDeepNesting(vendor: string, body: Buffer): void {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] as number;
    if (quoted) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (OPENING.has(byte)) {
      depth += 1;
      if (depth > DEPTH_MAX) throw malformed(vendor, `the answer nests more than ${DEPTH_MAX} levels`);
    } else if (CLOSING.has(byte)) depth -= 1;
  }
}

function excerpt(body: Buffer): string {
  return JSON.stringify(wordsOfVendor(body.subarray(0, EXCERPT_BYTES).toString('utf8')));
}
