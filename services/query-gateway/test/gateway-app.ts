import { Module } from '@nestjs/common';
import type { MiddlewareConsumer, NestModule, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { pino } from 'pino';
import { MemoryCache } from '#cache/memory-cache';
import { Service } from '#contracts/topics';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import { CACHE, CLOCK, DATABASE, INBOX, LOGGER, OUTBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase } from '#storage/pglite-database';
import type { PgliteDatabase } from '#storage/pglite-database';
import { configureGateway, gatewayControllers, gatewayProviders } from '../src/query-gateway.parts.js';

export interface GatewayApp {
  readonly app: NestExpressApplication;
  /** The store as its owner: fixtures write tables of other services. */
  readonly store: PgliteDatabase;
  /** What the gateway has asked of the store, by the first words of the statement. */
  readonly statements: string[];
  readonly clock: { now: () => Date };
  get<T>(token: Type<T>): T;
  close(): Promise<void>;
}

/** Some instant of a day in New York. */
export const noonInNewYork = (date: string): Date => new Date(`${date}T17:00:00Z`);

/** The gateway over HTTP on an in-memory store with every migration, under the gateway's own role. */
export async function startGateway(today = '2023-02-03'): Promise<GatewayApp> {
  const store = await openPgliteDatabase({ directory: null });
  await migrate(store);
  const statements: string[] = [];
  const database = counted(store.forRole('equal_index_query_gateway'), statements);
  const clock = { now: () => noonInNewYork(today) };
  const platform = [
    { provide: DATABASE, useValue: database },
    {
      provide: OUTBOX,
      useValue: new SqlOutbox({ service: Service.queryGateway, relay: { wake: () => undefined }, now: clock.now }),
    },
    { provide: INBOX, useValue: new SqlInbox(Service.queryGateway) },
    { provide: CACHE, useValue: new MemoryCache(16 * 1024 * 1024) },
    { provide: CLOCK, useValue: { now: () => clock.now() } },
    { provide: LOGGER, useValue: pino({ level: 'silent' }) },
  ];

  @Module({ controllers: gatewayControllers, providers: [...platform, ...gatewayProviders] })
  class GatewayTestModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      configureGateway(consumer);
    }
  }

  const testing = await Test.createTestingModule({ imports: [GatewayTestModule] }).compile();
  const app = testing.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
  await app.listen(0, '127.0.0.1');
  return {
    app,
    store,
    statements,
    clock,
    get: (token) => app.get(token),
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
  };
}
