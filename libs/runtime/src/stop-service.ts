import { setTimeout as sleep } from 'node:timers/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { EventStrategy } from '#messaging/event-strategy';
import type { Configuration } from './configuration.js';
import { drainHttp } from './http-drain.js';
import type { Logger } from './logging.js';
import type { PlatformResources } from './platform-resources.js';
import type { ServiceWork } from './service-work.js';

/** The share of the time to stop that requests and messages in hand may take; the rest is for closing. */
const SHARE_FOR_WORK_IN_HAND = 0.7;

export interface StoppableService {
  readonly app: NestExpressApplication;
  readonly strategy: EventStrategy;
  readonly resources: PlatformResources;
  readonly work: ServiceWork;
  readonly configuration: Configuration;
  readonly logger: Logger;
}

/** Stops in order, within the configured time. True when everything came to its end, false when the time was up before. */
export async function stopService(service: StoppableService): Promise<boolean> {
  const { configuration, logger } = service;
  const timer = new AbortController();
  const timeUp = sleep(configuration.shutdownTimeoutMs, false, { signal: timer.signal }).catch(() => false);
  const stopped = await Promise.race([stopInOrder(service), timeUp]);
  timer.abort();
  if (!stopped) {
    logger.warn(
      { shutdownTimeoutMs: configuration.shutdownTimeoutMs },
      'Stopped with work in hand or without a proper end; what was not finished is delivered again',
    );
  }
  return stopped;
}

async function stopInOrder({
  app,
  strategy,
  resources,
  work,
  configuration,
  logger,
}: StoppableService): Promise<boolean> {
  const inHandMs = configuration.shutdownTimeoutMs * SHARE_FOR_WORK_IN_HAND;
  const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
    // Nest's own close tells the modules (`onModuleDestroy`), so that a request that waits for something can be let go.
    [
      'requests and messages in hand',
      () =>
        Promise.all([
          drainHttp(app.getHttpServer(), inHandMs),
          Promise.race([Promise.all([strategy.close(), app.close()]), sleep(inHandMs, null, { ref: false })]),
        ]),
    ],
    ['outbox relays', () => work.stop()],
    ['stream', () => resources.stream.close()],
    ['cache and databases', () => resources.close()],
  ];
  let well = true;
  for (const [what, step] of steps) {
    try {
      await step();
    } catch (error) {
      well = false;
      logger.error({ err: error, step: what }, 'A part of the service could not be closed');
    }
  }
  return well;
}
