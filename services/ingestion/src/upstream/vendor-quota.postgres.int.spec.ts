import { createPostgresDatabase } from '#storage/postgres-database';
import { startRealPostgres } from '#testing/real-services';
import type { RealPostgres } from '#testing/real-services';
import { describeQuota } from './vendor-quota.contract.js';

let postgres: RealPostgres;

beforeAll(async () => {
  postgres = await startRealPostgres();
}, 180_000);
afterAll(() => postgres.stop());

describeQuota('PostgreSQL', () => {
  const open = (role: string | null) =>
    createPostgresDatabase({
      url: postgres.url,
      role,
      maxConnections: 4,
      statementTimeoutMs: 60_000,
      applicationName: 'quota-test',
      onError: () => undefined,
    });
  const owner = open(null);
  // A pool for each of two processes.
  const processes = [open('equal_index_ingestion'), open('equal_index_ingestion')];
  return Promise.resolve({
    owner,
    processes,
    close: async () => {
      await Promise.all([owner, ...processes].map((database) => database.close()));
    },
  });
});
