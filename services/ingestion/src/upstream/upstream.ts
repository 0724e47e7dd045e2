/**
 * A vendor's HTTP interface behind its manners: quota, time limits, retries, circuit breaker, bulkhead. Providers ask through this
 * and never see a retry; what reaches them is an answer, or an error that stays.
 */
export interface Upstream {
  /** Such as `massive`; names quota, metrics and breaker. */
  readonly vendor: string;
  /**
   * GETs a path or a whole URL of the vendor (never of another host) and returns the body, unpacked and within the size limit, once
   * the status is 2xx; or 304 and no body, unchecked, where the request has `if-none-match` or `if-modified-since`. The key is added
   * by the upstream and appears nowhere else.
   * @throws UpstreamError
   */
  get(request: UpstreamRequest): Promise<UpstreamAnswer>;
  state(): UpstreamState;
}

export interface UpstreamRequest {
  /** `/v3/reference/splits`, or an absolute URL of the same origin such as a `next_url`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /**
   * Looks at the body before it counts as an answer. Throwing an `UpstreamError` here makes errors that come with status 200 take part
   * in retries and breaker.
   */
  readonly check?: (answer: UpstreamAnswer) => void;
  /** Of the unpacked body. */
  readonly maxBytes?: number;
}

export interface UpstreamAnswer {
  readonly status: number;
  /** Lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface UpstreamState {
  readonly vendor: string;
  readonly breaker: 'closed' | 'open' | 'half-open';
  /** Calls that may be made at once; null without a quota. */
  readonly quotaLeft: number | null;
  readonly quotaLimit: number | null;
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  readonly lastError: string | null;
}

/** Why a vendor did not answer, in the kinds that lead to different remedies. */
export type UpstreamFailure =
  | 'unauthorized'
  | 'not_entitled'
  | 'not_found'
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'
  | 'malformed'
  | 'too_large'
  | 'refused'
  | 'cancelled';
