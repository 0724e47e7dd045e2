import { startRealPostgres } from '#testing/real-services';
import { createPostgresDatabase } from '#storage/postgres-database';
import type { Database } from '#storage/database';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp, GatewayStore } from '../../test/gateway-app.js';
import { describeAsKnownAt } from './as-known-at.contract.js';
import { describeCoverage } from './coverage.contract.js';
import { describeQuality } from './quality.contract.js';

async function openPostgres(): Promise<GatewayStore> {
  const server = await startRealPostgres();
  const databases: Database[] = [];
  const connect = (role: string | null): Database => {
    const database = createPostgresDatabase({
      url: server.url,
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
      await server.stop();
    },
  };
}

const start = (today: string): Promise<GatewayApp> => startGateway(today, openPostgres);

describeAsKnownAt('PostgreSQL', start);
describeCoverage('PostgreSQL', start);
describeQuality('PostgreSQL', start);
