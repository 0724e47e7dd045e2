import { Global, Module } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { pino } from 'pino';
import { z } from 'zod';
import type { Logger } from 'pino';
import type { Cache } from '#cache/cache';
import { MemoryCache } from '#cache/memory-cache';
import { MemoryRateLimiter } from '#cache/memory-rate-limiter';
import type { RateLimiter } from '#cache/rate-limiter';
import { Service } from '#contracts/topics';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import { PLATFORM_RESOURCES } from '#runtime/platform-resources';
import type { ServiceResources } from '#runtime/platform-resources';
import { gatewayOf, gatewaySettings } from '#runtime/gateway-settings';
import type { GatewayConfiguration } from '#runtime/gateway-settings';
import { Readiness } from '#runtime/health';
import { Metrics } from '#runtime/metrics';
import { CACHE, CLOCK, CONFIGURATION, LOGGER, METRICS, RATE_LIMITER, READINESS } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase } from '#storage/pglite-database';
import { QueryGatewayModule } from '../src/query-gateway.module.js';

export interface GatewayApp {
  readonly app: NestExpressApplication;
  /** The store as its owner: fixtures write tables of other services. */
  readonly store: Database;
  /** What the gateway has asked of the store, by the first words of the statement. */
  readonly statements: string[];
  readonly clock: { now: () => Date };
  get<T>(token: Type<T>): T;
  close(): Promise<void>;
}

/** Some instant of a day in New York. */
export const noonInNewYork = (date: string): Date => new Date(`${date}T17:00:00Z`);

/** An empty store. */
export interface GatewayStore {
  /** As its owner. */
  readonly database: Database;
  forRole(role: string): Database;
  close(): Promise<void>;
}

export async function openPglite(): Promise<GatewayStore> {
  const database = await openPgliteDatabase({ directory: null });
  return { database, forRole: (role) => database.forRole(role), close: () => database.close() };
}

/** As on the loopback of one's own machine: no key, no limit, and what is the default else. */
const { gateway: openGateway } = gatewayOf(z.object(gatewaySettings).parse({}), true, () => '');

/** The gateway over HTTP on a store with every migration, in memory unless told otherwise, under the gateway's own role. */
export async function startGateway(
  today = '2023-02-03',
  open: () => Promise<GatewayStore> = openPglite,
  settings: Partial<GatewayConfiguration> = {},
  rateLimiter: RateLimiter = new MemoryRateLimiter(1000),
  logger: Logger = pino({ level: 'silent' }),
  cache: Cache = new MemoryCache(16 * 1024 * 1024),
): Promise<GatewayApp> {
  const store = await open();
  await migrate(store.database);
  const statements: string[] = [];
  const database = counted(store.forRole('equal_index_query_gateway'), statements);
  const clock = { now: () => noonInNewYork(today) };
  const resources: ServiceResources = {
    database,
    outbox: new SqlOutbox({ service: Service.queryGateway, relay: { wake: () => undefined }, now: clock.now }),
    inbox: new SqlInbox(Service.queryGateway),
  };
  const platform = [
    { provide: PLATFORM_RESOURCES, useValue: { forService: () => resources } },
    { provide: CACHE, useValue: cache },
    { provide: RATE_LIMITER, useValue: rateLimiter },
    { provide: CONFIGURATION, useValue: { host: '127.0.0.1', gateway: { ...openGateway, ...settings } } },
    { provide: METRICS, useValue: new Metrics() },
    { provide: READINESS, useValue: new Readiness() },
    { provide: CLOCK, useValue: { now: () => clock.now() } },
    { provide: LOGGER, useValue: logger },
  ];

  @Global()
  @Module({ providers: platform, exports: platform.map(({ provide }) => provide) })
  class TestPlatformModule {}

  const testing = await Test.createTestingModule({ imports: [TestPlatformModule, QueryGatewayModule] }).compile();
  const app = testing.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
  await app.listen(0, '127.0.0.1');
  return {
    app,
    store: store.database,
    statements,
    clock,
    get: (token) => app.get(token, { strict: false }),
    close: async () => {
      await app.close();
      await store.close();
    },
  };
}

/** The same database; every statement outside a transaction is noted. */
function counted(database: Database, statements: string[]): Database {
  const note = (text: string): void => void statements.push(text.trim().replaceAll(/\s+/g, ' '));
  return {
    query: (text, values) => {
      note(text);
      return database.query(text, values);
    },
    execute: (text, values) => {
      note(text);
      return database.execute(text, values);
    },
    transaction: (work) => database.transaction(work),
    executeScript: (text) => database.executeScript(text),
    close: () => database.close(),
    ...(database.writes === undefined ? {} : { writes: () => database.writes?.() ?? 0 }),
  };
}
