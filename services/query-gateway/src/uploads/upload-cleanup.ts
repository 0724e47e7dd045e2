import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, DATABASE, LOGGER } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { firstJobIdAt } from '../jobs/job-id.js';
import { deleteOrphans } from './upload.store.js';

const HOUR_MS = 60 * 60 * 1000;

/** No upload takes longer than this; what has no job by then was broken off by a crash. */
const UPLOAD_HOURS_MAX = 12;

/** Deletes what broken uploads left behind, every hour: not at the start, when the store may still be migrated. */
@Injectable()
export class UploadCleanup implements OnApplicationBootstrap, OnModuleDestroy {
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
      const before = new Date(this.clock.now().getTime() - UPLOAD_HOURS_MAX * HOUR_MS);
      const chunks = await deleteOrphans(this.database, firstJobIdAt(before));
      if (chunks > 0) this.logger.info({ chunks }, 'deleted the chunks of broken uploads');
    } catch (error) {
      // Nothing depends on it; the next hour tries again.
      this.logger.warn({ err: error }, 'could not delete the chunks of broken uploads');
    }
  }
}
