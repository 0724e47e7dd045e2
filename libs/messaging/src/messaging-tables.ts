import { readFileSync } from 'node:fs';
import type { Database } from '#storage/database';

/** For tests: makes this room's tables in an empty database, from the migration that defines them, and nothing else. */
export async function createMessagingTables(database: Database): Promise<void> {
  await database.executeScript(readFileSync('libs/storage/migrations/0004_messaging.sql', 'utf8'));
}
