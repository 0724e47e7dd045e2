import type { Cache } from '#cache/cache';
import type { RateLimiter } from '#cache/rate-limiter';
import type { Service } from '#contracts/topics';
import type { DeadLetterStore } from '#messaging/dead-letter-store';
import type { EventStream } from '#messaging/event-stream';
import type { Inbox, Outbox } from '#messaging/outbox';
import { OutboxRelay } from '#messaging/outbox-relay';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import type { Database } from '#storage/database';
import type { ConnectionCounts } from '#storage/postgres-database';
import { systemClock } from './clock.js';
import type { ProcessInstruments } from './process-instruments.js';

/** What one service may use of its own: the database under its role, its outbox and its inbox. */
export interface ServiceResources {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
}

/** The same with what the process has to run for it. */
export interface OperatedServiceResources extends ServiceResources {
  readonly inbox: SqlInbox;
  /** Empties the outbox into the stream. */
  readonly relay: OutboxRelay;
}

/** The long-lived things of one process. One implementation per profile; only `PlatformModule` chooses. */
export interface PlatformResources {
  readonly stream: EventStream & DeadLetterStore;
  readonly cache: Cache;
  readonly rateLimiter: RateLimiter;
  /** The same object for the same service, whoever asks. */
  forService(service: Service): OperatedServiceResources;
  /** Throws, saying why, until the store is reachable and has every migration that this code needs. */
  assertMigrated(): Promise<void>;
  /** Of the service's pool; null where there is none. */
  connectionCounts(service: Service): ConnectionCounts | null;
  /** Cache and databases; the relays and the stream are closed before, by the one who started them. */
  close(): Promise<void>;
}

/** `PlatformResources` of the process; for `runService` alone. */
export const PLATFORM_RESOURCES = Symbol('PlatformResources');

/** Callers whose use a process keeps in its memory; some hundred bytes each. */
export const LIMITED_NAMES = 50_000;

/** The database role of a service (`libs/storage/migrations/0005_roles.sql`). */
export function roleOf(service: Service): string {
  return `equal_index_${service.replaceAll('-', '_')}`;
}

/** Builds what a service has of its own around its database, once per service. */
export class ServiceResourcesRegistry {
  private readonly built = new Map<Service, OperatedServiceResources>();

  constructor(
    private readonly openDatabase: (service: Service) => Database,
    private readonly stream: EventStream,
    /** Names this process among those that run the same service, the same after a restart. */
    private readonly processName: string,
    private readonly instruments: ProcessInstruments,
  ) {}

  forService(service: Service): OperatedServiceResources {
    const known = this.built.get(service);
    if (known !== undefined) {
      return known;
    }
    const database = this.openDatabase(service);
    const relay = new OutboxRelay({
      service,
      database,
      stream: this.stream,
      logger: this.instruments.logger,
      metrics: this.instruments.messagingMetrics,
      holder: this.processName,
    });
    const outbox = new SqlOutbox({ service, relay, now: () => systemClock.now() });
    const resources = { database, outbox, inbox: new SqlInbox(service), relay };
    this.built.set(service, resources);
    return resources;
  }

  async closeDatabases(): Promise<void> {
    await Promise.all([...this.built.values()].map(({ database }) => database.close()));
  }
}
