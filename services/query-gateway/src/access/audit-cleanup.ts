import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, DATABASE, LOGGER } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { HOUR_MS, HourlyCleanup } from '../cleanup/hourly-cleanup.js';
import { deleteCallsBefore } from './audit-log.store.js';

const KEPT_DAYS = 400;
/** Rows of one statement, and statements of one run: nobody waits behind a long one. */
const BATCH = 10_000;
const BATCHES_MAX = 100;

/** Deletes calls of more than a year ago from the audit log. */
@Injectable()
export class AuditCleanup extends HourlyCleanup {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    super('old calls from the audit log', logger);
  }

  protected async clean(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_DAYS * 24 * HOUR_MS);
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      if ((await deleteCallsBefore(this.database, before, BATCH)) < BATCH) return;
    }
  }
}
