import type { INestApplication, INestMicroservice } from '@nestjs/common';
import type { MicroserviceOptions, NestMicroservice } from '@nestjs/microservices';
import type { EventStrategy } from './event-strategy.js';
import { RethrowErrorsFilter } from './rethrow-errors.filter.js';

/**
 * Connects the strategy to an application; `app.startAllMicroservices()` starts it afterwards.
 *
 * The application's global filters, guards and interceptors are made for HTTP and are not inherited. Instead the handlers get
 * one filter of their own, which leaves errors as they are. It has to be there before Nest looks the handlers up, hence the
 * deferred initialization, and the modules' init hooks are the application's to call, not once more ours.
 */
export function connectEventStrategy(app: INestApplication, strategy: EventStrategy): INestMicroservice {
  const microservice = app.connectMicroservice<MicroserviceOptions>({ strategy }, { deferInitialization: true });
  microservice.useGlobalFilters(new RethrowErrorsFilter());
  (microservice as NestMicroservice).setIsInitHookCalled(true);
  return microservice;
}
