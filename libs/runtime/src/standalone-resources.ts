import { MemoryCache } from '#cache/memory-cache';
import { MemoryRateLimiter } from '#cache/memory-rate-limiter';
import { InProcessStream } from '#messaging/in-process/in-process-stream';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase } from '#storage/pglite-database';
import type { StandaloneConfiguration } from './configuration.js';
import { LIMITED_NAMES, ServiceResourcesRegistry, roleOf } from './platform-resources.js';
import type { PlatformResources } from './platform-resources.js';
import type { ProcessInstruments } from './process-instruments.js';

const CACHE_BYTES = 128 * 1024 * 1024;

/** One process with everything in it: the store in a folder, migrated here and now, the stream in the store, the cache in memory. */
export async function openStandaloneResources(
  configuration: StandaloneConfiguration,
  instruments: ProcessInstruments,
): Promise<PlatformResources> {
  const { logger } = instruments;
  const store = await openPgliteDatabase({
    directory: configuration.dataDirectory,
    onError: (error) => logger.error({ err: error }, 'A callback after a commit failed'),
  });
  try {
    const applied = await migrate(store);
    logger.info({ directory: configuration.dataDirectory, migrations: applied.length }, 'The store is open');
  } catch (error) {
    await store.close();
    throw error;
  }
  const stream = new InProcessStream({
    database: store,
    logger,
    closeTimeoutMs: configuration.shutdownTimeoutMs / 4,
  });
  const cache = new MemoryCache(CACHE_BYTES);
  const services = new ServiceResourcesRegistry(
    (service) => store.forRole(roleOf(service)),
    stream,
    'standalone',
    instruments,
  );
  return {
    stream,
    cache,
    rateLimiter: new MemoryRateLimiter(LIMITED_NAMES),
    forService: (service) => services.forService(service),
    assertMigrated: async () => {
      await store.query('select 1');
    },
    connectionCounts: () => null,
    close: async () => {
      await cache.close();
      await store.close();
    },
  };
}
