import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, DATABASE, LOGGER } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { deleteExpiredKeys } from './idempotency.store.js';

const HOUR_MS = 60 * 60 * 1000;

/** Forgets keys of repeated requests when their day is over, every hour; a key that is still there counts as free by then. */
@Injectable()
export class IdempotencyCleanup implements OnApplicationBootstrap, OnModuleDestroy {
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
      await deleteExpiredKeys(this.database, this.clock.now());
    } catch (error) {
      // Nothing depends on it; the next hour tries again.
      this.logger.warn({ err: error }, 'could not delete the keys of repeated requests');
    }
  }
}
