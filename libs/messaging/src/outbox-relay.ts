import { randomUUID } from 'node:crypto';
import type { Service } from '#contracts/topics';
import type { Database } from '#storage/database';
import { backOffMs, DEFAULT_BACK_OFF, sleep, type BackOff } from './back-off.js';
import type { EventStream } from './event-stream.js';
import type { MessagingLogger } from './messaging-logger.js';
import type { MessagingMetrics } from './messaging-metrics.js';
import { OutboxTable, type OutboxBatch } from './outbox-table.js';
import { WakeSignal } from './wake-signal.js';

export interface OutboxRelayOptions {
  readonly service: Service;
  readonly database: Database;
  readonly stream: Pick<EventStream, 'publish'>;
  readonly logger: MessagingLogger;
  readonly metrics?: MessagingMetrics;
  /**
   * Names this relay among all that run at the same time, and is best the same after a restart: then the relay goes on at once
   * instead of waiting until the lease of its dead predecessor has run out.
   */
  readonly holder?: string;
  /** How often the outbox is looked at without being woken. */
  readonly pollMs?: number;
  readonly leaseMs?: number;
  readonly backOff?: BackOff;
  readonly random?: () => number;
}

/** For readiness and metrics. `backlog` and `oldestAt` are as of the last look. */
export interface OutboxRelayState {
  readonly service: Service;
  readonly backlog: number;
  readonly oldestAt: Date | null;
  readonly lastPublishedAt: Date | null;
  /** What went wrong in the last round; null when it went well. */
  readonly lastError: string | null;
}

const DEFAULT_POLL_MS = 1_000;
const DEFAULT_LEASE_MS = 5_000;
/** What is left after so many rounds waits for the next start: closing must come to an end. */
const FLUSH_ROUNDS = 20;

/**
 * Publishes one service's outbox, in order and at least once.
 *
 * A round has three steps, none of which holds a transaction while the broker is waited for: look at the oldest rows, publish
 * them, delete exactly them. (On PGlite the stream writes to the same, single connection: a transaction open meanwhile would
 * wait for itself.) There is no cursor: whatever row is the oldest visible one is next, however late it committed.
 * A crash between publishing and deleting publishes the same rows, with the same ids, again.
 *
 * Of all relays of a service the holder of the lease publishes. The lease is for thrift, not for safety: every relay
 * publishes a key's rows from the oldest undeleted one on, so even two at once only repeat events; the first delivery of
 * each is in order.
 */
export class OutboxRelay {
  private readonly table: OutboxTable;
  private readonly wakeSignal = new WakeSignal();
  private readonly closing = new AbortController();
  private readonly random: () => number;
  private running: Promise<void> | null = null;
  private failures = 0;
  private current: OutboxRelayState;

  constructor(private readonly options: OutboxRelayOptions) {
    this.table = new OutboxTable(options.database, options.service, {
      holder: options.holder ?? randomUUID(),
      leaseMs: options.leaseMs ?? DEFAULT_LEASE_MS,
    });
    this.random = options.random ?? Math.random;
    this.current = { service: options.service, backlog: 0, oldestAt: null, lastPublishedAt: null, lastError: null };
  }

  start(): void {
    this.running ??= this.run();
  }

  wake(): void {
    this.wakeSignal.wake();
  }

  state(): OutboxRelayState {
    return this.current;
  }

  /** Finishes the round in hand, publishes what has come since, as far as the broker takes it, and gives the lease back. */
  async close(): Promise<void> {
    this.closing.abort();
    this.wakeSignal.wake();
    if (this.running !== null) {
      await this.running;
      await this.flush();
    }
    await this.table.release().catch((error: unknown) => {
      this.options.logger.warn(
        { service: this.options.service, err: error },
        'The outbox lease could not be given back; it runs out by itself',
      );
    });
  }

  private async run(): Promise<void> {
    const signal = this.closing.signal;
    while (!signal.aborted) {
      try {
        const more = await this.round();
        this.failures = 0;
        if (!more) await this.wakeSignal.wait(this.options.pollMs ?? DEFAULT_POLL_MS);
      } catch (error) {
        await this.noteFailure(error);
        await sleep(backOffMs(this.options.backOff ?? DEFAULT_BACK_OFF, this.failures, this.random), signal);
      }
    }
  }

  /** Last rounds before the end; a broker that was away just now is not waited for. */
  private async flush(): Promise<void> {
    if (this.current.lastError !== null) return;
    try {
      for (let rounds = 0; rounds < FLUSH_ROUNDS && (await this.round()); rounds += 1);
    } catch (error) {
      await this.noteFailure(error);
    }
  }

  /** True when there is, or may be, more to publish right away. */
  private async round(): Promise<boolean> {
    if (!(await this.table.hasRows())) {
      this.current = { ...this.current, backlog: 0, oldestAt: null, lastError: null };
      return false;
    }
    if (!(await this.table.takeLease())) return false;
    const batch = await this.table.readOldest();
    if (batch.messages.length === 0) return false;
    await this.publish(batch);
    await this.table.delete(batch.ids);
    this.options.metrics?.eventsPublished?.(this.options.service, batch.messages.length);
    this.current = {
      ...this.current,
      ...(batch.full ? await this.table.measure() : { backlog: 0, oldestAt: null }),
      lastPublishedAt: new Date(),
      lastError: null,
    };
    return true;
  }

  private async publish(batch: OutboxBatch): Promise<void> {
    const renewal = setInterval(
      () => {
        this.table.takeLease().catch((error: unknown) => {
          this.options.logger.debug(
            { service: this.options.service, err: error },
            'The outbox lease could not be renewed',
          );
        });
      },
      (this.options.leaseMs ?? DEFAULT_LEASE_MS) / 3,
    );
    try {
      await this.options.stream.publish(batch.messages);
    } finally {
      clearInterval(renewal);
    }
  }

  private async noteFailure(error: unknown): Promise<void> {
    this.failures += 1;
    const message = error instanceof Error ? error.message : String(error);
    this.current = { ...this.current, lastError: message };
    // Said once per outage, not at every attempt.
    const level = this.failures === 1 ? 'warn' : 'debug';
    this.options.logger[level](
      { service: this.options.service, failures: this.failures, err: error },
      'Events could not be published; they stay in the outbox and are tried again',
    );
    const measured = await this.table.measure().catch(() => null);
    if (measured !== null) this.current = { ...this.current, ...measured };
  }
}
