/** How patient a caller of a vendor is, and how much he asks at once. Times are milliseconds. */
export interface UpstreamLimits {
  readonly connectMs: number;
  /** From the request to the headers of the answer. */
  readonly headersMs: number;
  /** Between two pieces of a body. */
  readonly bodyMs: number;
  /** One call from beginning to end. */
  readonly attemptMs: number;
  /** Of an unpacked body. */
  readonly maxBytes: number;
  readonly concurrentCalls: number;
  /** Calls that wait for one of those to end; the next one is turned away. */
  readonly queuedCalls: number;
  /** After the first attempt. */
  readonly retries: number;
  /** The pause before the first retry is chance between 0 and this; the bound doubles up to `maximumPauseMs`. */
  readonly firstPauseMs: number;
  readonly maximumPauseMs: number;
  /** The longest that a call waits for a token of the quota or because the vendor asked for it; beyond it, it fails. */
  readonly longestWaitMs: number;
  /** Outages in a row that open the breaker. */
  readonly breakerFailures: number;
  /** How long an open breaker lets no call pass before it tries one. */
  readonly breakerOpenMs: number;
  /** Added to the period of a quota: calls travel for unequal times, and clocks of machines differ a little. */
  readonly quotaMarginMs: number;
}

export const defaultLimits: UpstreamLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  bodyMs: 30_000,
  attemptMs: 120_000,
  maxBytes: 64 * 1024 * 1024,
  concurrentCalls: 4,
  queuedCalls: 1000,
  retries: 4,
  firstPauseMs: 500,
  maximumPauseMs: 30_000,
  longestWaitMs: 120_000,
  breakerFailures: 8,
  breakerOpenMs: 60_000,
  quotaMarginMs: 500,
};
