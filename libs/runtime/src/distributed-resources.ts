import { hostname } from 'node:os';
import type { Cache } from '#cache/cache';
import { LayeredCache } from '#cache/layered-cache';
import { LayeredRateLimiter } from '#cache/layered-rate-limiter';
import { MemoryCache } from '#cache/memory-cache';
import { MemoryRateLimiter } from '#cache/memory-rate-limiter';
import type { RateLimiter } from '#cache/rate-limiter';
import { RedisCache } from '#cache/redis-cache';
import { RedisRateLimiter } from '#cache/redis-rate-limiter';
import type { Service } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import { KafkaStream } from '#messaging/kafka/kafka-stream';
import type { Database } from '#storage/database';
import { readMigrations } from '#storage/migration-files';
import { createPostgresDatabase } from '#storage/postgres-database';
import type { PooledDatabase } from '#storage/postgres-database';
import type { DistributedConfiguration } from './configuration.js';
import { LIMITED_NAMES, ServiceResourcesRegistry, roleOf } from './platform-resources.js';
import type { PlatformResources } from './platform-resources.js';
import type { ProcessInstruments } from './process-instruments.js';

/** Without Redis the memory of the process is the whole cache; before Redis it only saves the way there. */
const MEMORY_CACHE_BYTES = 64 * 1024 * 1024;
const MEMORY_CACHE_SECONDS = 60;
const CACHE_KEY_PREFIX = 'equal-index:';
const LIMIT_KEY_PREFIX = 'equal-index:limit:';
/** How long a request may wait to be counted in Redis before it is counted in memory, in milliseconds. */
const LIMIT_TIMEOUT_MS = 100;
/** A statement that takes longer is ended by the server, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 120_000;

/**
 * One of many processes: PostgreSQL, Kafka and Redis are elsewhere, and may come later than this process. Nothing is waited for
 * here, `assertMigrated` tells how far they are.
 */
export async function openDistributedResources(
  configuration: DistributedConfiguration,
  services: readonly Service[],
  instruments: ProcessInstruments,
): Promise<PlatformResources> {
  const processName = `${hostname()}:${configuration.port}`;
  const stream = new KafkaStream({
    brokers: configuration.kafkaBrokers,
    clientId: services.join('+') || 'command',
    logger: instruments.logger,
    closeTimeoutMs: configuration.shutdownTimeoutMs / 4,
  });
  const onRedisFailure = redisFailures(instruments);
  const cache = openCache(configuration, instruments, onRedisFailure);
  const rateLimiter = openRateLimiter(configuration, onRedisFailure);
  const pools = new Map<Service, PooledDatabase>();
  const registry = new ServiceResourcesRegistry(
    (service) => {
      const pool = openDatabase(configuration, service, instruments);
      pools.set(service, pool);
      return pool;
    },
    stream,
    processName,
    instruments,
  );
  const needed = readMigrations().length;
  return {
    stream,
    cache,
    rateLimiter,
    forService: (service) => registry.forService(service),
    assertMigrated: async () => {
      await Promise.all(services.map((service) => assertMigrated(registry.forService(service).database, needed)));
    },
    connectionCounts: (service) => pools.get(service)?.connectionCounts() ?? null,
    close: async () => {
      await Promise.all([cache.close(), rateLimiter.close()]);
      await registry.closeDatabases();
    },
  };
}

function openDatabase(
  configuration: DistributedConfiguration,
  service: Service,
  { logger }: ProcessInstruments,
): PooledDatabase {
  return createPostgresDatabase({
    url: configuration.databaseUrl,
    role: roleOf(service),
    maxConnections: configuration.databaseMaxConnections,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    applicationName: service,
    onError: (error) => logger.warn({ err: error }, 'A database connection was lost; the next statement opens another'),
  });
}

/** A store that is newer than this code is fine: migrations only add, and processes are replaced one by one. */
async function assertMigrated(database: Database, needed: number): Promise<void> {
  const [row] = await database.query<{ version: number | null }>(
    'select max(version) as version from schema_migrations',
  );
  const version = row?.version ?? 0;
  if (version < needed) {
    throw new ApplicationError(
      'store_not_migrated',
      `The store is at migration ${version}, this program needs ${needed}; run libs/storage/src/migrate-main.`,
      { retryable: true },
    );
  }
}

type OnRedisFailure = (operation: string, error: Error) => void;

/** Said once per process at a level that is seen; how often it happens is in the metrics. */
function redisFailures({ logger, metrics }: ProcessInstruments): OnRedisFailure {
  let said = false;
  return (operation, error) => {
    metrics.cacheFailures.inc({ operation });
    logger[said ? 'debug' : 'warn']({ operation, err: error }, 'Redis does not answer; going on without it');
    said = true;
  };
}

function openCache(
  { redisUrl }: DistributedConfiguration,
  { logger }: ProcessInstruments,
  onFailure: OnRedisFailure,
): Cache {
  const memory = new MemoryCache(MEMORY_CACHE_BYTES);
  if (redisUrl === null) {
    logger.info('REDIS_URL is not set: this process caches in its own memory, and counts calls for itself');
    return memory;
  }
  const redis = new RedisCache({ url: redisUrl, keyPrefix: CACHE_KEY_PREFIX, onFailure });
  return new LayeredCache(memory, redis, MEMORY_CACHE_SECONDS);
}

function openRateLimiter({ redisUrl }: DistributedConfiguration, onFailure: OnRedisFailure): RateLimiter {
  const memory = new MemoryRateLimiter(LIMITED_NAMES);
  if (redisUrl === null) return memory;
  const redis = new RedisRateLimiter({
    url: redisUrl,
    keyPrefix: LIMIT_KEY_PREFIX,
    timeoutMs: LIMIT_TIMEOUT_MS,
    onFailure,
  });
  return new LayeredRateLimiter(memory, redis);
}
