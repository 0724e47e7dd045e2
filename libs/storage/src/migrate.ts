import { ApplicationError } from '#domain/errors';
import type { Database, Transaction } from './database.js';
import { readMigrations, type Migration } from './migration-files.js';

/** Any number, as long as every version of this program uses the same. */
const MIGRATION_LOCK = 7_201_955_031;

interface RecordedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

async function readRecorded(transaction: Transaction): Promise<RecordedMigration[]> {
  await transaction.executeScript(`
    create table if not exists schema_migrations (
      version    int4 primary key,
      name       text not null,
      checksum   text not null,
      applied_at timestamptz not null default now()
    );
    grant select on schema_migrations to public;
  `);
  return transaction.query<RecordedMigration>('select version, name, checksum from schema_migrations order by version');
}

function assertCompatible(recorded: readonly RecordedMigration[], migrations: readonly Migration[]): void {
  for (const row of recorded) {
    const migration = migrations[row.version - 1];
    if (migration === undefined) {
      const message =
        `The store has migration ${row.name}, this program knows ${migrations.length}: ` +
        'the store was used by a newer version. Start that version, or restore a backup made before it.';
      throw new ApplicationError('store_too_new', message);
    }
    if (migration.checksum !== row.checksum) {
      const message =
        `Migration ${row.name} was changed after the store had applied it ` +
        `(recorded ${row.checksum.slice(0, 12)}, file ${migration.checksum.slice(0, 12)}). ` +
        'Bring the file back as it was and put the change into a new migration.';
      throw new ApplicationError('migration_changed', message);
    }
  }
}

/**
 * Brings the store to the newest schema and returns the names of the migrations that were applied; none when it is there already.
 * All of them are one transaction under a lock, so that processes may start at once and one killed on the way leaves nothing
 * behind. The login must be allowed to create roles; a role set on the connection would own the tables, so set none.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[] = readMigrations(),
): Promise<string[]> {
  return database.transaction(async (transaction) => {
    // Building an index on a large table takes its time.
    await transaction.executeScript('set local statement_timeout = 0');
    await transaction.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const recorded = await readRecorded(transaction);
    assertCompatible(recorded, migrations);
    const pending = migrations.slice(recorded.length);
    for (const { version, name, sql, checksum } of pending) {
      await transaction.executeScript(sql);
      await transaction.execute('insert into schema_migrations (version, name, checksum) values ($1, $2, $3)', [
        version,
        name,
        checksum,
      ]);
    }
    return pending.map(({ name }) => name);
  });
}
