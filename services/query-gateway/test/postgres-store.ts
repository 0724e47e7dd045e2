import type { Database } from '#storage/database';
import { createPostgresDatabase } from '#storage/postgres-database';
import { startRealPostgres } from '#testing/real-services';
import type { GatewayStore } from './gateway-app.js';

/** An empty store of a real server, for `startGateway`. */
export async function openPostgres(): Promise<GatewayStore> {
  const server = await startRealPostgres();
  const store = openPostgresAt(server.url);
  return {
    ...store,
    close: async () => {
      await store.close();
      await server.stop();
    },
  };
}

/** The same in a server that somebody else starts and stops, so that several gateways can share it. */
export function openPostgresAt(url: string): GatewayStore {
  const databases: Database[] = [];
  const connect = (role: string | null): Database => {
    const database = createPostgresDatabase({
      url,
      role,
      maxConnections: 4,
      statementTimeoutMs: 30_000,
      applicationName: 'gateway-test',
      onError: () => undefined,
    });
    databases.push(database);
    return database;
  };
  return {
    database: connect(null),
    forRole: connect,
    close: async () => {
      await Promise.all(databases.map((database) => database.close()));
    },
  };
}
