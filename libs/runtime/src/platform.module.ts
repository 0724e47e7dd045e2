import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Service } from '#contracts/topics';
import { systemClock } from './clock.js';
import type { Configuration } from './configuration.js';
import type { Readiness } from './health.js';
import { openPlatformResources } from './open-platform-resources.js';
import { PLATFORM_RESOURCES } from './platform-resources.js';
import type { PlatformResources } from './platform-resources.js';
import type { ProcessInstruments } from './process-instruments.js';
import {
  CACHE,
  CLOCK,
  CONFIGURATION,
  DATABASE,
  EVENT_STREAM,
  INBOX,
  LOGGER,
  METRICS,
  OUTBOX,
  RATE_LIMITER,
  READINESS,
} from './tokens.js';

/** The composition root: modules ask for the tokens of `tokens.ts` and never learn which way they run. */
@Module({})
export class PlatformModule {
  /** Provides what a process has once: configuration, logger, metrics, readiness, clock, stream, cache and limiter, to every module. */
  static forProfile(
    configuration: Configuration,
    services: readonly Service[],
    instruments: ProcessInstruments,
    readiness: Readiness,
  ): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      providers: [
        { provide: CONFIGURATION, useValue: configuration },
        { provide: LOGGER, useValue: instruments.logger },
        { provide: METRICS, useValue: instruments.metrics },
        { provide: READINESS, useValue: readiness },
        { provide: CLOCK, useValue: systemClock },
        {
          provide: PLATFORM_RESOURCES,
          useFactory: () => openPlatformResources(configuration, services, instruments),
        },
        {
          provide: EVENT_STREAM,
          inject: [PLATFORM_RESOURCES],
          useFactory: (resources: PlatformResources) => resources.stream,
        },
        { provide: CACHE, inject: [PLATFORM_RESOURCES], useFactory: (resources: PlatformResources) => resources.cache },
        {
          provide: RATE_LIMITER,
          inject: [PLATFORM_RESOURCES],
          useFactory: (resources: PlatformResources) => resources.rateLimiter,
        },
      ],
      exports: [
        CONFIGURATION,
        LOGGER,
        METRICS,
        READINESS,
        CLOCK,
        PLATFORM_RESOURCES,
        EVENT_STREAM,
        CACHE,
        RATE_LIMITER,
      ],
    };
  }

  /** Provides what a service has of its own: DATABASE under its role, OUTBOX and INBOX. Each service's module imports it once. */
  static forService(service: Service): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        {
          provide: DATABASE,
          inject: [PLATFORM_RESOURCES],
          useFactory: (resources: PlatformResources) => resources.forService(service).database,
        },
        {
          provide: OUTBOX,
          inject: [PLATFORM_RESOURCES],
          useFactory: (resources: PlatformResources) => resources.forService(service).outbox,
        },
        {
          provide: INBOX,
          inject: [PLATFORM_RESOURCES],
          useFactory: (resources: PlatformResources) => resources.forService(service).inbox,
        },
      ],
      exports: [DATABASE, OUTBOX, INBOX],
    };
  }
}
