import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, DATABASE, LOGGER } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { HOUR_MS, HourlyCleanup } from '../cleanup/hourly-cleanup.js';
import { firstJobIdAt } from '../jobs/job-id.js';
import { deleteOrphans } from '../jobs/upload.store.js';

/** No upload takes longer than this; what has no job by then was broken off by a crash. */
const UPLOAD_HOURS_MAX = 12;

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
    const before = new Date(this.clock.now().getTime() - UPLOAD_HOURS_MAX * HOUR_MS);
    const chunks = await deleteOrphans(this.database, firstJobIdAt(before));
    if (chunks > 0) this.logger.info({ chunks }, 'deleted the chunks of broken uploads');
  }
}
