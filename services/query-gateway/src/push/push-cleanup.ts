import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { DATABASE, LOGGER } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { HourlyCleanup } from '../cleanup/hourly-cleanup.js';
import { forgetOldEvents } from './published-event.store.js';
import { deleteOldAttempts } from './webhook.store.js';

/** Each deletes up to a thousand rows; the next hour goes on. */
const STEPS_MAX = 100;

/** Deletes events and deliveries that have been kept long enough. */
@Injectable()
export class PushCleanup extends HourlyCleanup {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) logger: Logger,
  ) {
    super('old events and deliveries', logger);
  }

  protected async clean(): Promise<void> {
    for (const step of [forgetOldEvents, deleteOldAttempts]) {
      for (let steps = 0; steps < STEPS_MAX && (await step(this.database)) > 0; steps += 1);
    }
  }
}
