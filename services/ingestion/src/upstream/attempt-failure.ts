import type { UpstreamFailure } from './upstream.js';

/** One call that failed, in words that may still hold the key; `HttpUpstream` makes an `UpstreamError` without it. */
export class AttemptFailure extends Error {
  constructor(
    readonly failure: UpstreamFailure,
    message: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = 'AttemptFailure';
  }
}

/** Statuses of 2xx are no failure and are not asked for. */
export function failureOfStatus(status: number): UpstreamFailure {
  if (status === 401) return 'unauthorized';
  if (status === 402 || status === 403) return 'not_entitled';
  if (status === 404) return 'not_found';
  if (status === 408) return 'timeout';
  if (status === 425 || status === 429) return 'rate_limited';
  if (status === 499 || status >= 500) return 'unavailable';
  return 'refused';
}

/** `Retry-After` in milliseconds from `now`: seconds, or an HTTP date; null when it is absent or says nothing. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const instant = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? null : Math.max(0, instant - now.getTime());
}

const TIMEOUT_CODES = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);

/** What the network or the unpacking said. The error itself is not kept: nobody knows what a driver puts into it. */
export function failureOfError(error: unknown): AttemptFailure {
  if (error instanceof AttemptFailure) return error;
  const message = error instanceof Error ? error.message || error.name : String(error);
  const code = String((error as { code?: unknown } | null)?.code ?? '');
  const said = code === '' || message.includes(code) ? message : `${message} (${code})`;
  if (TIMEOUT_CODES.has(code)) return new AttemptFailure('timeout', said);
  if (/^Z_|^ERR_(_ERROR_|PADDING|BROTLI)|^ERR__ERROR/.test(code)) {
    return new AttemptFailure('malformed', `the body cannot be unpacked: ${said}`);
  }
  return new AttemptFailure('unavailable', said);
}
