import type { Logger } from 'pino';
import type { Metrics } from '#runtime/metrics';
import type { CheckResult, ReadinessCheck } from '#runtime/health';
import type { Timing } from './timing.js';
import type { UpstreamError } from './upstream.error.js';
import type { Upstream, UpstreamFailure, UpstreamState } from './upstream.js';

const BREAKER_NUMBERS = { closed: 0, 'half-open': 1, open: 2 } as const;

/** Failures after which the vendor is as well as before: it answered, or was not waited for. */
const NO_NEWS: ReadonlySet<UpstreamFailure> = new Set(['not_found', 'cancelled']);

/** A failure that is about single questions, such as a line that a plan does not include, is said again after this time. */
const SAY_AGAIN_MS = 3_600_000;

/** Counts and logs what becomes of calls. A vendor that fails is named when it begins to, not with every call. */
export class UpstreamObservation {
  private outOfOrder = false;
  private readonly saidAt = new Map<UpstreamFailure, Date>();

  constructor(
    private readonly vendor: string,
    private readonly timing: Timing,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  /** One call over the network, retries counted one by one. */
  attempted(path: string, milliseconds: number, failure: UpstreamError | null): void {
    const { vendor } = this;
    const outcome = failure?.failure ?? 'ok';
    this.metrics.upstreamRequests.inc({ vendor, outcome });
    this.metrics.upstreamDuration.observe({ vendor }, milliseconds / 1000);
    this.logger.debug(
      { vendor, path, outcome, durationMs: Math.round(milliseconds), reason: failure?.message },
      'Asked a vendor',
    );
  }

  /** What the caller got after all attempts. */
  ended(failure: UpstreamError | null): void {
    if (failure === null) {
      if (this.outOfOrder) this.logger.info({ vendor: this.vendor }, 'The vendor answers again');
      this.outOfOrder = false;
    } else if (this.isNews(failure)) {
      this.logger.warn(
        { vendor: this.vendor, failure: failure.failure, reason: failure.message },
        'The vendor does not answer as it should',
      );
    }
  }

  breaker(state: UpstreamState['breaker'], reason: string): void {
    const level = state === 'half-open' ? 'debug' : state === 'open' ? 'warn' : 'info';
    this.logger[level]({ vendor: this.vendor, breaker: state, reason }, 'The circuit breaker of a vendor has changed');
  }

  private isNews({ failure, retryable }: UpstreamError): boolean {
    if (NO_NEWS.has(failure)) return false;
    if (retryable) {
      const known = this.outOfOrder;
      this.outOfOrder = true;
      return !known;
    }
    const now = this.timing.now();
    const said = this.saidAt.get(failure);
    if (said !== undefined && now.getTime() - said.getTime() < SAY_AGAIN_MS) return false;
    this.saidAt.set(failure, now);
    return true;
  }
}

/** Brings the gauges of the vendors up to date whenever the metrics are read. */
export function keepUpstreamGauges(metrics: Metrics, upstreams: readonly Upstream[], timing: Timing): void {
  metrics.beforeRead(() => {
    for (const { vendor, breaker, quotaLeft, lastSuccessAt } of upstreams.map((upstream) => upstream.state())) {
      metrics.upstreamBreaker.set({ vendor }, BREAKER_NUMBERS[breaker]);
      if (quotaLeft !== null) metrics.upstreamQuotaLeft.set({ vendor }, quotaLeft);
      if (lastSuccessAt !== null) metrics.upstreamLastSuccessAge.set({ vendor }, ageSeconds(lastSuccessAt, timing));
    }
  });
}

/** A vendor that is out of order makes no process unready: what is stored is served, and acquiring goes on when it is back. */
export function upstreamsCheck(upstreams: readonly Upstream[], timing: Timing): ReadinessCheck {
  return {
    name: 'upstreams',
    run: (): CheckResult => {
      const states = upstreams.map((upstream) => upstream.state());
      return {
        status: states.some(({ breaker }) => breaker === 'open') ? 'degraded' : 'ok',
        vendors: Object.fromEntries(states.map((state) => [state.vendor, vendorDetails(state, timing)])),
      };
    },
  };
}

function vendorDetails(state: UpstreamState, timing: Timing): object {
  const { breaker, quotaLeft, quotaLimit, lastSuccessAt, lastFailureAt, lastError } = state;
  return {
    breaker,
    quota_left: quotaLeft,
    quota_limit: quotaLimit,
    last_success_age_seconds: lastSuccessAt === null ? null : ageSeconds(lastSuccessAt, timing),
    last_failure_at: lastFailureAt?.toISOString() ?? null,
    last_error: lastError,
  };
}

function ageSeconds(instant: Date, timing: Timing): number {
  return Math.max(0, Math.round((timing.now().getTime() - instant.getTime()) / 1000));
}
