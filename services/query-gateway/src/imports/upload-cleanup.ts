import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, DATABASE, LOGGER } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { HOUR_MS, HourlyCleanup } from '../cleanup/hourly-cleanup.js';
import { firstJobIdAt } from '../jobs/job-id.js';
import { deleteOrphans } from '../jobs/upload.store.js';

/**
 * What has no job by then was broken off by a crash: a request ends after 12 hours (`http-limits.ts`), and what it takes until its job is
 * stored comes on top.
 */
const ABANDONED_HOURS = 13;
/** Chunks of about 1 MiB of one statement, and statements of one run: nobody waits behind a long one. */
const BATCH = 200;
const BATCHES_MAX = 1000;

/** Deletes what broken uploads left behind. */
@Injectable()
export class UploadCleanup extends HourlyCleanup {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    super('the chunks of broken uploads', logger);
  }

  protected async clean(): Promise<void> {
    const before = firstJobIdAt(new Date(this.clock.now().getTime() - ABANDONED_HOURS * HOUR_MS));
    let chunks = 0;
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      const deleted = await deleteOrphans(this.database, before, BATCH);
      chunks += deleted;
      if (deleted < BATCH) break;
    }
    if (chunks > 0) this.logger.info({ chunks }, 'deleted the chunks of broken uploads');
  }
}
