import pg from 'pg';
import { ApplicationError } from '#domain/errors';
import type { Database, SqlValue, Transaction } from './database.js';
import { toDatabaseError } from './database-errors.js';
import { PostgresSession } from './postgres-session.js';
import { runCommitted, runTransaction } from './session.js';
import { decoderOf } from './sql-values.js';
import { TransactionScope } from './transaction-scope.js';

export interface PostgresOptions {
  /** postgres://user:password@host:port/database */
  readonly url: string;
  /** The role taken on every connection (`equal_index_<service>`); null: that of the login. */
  readonly role: string | null;
  readonly maxConnections: number;
  readonly statementTimeoutMs: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Told of lost idle connections and of errors in `afterCommit` callbacks; neither ends the process. */
  readonly onError: (error: Error) => void;
}

/** Connections of the pool by what they do, and callers that wait for one. */
export interface ConnectionCounts {
  readonly active: number;
  readonly idle: number;
  readonly waiting: number;
}

export interface PooledDatabase extends Database {
  connectionCounts(): ConnectionCounts;
}

/** For a free connection of the pool, or a new one to the server. */
const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_CONNECTION_MS = 30_000;
/** A transaction whose owner hangs gives its locks back after this long. */
const IDLE_TRANSACTION_MS = 600_000;

/** Settings that every connection starts with, so that none depends on how server, database or login are configured. */
function startupOptions(options: PostgresOptions): string {
  const settings: Record<string, string | number> = {
    timezone: 'UTC',
    datestyle: 'ISO',
    intervalstyle: 'postgres',
    bytea_output: 'hex',
    extra_float_digits: 1,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
    // Cursors here are always read to their end, so they are planned for that.
    cursor_tuple_fraction: 1,
  };
  if (options.role !== null) settings['role'] = options.role;
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

function assertOptions(options: PostgresOptions): void {
  if (options.role !== null && !/^[a-z_][a-z0-9_]{0,62}$/.test(options.role)) {
    throw new ApplicationError('invalid_argument', `role is "${options.role}"; give a lower-case name without quotes.`);
  }
  if (/[?&]options=/.test(options.url)) {
    const message = 'The database URL carries "options", which would replace the role and the time-outs; leave it out.';
    throw new ApplicationError('invalid_argument', message);
  }
}

class PostgresDatabase implements PooledDatabase {
  readonly #options: PostgresOptions;
  readonly #pool: pg.Pool;
  readonly #scope = new TransactionScope();
  #closing: Promise<void> | null = null;

  constructor(options: PostgresOptions) {
    assertOptions(options);
    this.#options = options;
    this.#pool = new pg.Pool({
      connectionString: options.url,
      options: startupOptions(options),
      application_name: options.applicationName,
      max: options.maxConnections,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_CONNECTION_MS,
      keepAlive: true,
      types: { getTypeParser: decoderOf as never },
    });
    // A connection that is lost while idle is reported by the pool, one that is in use by the client; without a listener either
    // would end the process.
    this.#pool.on('error', (error) => options.onError(error));
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async query<Row extends object = Record<string, unknown>>(
    text: string,
    values: readonly SqlValue[] = [],
  ): Promise<Row[]> {
    return (await this.#statement('query', (session) => session.run(text, values))).rows as Row[];
  }

  async execute(text: string, values: readonly SqlValue[] = []): Promise<number> {
    return (await this.#statement('execute', (session) => session.run(text, values))).affected;
  }

  async executeScript(text: string): Promise<void> {
    await this.#statement('executeScript', (session) => session.script(text));
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.#scope.assertOutside('transaction');
    const { result, committed } = await this.#use((session) =>
      runTransaction(session, (transaction) => this.#scope.run(() => work(transaction))),
    );
    runCommitted(committed, this.#options.onError);
    return result;
  }

  connectionCounts(): ConnectionCounts {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { active: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  async close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    await this.#closing;
  }

  async #use<T>(work: (session: PostgresSession) => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw new ApplicationError('database_closed', 'The database has been closed.');
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw toDatabaseError(error);
    });
    const session = new PostgresSession(client);
    try {
      return await work(session);
    } finally {
      session.release();
    }
  }

  async #statement<T>(method: string, work: (session: PostgresSession) => Promise<T>): Promise<T> {
    this.#scope.assertOutside(method);
    try {
      return await this.#use(work);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }
}

/** A pool of connections to a PostgreSQL server; nothing is connected before the first statement. */
export function createPostgresDatabase(options: PostgresOptions): PooledDatabase {
  return new PostgresDatabase(options);
}
