import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { DATABASE, LOGGER } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { forgetOldEvents } from './published-event.store.js';
import { deleteOldAttempts } from './webhook.store.js';

const HOUR_MS = 60 * 60 * 1000;

/** Each deletes up to a thousand rows; the next hour goes on. */
const STEPS_MAX = 100;

/** Deletes events and deliveries that have been kept long enough, every hour: not at the start, when the store may still be migrated. */
@Injectable()
export class PushCleanup implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
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
      for (const step of [forgetOldEvents, deleteOldAttempts]) {
        for (let steps = 0; steps < STEPS_MAX && (await step(this.database)) > 0; steps += 1);
      }
    } catch (error) {
      // Nothing depends on it; the next hour tries again.
      this.logger.warn({ err: error }, 'could not delete old events and deliveries');
    }
  }
}
