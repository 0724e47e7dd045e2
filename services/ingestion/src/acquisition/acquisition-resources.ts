import { randomUUID } from 'node:crypto';
import type { Provider } from '@nestjs/common';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Outbox } from '#messaging/outbox';
import type { Configuration } from '#runtime/configuration';
import type { Readiness } from '#runtime/health';
import type { Metrics } from '#runtime/metrics';
import { CONFIGURATION, DATABASE, LOGGER, METRICS, OUTBOX, READINESS } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { createProviders } from '../providers/create-providers.js';
import { openUpstreams, type Upstreams } from '../upstream/open-upstreams.js';
import { systemTiming } from '../upstream/timing.js';
import type { AcquisitionParts } from './acquisition-parts.js';

/** The vendors of the configuration, behind their manners. */
const UPSTREAMS = Symbol('Upstreams');
export const ACQUISITION_PARTS = Symbol('AcquisitionParts');

/** What the module of ingestion provides for acquiring. */
export const acquisitionResources: Provider[] = [
  {
    provide: UPSTREAMS,
    inject: [CONFIGURATION, DATABASE, LOGGER, METRICS, READINESS],
    useFactory: (
      { providers }: Configuration,
      database: Database,
      logger: Logger,
      metrics: Metrics,
      readiness: Readiness,
    ): Upstreams => openUpstreams({ providers, database, timing: systemTiming, logger, metrics, readiness }),
  },
  {
    provide: ACQUISITION_PARTS,
    inject: [UPSTREAMS, CONFIGURATION, DATABASE, OUTBOX, LOGGER],
    useFactory: (
      upstreams: Upstreams,
      { providers }: Configuration,
      database: Database,
      outbox: Outbox,
      logger: Logger,
    ): AcquisitionParts => ({
      database,
      outbox,
      logger,
      clock: systemTiming,
      timing: systemTiming,
      createId: randomUUID,
      providers: createProviders(upstreams, () => systemTiming.now(), providers.flatFiles),
    }),
  },
];

/** Ends the calls in hand when the process stops. */
@Injectable()
export class UpstreamsCloser implements OnApplicationShutdown {
  constructor(@Inject(UPSTREAMS) private readonly upstreams: Upstreams) {}

  async onApplicationShutdown(): Promise<void> {
    await this.upstreams.close();
  }
}
