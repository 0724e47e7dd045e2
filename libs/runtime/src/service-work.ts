import type { INestApplication } from '@nestjs/common';
import type { Service } from '#contracts/topics';
import type { Logger } from './logging.js';
import type { PlatformResources } from './platform-resources.js';
import { retryUntilDone } from './retry.js';

const FIRST_PAUSE_MS = 500;
const MAXIMUM_PAUSE_MS = 10_000;
/** How often rows are deleted that the inbox need not remember any more. */
const PRUNE_EVERY_MS = 3_600_000;

export interface ServiceWorkOptions {
  readonly app: INestApplication;
  readonly resources: PlatformResources;
  readonly services: readonly Service[];
  readonly logger: Logger;
}

/** What runs in a process beside HTTP: consumers, outbox relays, and the pruning of the inboxes. */
export class ServiceWork {
  /** Whether everything has been started. */
  running = false;
  private relaysStarted = false;
  private pruneTimer: NodeJS.Timeout | null = null;

  constructor(private readonly options: ServiceWorkOptions) {}

  /** Waits for the database as long as it takes, then starts; false when `signal` ended the waiting. */
  async start(signal: AbortSignal): Promise<boolean> {
    const { app, resources, services, logger } = this.options;
    const done = await retryUntilDone(() => resources.assertMigrated(), {
      firstPauseMs: FIRST_PAUSE_MS,
      maximumPauseMs: MAXIMUM_PAUSE_MS,
      signal,
      onFailure: (error, pauseMs) => {
        logger.warn({ err: error, retryInMs: pauseMs }, 'The store is not ready; waiting for it');
      },
    });
    if (!done) return false;
    this.relaysStarted = true;
    for (const service of services) {
      resources.forService(service).relay.start();
    }
    await app.startAllMicroservices();
    this.pruneTimer = setInterval(() => void this.prune(), PRUNE_EVERY_MS);
    this.pruneTimer.unref();
    this.running = true;
    logger.info({ groups: resources.stream.consumers().map(({ group }) => group) }, 'Taking messages');
    return true;
  }

  /** Publishes what is in the outboxes, as far as the broker takes it, then ends the relays. */
  async stop(): Promise<void> {
    if (this.pruneTimer !== null) clearInterval(this.pruneTimer);
    if (!this.relaysStarted) return;
    const { resources, services } = this.options;
    await Promise.all(services.map((service) => resources.forService(service).relay.close()));
  }

  private async prune(): Promise<void> {
    for (const service of this.options.services) {
      const { inbox, database } = this.options.resources.forService(service);
      await inbox.prune(database).catch((error: unknown) => {
        this.options.logger.warn(
          { err: error, service },
          'Old inbox rows could not be deleted; the next hour tries again',
        );
      });
    }
  }
}
