import { AttemptFailure } from './attempt-failure.js';
import type { Redact } from './redactor.js';
import type { Timing } from './timing.js';
import type { UpstreamObservation } from './upstream-observation.js';
import type { UpstreamPolicy } from './upstream-policy.js';
import { UpstreamError } from './upstream.error.js';
import type { Upstream, UpstreamAnswer, UpstreamRequest, UpstreamState } from './upstream.js';
import type { VendorHttp } from './vendor-http.js';
import type { VendorQuota } from './vendor-quota.js';

export interface HttpUpstreamParts {
  readonly vendor: string;
  readonly http: VendorHttp;
  readonly policy: UpstreamPolicy;
  readonly quota: VendorQuota;
  readonly observation: UpstreamObservation;
  readonly timing: Timing;
  readonly redact: Redact;
}

/** A vendor behind its manners. Inside the policy each attempt takes a token of the quota last, right before it is sent. */
export class HttpUpstream implements Upstream {
  readonly vendor: string;
  private lastSuccessAt: Date | null = null;
  private lastFailureAt: Date | null = null;
  private lastError: string | null = null;

  constructor(private readonly parts: HttpUpstreamParts) {
    this.vendor = parts.vendor;
  }

  async get(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { policy, observation } = this.parts;
    try {
      const answer = await policy.execute(() => this.attempt(request), request.signal);
      observation.ended(null);
      return answer;
    } catch (error) {
      if (error instanceof UpstreamError) observation.ended(error);
      throw error;
    }
  }

  state(): UpstreamState {
    const { quota, policy } = this.parts;
    return {
      vendor: this.vendor,
      breaker: policy.breakerState(),
      quotaLeft: quota.left(),
      quotaLimit: quota.limit,
      lastSuccessAt: this.lastSuccessAt,
      lastFailureAt: this.lastFailureAt,
      lastError: this.lastError,
    };
  }

  private async attempt(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { http, quota, observation, timing } = this.parts;
    await quota.take(request.signal);
    const startedAt = performance.now();
    const path = this.shownPath(request.path);
    try {
      const answer = await http.get(request);
      this.lastSuccessAt = timing.now();
      observation.attempted(path, performance.now() - startedAt, null);
      return answer;
    } catch (thrown) {
      const error = this.upstreamError(thrown);
      observation.attempted(path, performance.now() - startedAt, error);
      if (error.failure !== 'cancelled' && error.failure !== 'not_found') {
        this.lastFailureAt = timing.now();
        this.lastError = error.message;
      }
      if (error.failure === 'rate_limited' && error.retryAfterMs !== null) await quota.pause(error.retryAfterMs);
      throw error;
    }
  }

  /** Without the key, and without the thrown error as its cause: a driver's error may hold the request with it. */
  private upstreamError(thrown: unknown): UpstreamError {
    const { vendor, redact } = this.parts;
    if (thrown instanceof UpstreamError) {
      const detail = thrown.message.startsWith(`${vendor}: `)
        ? thrown.message.slice(vendor.length + 2)
        : thrown.message;
      return new UpstreamError(vendor, thrown.failure, redact(detail), thrown.retryAfterMs);
    }
    if (thrown instanceof AttemptFailure) {
      return new UpstreamError(vendor, thrown.failure, redact(thrown.message), thrown.retryAfterMs);
    }
    return new UpstreamError(vendor, 'unavailable', redact(String(thrown)));
  }

  /** What the log may show of a path: not its query, in which vendors want their keys. */
  private shownPath(path: string): string {
    return this.parts.redact(path.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')).slice(0, 200);
  }
}
