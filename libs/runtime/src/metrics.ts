import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const HTTP_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const MESSAGE_SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10, 30, 60, 300];
const UPSTREAM_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** Every metric of a process, in a registry of its own. Label values come from short, fixed lists. */
export class Metrics {
  readonly registry = new Registry();

  readonly httpDuration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: HTTP_SECONDS,
    registers: [this.registry],
  });

  readonly messages = new Counter({
    name: 'messages_total',
    help: 'Messages by what became of them in their group: succeeded, dead-lettered, skipped, or returned to the stream',
    labelNames: ['topic', 'group', 'outcome'],
    registers: [this.registry],
  });

  readonly failedAttempts = new Counter({
    name: 'message_failed_attempts_total',
    help: 'Attempts to handle a message that failed and were followed by another',
    labelNames: ['topic', 'group'],
    registers: [this.registry],
  });

  readonly messageDuration = new Histogram({
    name: 'message_duration_seconds',
    help: 'Time from taking a message to being done with it, all attempts included',
    labelNames: ['topic', 'group'],
    buckets: MESSAGE_SECONDS,
    registers: [this.registry],
  });

  readonly eventsPublished = new Counter({
    name: 'events_published_total',
    help: 'Events that the broker has taken from the outbox',
    labelNames: ['service'],
    registers: [this.registry],
  });

  readonly outboxBacklog = new Gauge({
    name: 'outbox_backlog',
    help: 'Events stored but not yet published',
    labelNames: ['service'],
    registers: [this.registry],
  });

  readonly outboxOldestAge = new Gauge({
    name: 'outbox_oldest_age_seconds',
    help: 'Age of the oldest event that is not yet published; 0 when there is none',
    labelNames: ['service'],
    registers: [this.registry],
  });

  readonly consumerRunning = new Gauge({
    name: 'consumer_running',
    help: '1 while the consumer group takes messages in this process, else 0',
    labelNames: ['group'],
    registers: [this.registry],
  });

  readonly databaseConnections = new Gauge({
    name: 'database_connections',
    help: 'Connections of the pool by state; waiting counts the callers without one',
    labelNames: ['service', 'state'],
    registers: [this.registry],
  });

  readonly cacheFailures = new Counter({
    name: 'cache_failures_total',
    help: 'Cache operations that failed; each was answered without the cache',
    labelNames: ['operation'],
    registers: [this.registry],
  });

  readonly upstreamRequests = new Counter({
    name: 'upstream_requests_total',
    help: 'Calls to a vendor, retries included, by outcome: ok, or why there was no answer',
    labelNames: ['vendor', 'outcome'],
    registers: [this.registry],
  });

  readonly upstreamDuration = new Histogram({
    name: 'upstream_request_duration_seconds',
    help: 'Time of one call to a vendor, from the request to the end of the body',
    labelNames: ['vendor'],
    buckets: UPSTREAM_SECONDS,
    registers: [this.registry],
  });

  readonly upstreamBreaker = new Gauge({
    name: 'upstream_breaker_state',
    help: 'Circuit breaker of a vendor: 0 closed, 1 half open, 2 open',
    labelNames: ['vendor'],
    registers: [this.registry],
  });

  readonly upstreamQuotaLeft = new Gauge({
    name: 'upstream_quota_left',
    help: 'Calls to a vendor that its quota allows at once; none without a quota',
    labelNames: ['vendor'],
    registers: [this.registry],
  });

  readonly upstreamLastSuccessAge = new Gauge({
    name: 'upstream_last_success_age_seconds',
    help: 'Time since a vendor last gave a good answer to this process; none before the first',
    labelNames: ['vendor'],
    registers: [this.registry],
  });

  readonly acquisitionNewestAge = new Gauge({
    name: 'acquisition_newest_session_age_seconds',
    help: 'Time since the close of the newest session that has been acquired whole',
    registers: [this.registry],
  });

  readonly acquisitionOpenSessions = new Gauge({
    name: 'acquisition_open_sessions',
    help: 'Sessions that are not as they should be: incomplete or missing and still tried, or blocked from being published',
    labelNames: ['kind'],
    registers: [this.registry],
  });

  readonly auditedCallsLost = new Counter({
    name: 'audited_calls_lost_total',
    help: 'Calls that should be in the audit log and are not, because there were too many or the store did not take them',
    registers: [this.registry],
  });

  readonly eventStreams = new Gauge({
    name: 'event_streams_open',
    help: 'Streams of server-sent events that are open in this process',
    registers: [this.registry],
  });

  readonly webhookDeliveries = new Counter({
    name: 'webhook_deliveries_total',
    help: 'Attempts to deliver an event to a webhook by outcome: delivered, or failed',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  private readonly refreshers: (() => void)[] = [];

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    // Begins with 0, which would say that the data are fresh where there are none.
    this.acquisitionNewestAge.remove();
  }

  /** `refresh` brings gauges up to date whenever the metrics are read; it must not throw. */
  beforeRead(refresh: () => void): void {
    this.refreshers.push(refresh);
  }

  /** The metrics in the text format of Prometheus. */
  async read(): Promise<{ contentType: string; text: string }> {
    for (const refresh of this.refreshers) refresh();
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}
