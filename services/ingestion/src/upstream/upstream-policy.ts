import {
  BrokenCircuitError,
  BulkheadRejectedError,
  CircuitState,
  ConsecutiveBreaker,
  ConstantBackoff,
  bulkhead,
  circuitBreaker,
  handleWhen,
  retry,
} from 'cockatiel';
import type { BulkheadPolicy, CircuitBreakerPolicy, IBackoff, RetryPolicy } from 'cockatiel';
import type { Timing } from './timing.js';
import type { UpstreamLimits } from './upstream-limits.js';
import { UpstreamError } from './upstream.error.js';
import type { UpstreamFailure, UpstreamState } from './upstream.js';

/** Failures that say that the vendor is out of order. That it has nothing, or nothing for us, is an answer. */
const OUTAGES: ReadonlySet<UpstreamFailure> = new Set(['unavailable', 'timeout', 'malformed']);
/** Failures that do not tell whether the vendor is back. */
const TELLS_NOTHING: ReadonlySet<UpstreamFailure> = new Set(['cancelled', 'rate_limited']);

export interface PolicyParts {
  readonly vendor: string;
  readonly limits: UpstreamLimits;
  readonly timing: Timing;
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly onBreaker: (state: UpstreamState['breaker'], reason: string) => void;
}

/** Bulkhead, then retries with pauses, then the breaker around each attempt. All waiting goes by `timing`. */
export class UpstreamPolicy {
  private readonly bulkhead: BulkheadPolicy;
  private readonly retry: RetryPolicy;
  private readonly breaker: CircuitBreakerPolicy;
  private openSince: Date | null = null;
  private triesAgainAt = new Date(0);
  private lastOutage = '';

  constructor(private readonly parts: PolicyParts) {
    const { limits, onBreaker } = parts;
    this.bulkhead = bulkhead(limits.concurrentCalls, limits.queuedCalls);
    this.retry = retry(
      handleWhen((error) => this.worthRetrying(error)),
      // The pauses are made by `attempt`, since those of the library go by the clock of the machine.
      { maxAttempts: limits.retries, backoff: new ConstantBackoff(0) },
    );
    this.breaker = circuitBreaker(
      handleWhen((error) => this.countsForBreaker(error)),
      {
        breaker: new ConsecutiveBreaker(limits.breakerFailures),
        halfOpenAfter: { next: () => this.breakerOpens() },
      },
    );
    this.breaker.onBreak(() => onBreaker('open', this.openText()));
    this.breaker.onHalfOpen(() => onBreaker('half-open', 'one call is tried'));
    this.breaker.onReset(() => {
      this.openSince = null;
      onBreaker('closed', 'the vendor answers again');
    });
  }

  /** @throws UpstreamError, or what else `work` threw */
  async execute<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await this.bulkhead.execute(() => this.retrying(work, signal), signal);
    } catch (error) {
      throw this.upstreamError(error, signal);
    }
  }

  breakerState(): UpstreamState['breaker'] {
    if (this.breaker.state === CircuitState.Closed) return 'closed';
    return this.breaker.state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  private retrying<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    let failure: unknown = null;
    return this.retry.execute(async ({ attempt }) => {
      if (attempt > 0) {
        await this.parts.timing.sleep(this.pauseMs(attempt, failure), signal);
      }
      try {
        return await this.breaker.execute(work, signal);
      } catch (error) {
        failure = error;
        throw error;
      }
    }, signal);
  }

  private pauseMs(attempt: number, failure: unknown): number {
    const { limits, random } = this.parts;
    const asked = failure instanceof UpstreamError ? (failure.retryAfterMs ?? 0) : 0;
    return Math.max(asked, fullJitterMs(attempt, limits, random()));
  }

  private worthRetrying(error: unknown): boolean {
    return (
      error instanceof UpstreamError && error.retryable && (error.retryAfterMs ?? 0) <= this.parts.limits.longestWaitMs
    );
  }

  private countsForBreaker(error: unknown): boolean {
    if (!(error instanceof UpstreamError)) return false;
    const counts =
      OUTAGES.has(error.failure) ||
      // Else a trial call that was cancelled would close the breaker.
      (this.breaker.state === CircuitState.HalfOpen && TELLS_NOTHING.has(error.failure));
    if (counts) this.lastOutage = error.message;
    return counts;
  }

  /** Called whenever the breaker opens. The library compares `duration` with the clock of the machine: it is all or nothing. */
  private breakerOpens(): IBackoff<unknown> {
    const { timing, limits } = this.parts;
    this.openSince ??= timing.now();
    this.triesAgainAt = new Date(timing.now().getTime() + limits.breakerOpenMs);
    const due = (): boolean => timing.now() >= this.triesAgainAt;
    return {
      get duration() {
        return due() ? 0 : Number.POSITIVE_INFINITY;
      },
      next: () => this.breakerOpens(),
    };
  }

  private openText(): string {
    const since = this.openSince?.toISOString() ?? 'now';
    return `not asked since ${since}, as it was out of order (${this.lastOutage}); tried again from ${this.triesAgainAt.toISOString()}`;
  }

  private upstreamError(error: unknown, signal: AbortSignal): unknown {
    const { vendor, timing, limits } = this.parts;
    if (error instanceof UpstreamError) return error;
    if (signal.aborted) return new UpstreamError(vendor, 'cancelled', 'the call was given up by its caller');
    if (error instanceof BrokenCircuitError) {
      const waitMs = Math.max(0, this.triesAgainAt.getTime() - timing.now().getTime());
      return new UpstreamError(vendor, 'unavailable', this.openText(), waitMs);
    }
    if (error instanceof BulkheadRejectedError) {
      const detail = `${limits.concurrentCalls} calls are under way and ${limits.queuedCalls} wait; ask for less at once`;
      return new UpstreamError(vendor, 'rate_limited', detail);
    }
    return error;
  }
}

/** Full jitter: any time from 0 up to a bound that doubles with each retry, so that callers who failed together come back apart. */
export function fullJitterMs(
  attempt: number,
  limits: Pick<UpstreamLimits, 'firstPauseMs' | 'maximumPauseMs'>,
  random: number,
): number {
  return Math.round(random * Math.min(limits.maximumPauseMs, limits.firstPauseMs * 2 ** (attempt - 1)));
}
