/** Brings the store at DATABASE_URL to the newest schema, then ends: `node dist/libs/storage/src/migrate-main.js`. */
import { ApplicationError } from '#domain/errors';
import { migrate } from './migrate.js';
import { createPostgresDatabase } from './postgres-database.js';

async function main(): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) {
    const message = 'DATABASE_URL is not set; give the PostgreSQL store, postgres://user:password@host:5432/database.';
    throw new ApplicationError('configuration_invalid', message);
  }
  const database = createPostgresDatabase({
    url,
    role: null,
    maxConnections: 1,
    statementTimeoutMs: 0,
    applicationName: 'migrate',
    onError: (error) => console.error(error.message),
  });
  try {
    const applied = await migrate(database);
    console.log(applied.length === 0 ? 'The store is up to date.' : `Applied ${applied.join(', ')}.`);
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ApplicationError ? `${error.code}: ${error.message}` : error);
  process.exitCode = 1;
});
