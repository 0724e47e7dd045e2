import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, DATABASE, LOGGER } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { deleteCallsBefore } from './audit-log.store.js';

const HOUR_MS = 60 * 60 * 1000;
const KEPT_DAYS = 400;
/** Rows of one statement, and statements of one run: nobody waits behind a long one. */
const BATCH = 10_000;
const BATCHES_MAX = 100;

/** Deletes calls of more than a year ago from the audit log, every hour: not at the start, when the store may still be migrated. */
@Injectable()
export class AuditCleanup implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), HOUR_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  async run(): Promise<void> {
    try {
      const before = new Date(this.clock.now().getTime() - KEPT_DAYS * 24 * HOUR_MS);
      for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
        if ((await deleteCallsBefore(this.database, before, BATCH)) < BATCH) return;
      }
    } catch (error) {
      // Nothing depends on it; the next hour tries again.
      this.logger.warn({ err: error }, 'could not delete old calls from the audit log');
    }
  }
}
