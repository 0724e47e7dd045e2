import { startRealPostgres } from '#testing/real-services';
import { describeDatabase, type StoreUnderTest } from './database.contract.js';
import type { Database } from './database.js';
import { migrate } from './migrate.js';
import { createPostgresDatabase } from './postgres-database.js';

async function openEmpty(): Promise<StoreUnderTest> {
  const server = await startRealPostgres();
  const databases: Database[] = [];
  const connect = (role: string | null): Database => {
    const database = createPostgresDatabase({
      url: server.url,
      role,
      maxConnections: 4,
      statementTimeoutMs: 30_000,
      applicationName: 'contract',
      onError: () => undefined,
    });
    databases.push(database);
    return database;
  };
  const byRole = new Map<string, Database>();
  return {
    database: connect(null),
    forRole: (role) => {
      const database = byRole.get(role) ?? connect(role);
      byRole.set(role, database);
      return database;
    },
    close: async () => {
      await Promise.all(databases.map((database) => database.close()));
      await server.stop();
    },
  };
}

describeDatabase({
  name: 'PostgreSQL',
  openEmpty,
  open: async () => {
    const store = await openEmpty();
    await migrate(store.database);
    return store;
  },
});
