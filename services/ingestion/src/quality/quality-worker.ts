import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Outbox } from '#messaging/outbox';
import { CLOCK, DATABASE, LOGGER, OUTBOX } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { BackgroundLoop } from '#runtime/background-loop';
import { assessPendingSessions } from './assess-pending.js';

/** Judges what files brought, in every process of the service: two at once take different sessions. */
@Injectable()
export class QualityWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #loop: BackgroundLoop;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(OUTBOX) outbox: Outbox,
    @Inject(CLOCK) clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    const parts = { database, outbox, clock, logger };
    this.#loop = new BackgroundLoop('the quality gate', logger, async (signal) => {
      return (await assessPendingSessions(parts, signal)) > 0;
    });
  }

  onApplicationBootstrap(): void {
    this.#loop.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.#loop.stop();
  }
}
