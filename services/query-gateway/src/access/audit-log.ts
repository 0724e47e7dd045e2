import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Operation } from '#contracts/api/operation';
import type { Metrics } from '#runtime/metrics';
import { CLOCK, DATABASE, LOGGER, METRICS } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { whenClosed } from '../http/caller-gone.js';
import { requestIdOn } from '../http/request-id.js';
import { insertCalls } from './audit-log.store.js';
import type { AuditedCall } from './audit-log.store.js';
import { CallerAddress } from './caller-address.js';
import { knownCallerOf } from './caller.js';

const WRITTEN_EVERY_MS = 1_000;
const BATCH_MAX = 500;
/** What waits while the store does not answer; what comes beyond it is lost, and counted. */
const WAITING_MAX = 10_000;
/** Of callers whom nobody knows: whoever tries keys must not be able to fill the store. */
const UNKNOWN_PER_MINUTE_MAX = 1_000;
const MINUTE_MS = 60_000;
const PATH_LENGTH_MAX = 500;
const LEFT_BEFORE_THE_ANSWER = 499;

/**
 * Writes down who did what, after the answer: no request ever waits for it, or fails because of it. What may have changed something is
 * written at once, so that a process that is killed hardly takes it along; what was refused comes in batches.
 */
@Injectable()
export class AuditLog implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private waiting: AuditedCall[] = [];
  private writing: Promise<void> = Promise.resolve();
  /** The writing that has not begun yet; it takes whatever waits when it begins. */
  private next: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private unknown = { minute: 0, calls: 0 };

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
    private readonly addresses: CallerAddress,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), WRITTEN_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    return this.flush();
  }

  /** Notes the call once it has been answered. */
  watch(request: IncomingMessage, response: ServerResponse, operation: Operation): void {
    const path = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/';
    const address = this.addresses.of(request) || null;
    // Whoever has left already has nothing more to wait for.
    whenClosed(response, () => {
      const caller = knownCallerOf(request);
      this.note({
        at: this.clock.now(),
        caller: caller?.id ?? 'unknown',
        owner: caller?.owner ?? null,
        operation: operation.id,
        // Without its query, which may hold anything.
        path: path.split('?', 1)[0]?.slice(0, PATH_LENGTH_MAX) ?? '/',
        status: response.writableFinished ? response.statusCode : LEFT_BEFORE_THE_ANSWER,
        request_id: requestIdOn(response),
        address,
      });
    });
  }

  /** Writes down what waits; what cannot be written waits for the next time. Never rejects. */
  flush(): Promise<void> {
    this.next ??= this.writing.then(() => {
      this.next = null;
      return this.write();
    });
    this.writing = this.next;
    return this.writing;
  }

  private note(call: AuditedCall): void {
    if (this.waiting.length >= WAITING_MAX || (call.owner === null && !this.mayNoteUnknown(call.at))) {
      this.metrics.auditedCallsLost.inc();
      return;
    }
    this.waiting.push(call);
    // After the last regular time, each is written at once.
    if (this.stopped || mayHaveChanged(call)) void this.flush();
  }

  private mayNoteUnknown(at: Date): boolean {
    const minute = Math.floor(at.getTime() / MINUTE_MS);
    if (this.unknown.minute !== minute) this.unknown = { minute, calls: 0 };
    this.unknown.calls += 1;
    if (this.unknown.calls === UNKNOWN_PER_MINUTE_MAX + 1) {
      this.logger.warn('more calls without a valid key than the audit log takes in a minute: the rest is only counted');
    }
    return this.unknown.calls <= UNKNOWN_PER_MINUTE_MAX;
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, BATCH_MAX);
      try {
        await insertCalls(this.database, batch);
      } catch (error) {
        this.logger.warn({ err: error, waiting: this.waiting.length }, 'could not write the audit log, will try again');
        return;
      }
      this.waiting.splice(0, batch.length);
    }
  }
}

/** Whoever leaves before the answer may have been heard. */
function mayHaveChanged({ owner, status }: AuditedCall): boolean {
  return owner !== null && (status < 400 || status === LEFT_BEFORE_THE_ANSWER);
}
