import { ApplicationError } from '#domain/errors';
import type { UpstreamFailure } from './upstream.js';

/** Failures that may be over a moment later; the others need somebody to act. */
const PASSING: ReadonlySet<UpstreamFailure> = new Set(['rate_limited', 'unavailable', 'timeout', 'malformed']);

/** A vendor that did not answer as it should. The message names the vendor and what it said, never a key. */
export class UpstreamError extends ApplicationError {
  constructor(
    readonly vendor: string,
    readonly failure: UpstreamFailure,
    detail: string,
    /** As the vendor asked for, in milliseconds. */
    readonly retryAfterMs: number | null = null,
    options: { cause?: unknown } = {},
  ) {
    super(`upstream.${failure}`, `${vendor}: ${detail}`, { retryable: PASSING.has(failure), ...options });
    this.name = 'UpstreamError';
  }
}
