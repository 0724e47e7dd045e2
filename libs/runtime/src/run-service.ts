import 'reflect-metadata';
import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import { Module } from '@nestjs/common';
import type { DynamicModule, NestApplicationOptions, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Service } from '#contracts/topics';
import { connectEventStrategy } from '#messaging/connect-event-strategy';
import { EventStrategy } from '#messaging/event-strategy';
import { loadConfiguration } from './configuration.js';
import type { Configuration, Profile } from './configuration.js';
import { Readiness } from './health.js';
import { beforeRequests } from './before-requests.js';
import { limitHttp } from './http-limits.js';
import { enterRequest, observeHttp } from './http-observation.js';
import { createLogger } from './logging.js';
import type { Logger } from './logging.js';
import { MessageActivity, messagingMetrics } from './message-activity.js';
import { Metrics } from './metrics.js';
import { NestLogger } from './nest-logger.js';
import { addOperationsRoutes } from './operations-routes.js';
import { PLATFORM_RESOURCES } from './platform-resources.js';
import type { PlatformResources } from './platform-resources.js';
import { PlatformModule } from './platform.module.js';
import { endOnFatalErrors, stopOnSignals } from './process-signals.js';
import { keepGauges } from './process-gauges.js';
import { readinessChecks } from './readiness-checks.js';
import { ServiceWork } from './service-work.js';
import { stopService } from './stop-service.js';

/** How long a caller may take to agree on the encryption, in milliseconds. */
const HANDSHAKE_MS = 10_000;

export interface ServiceOptions {
  /** The services whose modules run in this process. */
  readonly services: readonly Service[];
  readonly modules: readonly (Type | DynamicModule)[];
}

export interface RunningService {
  /** Where it listens, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly app: NestExpressApplication;
  /** Aborted as soon as the service is asked to stop. */
  readonly stopping: AbortSignal;
  /** Resolves once consumers and relays run; false when the service was stopped before. */
  started(): Promise<boolean>;
  /**
   * Takes no further request or message, finishes those in hand, publishes what they announced, closes stream, cache and databases,
   * in this order. Resolves with false when the time of `shutdownTimeoutMs` was not enough. A second call returns the same promise.
   */
  stop(): Promise<boolean>;
}

@Module({})
class ProcessModule {}

/** The whole of a `main.ts`: runs services until a signal ends the process. `afterStart` is told once the process listens. */
export async function runService(
  options: ServiceOptions & {
    readonly defaultProfile: Profile;
    readonly afterStart?: (running: RunningService) => Promise<void>;
  },
): Promise<void> {
  const configuration = loadConfiguration(options.defaultProfile);
  const logger = createLogger(
    configuration,
    options.services.length === 1 ? String(options.services[0]) : 'standalone',
  );
  endOnFatalErrors(logger);
  try {
    const running = await startService(options, configuration, logger);
    stopOnSignals(logger, () => running.stop());
    await options.afterStart?.(running);
  } catch (error) {
    logger.fatal({ err: error }, 'The service could not start');
    process.exit(1);
  }
}

/**
 * Starts services in this process. HTTP answers when this returns; consumers and relays follow by themselves as soon as the
 * database is reachable and migrated, which `/readyz` tells.
 */
export async function startService(
  options: ServiceOptions,
  configuration: Configuration,
  logger: Logger,
): Promise<RunningService> {
  sayIgnoredSettings(configuration, logger);
  const metrics = new Metrics();
  const messages = new MessageActivity();
  const instruments = { logger, metrics, messagingMetrics: messagingMetrics(metrics) };
  const readiness = new Readiness();
  const app = await NestFactory.create<NestExpressApplication>(
    {
      module: ProcessModule,
      imports: [PlatformModule.forProfile(configuration, options.services, instruments, readiness), ...options.modules],
    },
    { abortOnError: false, bodyParser: false, logger: new NestLogger(logger), ...encryption(options, configuration) },
  );
  const resources = app.get<PlatformResources>(PLATFORM_RESOURCES);
  const strategy = new EventStrategy({
    stream: messages.watch(resources.stream),
    logger,
    metrics: instruments.messagingMetrics,
  });
  connectEventStrategy(app, strategy);
  const work = new ServiceWork({ app, resources, services: options.services, logger });
  const stopping = new AbortController();
  readinessChecks({
    resources,
    services: options.services,
    messages,
    started: () => work.running,
    draining: () => stopping.signal.aborted,
  }).forEach((check) => readiness.add(check));
  keepGauges(metrics, resources, options.services);
  app.disable('x-powered-by');
  addOperationsRoutes(app.getHttpAdapter().getInstance(), readiness, metrics);

  let stopped: Promise<boolean> | null = null;
  const stop = (): Promise<boolean> => {
    stopping.abort();
    stopped ??= stopService({ app, strategy, resources, work, configuration, logger });
    return stopped;
  };
  try {
    const server: Server = app.getHttpServer();
    beforeRequests(server, enterRequest);
    // Before it listens the modules may put something before their routes; all of that is observed.
    await app.init();
    beforeRequests(
      server,
      observeHttp(logger, metrics, () => stopping.signal.aborted),
    );
    limitHttp(server);
    await app.listen(configuration.port, configuration.host);
  } catch (error) {
    await stop();
    throw listenError(error, configuration);
  }
  const url = urlOf(app.getHttpServer(), configuration);
  logger.info({ url, profile: configuration.profile }, 'Listening');
  const started = work.start(stopping.signal);
  return { url, configuration, logger, app, stopping: stopping.signal, started: () => started, stop };
}

/**
 * The process with the gateway speaks TLS where a certificate is given. The others are asked by nobody but whoever runs them, for
 * health and metrics, and go on without.
 */
function encryption(
  { services }: ServiceOptions,
  { gateway: { tls } }: Configuration,
): Pick<NestApplicationOptions, 'httpsOptions'> {
  if (tls === null || !services.includes(Service.queryGateway)) return {};
  const { certificate, key } = tls;
  const httpsOptions: Pick<TlsOptions, 'cert' | 'key' | 'minVersion' | 'handshakeTimeout'> = {
    cert: certificate,
    key,
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_MS,
  };
  return { httpsOptions };
}

function sayIgnoredSettings({ ignoredSettings, profile }: Configuration, logger: Logger): void {
  if (ignoredSettings.length > 0) {
    logger.warn({ settings: ignoredSettings }, `These settings mean nothing with PROFILE=${profile} and are ignored`);
  }
}

function listenError(error: unknown, { host, port }: Configuration): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  const reason = code === 'EADDRINUSE' ? 'is in use by another program' : 'may not be used by this user';
  return new Error(`Port ${port} of ${host} ${reason}; set PORT to another one`, { cause: error });
}

function urlOf(server: Server, { host }: Configuration): string {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server does not listen on a port.');
  }
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${server instanceof TlsServer ? 'https' : 'http'}://${name}:${address.port}`;
}
