import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, DATABASE, LOGGER } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { HourlyCleanup } from '../cleanup/hourly-cleanup.js';
import { deleteExpiredKeys } from './idempotency.store.js';

/** Forgets keys of repeated requests when their day is over; a key that is still there counts as free by then. */
@Injectable()
export class IdempotencyCleanup extends HourlyCleanup {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    super('the keys of repeated requests', logger);
  }

  protected async clean(): Promise<void> {
    await deleteExpiredKeys(this.database, this.clock.now());
  }
}
