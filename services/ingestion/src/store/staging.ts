import { ApplicationError } from '#domain/errors';
import type { Database, Transaction } from '#storage/database';
import type { Batch } from '../rows/row-intake.js';
import type { StagedColumn } from '../rows/row-reader.js';

/** The table that a file's rows were read into: one column per value, `line`, and `repeated` where an earlier line has the key. */
export interface StagedRows {
  readonly table: string;
  readonly columns: readonly StagedColumn[];
}

const MARKS: readonly StagedColumn[] = [
  { name: 'line', type: 'int8' },
  { name: 'repeated', type: 'boolean' },
];
/** An import that has not been heard of for so long is dead. */
const ABANDONED_AFTER = '15 minutes';
const SWEPT_AT_ONCE_MAX = 10;

/**
 * Rows on their way from a file to the market data. Each batch is a transaction of its own, so that an engine with a single
 * connection serves others in between; nothing reads the table before the merge. A file of one batch never touches the store
 * before its merge, and has its table in that very transaction.
 */
export class Staging {
  private readonly database: Database;
  private readonly table: string;
  private columns: readonly StagedColumn[] = [];
  private held: Batch | null = null;
  private created = false;
  private underWay: Promise<void> = Promise.resolve();
  private rows = 0;

  /** `attempt`: a UUID of this attempt's own, since another delivery of the same job may be under way. */
  constructor(database: Database, attempt: string) {
    this.database = database;
    this.table = `staged_${attempt.replaceAll('-', '')}`;
  }

  /** Returns while the batch is still being stored, so that the next one is read meanwhile; an error comes with the next call. */
  async add(batch: Batch, columns: readonly StagedColumn[]): Promise<void> {
    this.columns = columns;
    this.rows += batch.rows;
    if (!this.created && this.held === null) {
      this.held = batch;
      return;
    }
    await this.underWay;
    const batches = this.held === null ? [batch] : [this.held, batch];
    this.held = null;
    this.underWay = this.store(batches);
    // It is awaited later; until then it must not count as unhandled.
    this.underWay.catch(() => undefined);
    this.created = true;
  }

  /** Waits until every batch is stored. */
  async settle(): Promise<void> {
    await this.underWay;
  }

  /** The staged rows, all of them, as seen by the transaction of the merge. */
  async open(transaction: Transaction, columns: readonly StagedColumn[]): Promise<StagedRows> {
    this.columns = columns;
    const staged = { table: `ingestion.${this.table}`, columns };
    if (!this.created) {
      await this.create(transaction);
      if (this.held !== null) await this.copy(transaction, this.held);
    } else {
      await this.touch(transaction);
      await this.assertComplete(transaction);
    }
    if (this.rows > 0) await transaction.execute(`analyze ${staged.table}`);
    return staged;
  }

  /** Takes the table away as part of the merge. */
  async drop(transaction: Transaction): Promise<void> {
    await transaction.execute(`drop table ingestion.${this.table}`);
    await transaction.execute('delete from ingestion.staging_tables where name = $1', [this.table]);
  }

  /** Takes the table away after a failure. What cannot be done now, because the store is gone, `sweep` does later. */
  async discard(): Promise<void> {
    await this.underWay.catch(() => undefined);
    if (this.created) await dropTables(this.database, [this.table]);
  }

  private async store(batches: readonly Batch[]): Promise<void> {
    const create = !this.created;
    await this.database.transaction(async (transaction) => {
      if (create) {
        await this.create(transaction);
        await transaction.execute('insert into ingestion.staging_tables (name, touched_at) values ($1, now())', [
          this.table,
        ]);
      } else {
        await this.touch(transaction);
      }
      for (const batch of batches) await this.copy(transaction, batch);
    });
  }

  private async create(transaction: Transaction): Promise<void> {
    const columns = [...this.columns, ...MARKS].map(
      ({ name, type }) => `${name} ${type}${type === 'text' ? ' collate "C"' : ''}`,
    );
    await transaction.execute(
      `create unlogged table ingestion.${this.table} (${columns.join(', ')}) with (autovacuum_enabled = false)`,
    );
  }

  private async copy(transaction: Transaction, batch: Batch): Promise<void> {
    const columns = [...this.columns, ...MARKS].map(({ name }) => name);
    await transaction.copyIn({ table: `ingestion.${this.table}`, columns }, toAsync(batch.chunks));
  }

  /** Says that this import is alive; in the merge the row's lock also keeps the sweep away. */
  private async touch(transaction: Transaction): Promise<void> {
    const touched = await transaction.execute(
      'update ingestion.staging_tables set touched_at = now() where name = $1',
      [this.table],
    );
    if (touched === 0) throw lostRows(`its staging table ${this.table} was swept`);
  }

  /** An unlogged table is empty after a crash of the server, which a pool of connections can survive unseen. */
  private async assertComplete(transaction: Transaction): Promise<void> {
    const [counted] = await transaction.query<{ rows: number }>(`select count(*) as rows from ingestion.${this.table}`);
    if (counted?.rows !== this.rows) throw lostRows(`${counted?.rows ?? 0} of ${this.rows} staged rows are left`);
  }
}

function lostRows(what: string): ApplicationError {
  return new ApplicationError(
    'import.interrupted',
    `The import was interrupted: ${what}. It starts again from the upload.`,
    {
      retryable: true,
    },
  );
}

async function* toAsync(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** Drops what killed imports left behind. Returns the names of the tables. */
export async function sweepStaging(database: Database): Promise<string[]> {
  const abandoned = await database.query<{ name: string }>(
    `select name from ingestion.staging_tables where touched_at < now() - interval '${ABANDONED_AFTER}' limit ${SWEPT_AT_ONCE_MAX}`,
  );
  return dropTables(
    database,
    abandoned.map(({ name }) => name),
  );
}

async function dropTables(database: Database, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  return database.transaction(async (transaction) => {
    const rows = await transaction.query<{ name: string }>(
      'select name from ingestion.staging_tables where name = any($1::text[]) for update skip locked',
      [names],
    );
    for (const { name } of rows) {
      await transaction.execute(`drop table if exists ingestion.${name}`);
      await transaction.execute('delete from ingestion.staging_tables where name = $1', [name]);
    }
    return rows.map(({ name }) => name);
  });
}
