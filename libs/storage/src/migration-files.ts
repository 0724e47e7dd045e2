import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApplicationError } from '#domain/errors';

export interface Migration {
  readonly version: number;
  /** File name: '0001_market-data.sql'. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text with Unix line ends, in hex. */
  readonly checksum: string;
}

/** The migrations are not compiled, so they are found from the package's root, from the sources as well as from `dist`. */
function migrationsDirectory(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let directory = start; directory !== dirname(directory); directory = dirname(directory)) {
    const candidate = join(directory, 'libs', 'storage', 'migrations');
    if (existsSync(join(directory, 'package.json')) && existsSync(candidate)) return candidate;
  }
  const message = `No libs/storage/migrations was found above ${start}; ship that folder beside package.json.`;
  throw new ApplicationError('migrations_not_found', message);
}

/** All migrations in order: files named `NNNN_what.sql`, numbered from 0001 without a gap. */
export function readMigrations(directory: string = migrationsDirectory()): Migration[] {
  const names = readdirSync(directory).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name, index) => {
    const version = Number(/^(\d{4})_[a-z0-9-]+\.sql$/.exec(name)?.[1]);
    if (version !== index + 1) {
      const expected = String(index + 1).padStart(4, '0');
      throw new ApplicationError('migrations_invalid', `Migration ${name} stands where ${expected}_….sql is expected.`);
    }
    const sql = readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n');
    return { version, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}
