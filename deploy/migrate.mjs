/**
 * Brings the database of the distributed profile to the newest schema. Safe to run again and to race.
 *
 * Environment: DATABASE_URL or DATABASE_URL_FILE; the login must be allowed to create roles.
 */
import { readFileSync } from 'node:fs';
import { environmentWithSecretFiles } from '../dist/libs/runtime/src/secret-settings.js';
import { migrate } from '../dist/libs/storage/src/migrate.js';
import { createPostgresDatabase } from '../dist/libs/storage/src/postgres-database.js';

const { environment, problems } = environmentWithSecretFiles(process.env, (path) => readFileSync(path, 'utf8'));
if (problems.length > 0 || environment.DATABASE_URL === undefined) {
  const texts = problems.map(({ name, remedy }) => `${name}: ${remedy}`);
  process.stderr.write(
    `${texts.join('\n') || 'DATABASE_URL is not set; give postgres://user:password@host:5432/database'}\n`,
  );
  process.exit(1);
}

const database = createPostgresDatabase({
  url: environment.DATABASE_URL,
  role: null,
  maxConnections: 1,
  statementTimeoutMs: 600_000,
  applicationName: 'equal-weighted-index migrate',
  onError: (error) => process.stderr.write(`${error.message}\n`),
});
try {
  const applied = await migrate(database);
  process.stdout.write(applied.length > 0 ? `applied ${applied.join(', ')}\n` : 'the schema is up to date\n');
} catch (error) {
  process.stderr.write(`The database could not be migrated: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  await database.close();
}
