import { resolve } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { ApplicationError } from '#domain/errors';
import type { Database, SqlValue, Transaction } from './database.js';
import { toDatabaseError } from './database-errors.js';
import { lockDirectory } from './directory-lock.js';
import { startEngine } from './pglite-engine.js';
import { PgliteMaintenance } from './pglite-maintenance.js';
import { PgliteSession } from './pglite-session.js';
import { SerialQueue } from './serial-queue.js';
import { runCommitted, runTransaction } from './session.js';
import { quoteName } from './sql-values.js';
import { TransactionScope } from './transaction-scope.js';

export interface PgliteOptions {
  /** Where the store lives; it belongs to one process at a time. null: in memory, gone with the process. */
  readonly directory: string | null;
  /** Told of errors in `afterCommit` callbacks and in the upkeep between statements. */
  readonly onError?: (error: Error) => void;
}

/** A store in this process; every service asks for a handle under its own role. */
export interface PgliteDatabase extends Database {
  /** The same store under a role (`equal_index_<service>`). Closing such a handle closes nothing. */
  forRole(role: string): Database;
}

/** Statements and transactions that may wait for the one connection. */
const WAITING_LIMIT = 10_000;

/** What all handles of one store share: the connection, its queue, and the role it has at the moment. */
class PgliteConnection {
  readonly scope = new TransactionScope();
  readonly onError: (error: Error) => void;
  readonly #engine: PGlite;
  readonly #session: PgliteSession;
  readonly #unlock: () => void;
  readonly #queue = new SerialQueue(WAITING_LIMIT);
  readonly #maintenance: PgliteMaintenance;
  #role: string | null = null;
  #closing: Promise<void> | null = null;

  constructor(engine: PGlite, unlock: () => void, onError: (error: Error) => void) {
    this.#engine = engine;
    this.#session = new PgliteSession(engine);
    this.#maintenance = new PgliteMaintenance(this.#session, performance.now());
    this.#unlock = unlock;
    this.onError = onError;
  }

  get writes(): number {
    return this.#session.writes;
  }

  /** Waits for its turn, then has the connection under `role` for itself until `work` ends. */
  async use<T>(role: string | null, work: (session: PgliteSession) => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw new ApplicationError('database_closed', 'The database has been closed.');
    try {
      return await this.#enqueue(role, work);
    } finally {
      if (this.#maintenance.isDue(performance.now())) this.#maintain().catch(this.onError);
    }
  }

  #enqueue<T>(role: string | null, work: (session: PgliteSession) => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      if (this.#role !== role) {
        await this.#session.script(role === null ? 'reset role' : `set role ${quoteName(role)}`);
        this.#role = role;
      }
      return work(this.#session);
    });
  }

  /** Statement by statement, so that others get their turn between them. */
  async #maintain(): Promise<void> {
    for (const statement of await this.#enqueue(null, () => this.#maintenance.due())) {
      if (this.#closing !== null) return;
      await this.#enqueue(null, (session) => session.script(statement));
    }
  }

  /** Lets what waits finish, then closes the files and gives the directory free. */
  async close(): Promise<void> {
    this.#closing ??= this.#queue.idle().then(async () => {
      await this.#engine.close();
      this.#unlock();
    });
    await this.#closing;
  }
}

class PgliteHandle implements PgliteDatabase {
  readonly #connection: PgliteConnection;
  readonly #role: string | null;

  constructor(connection: PgliteConnection, role: string | null) {
    this.#connection = connection;
    this.#role = role;
  }

  forRole(role: string): Database {
    return new PgliteHandle(this.#connection, role);
  }

  writes(): number {
    return this.#connection.writes;
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
    const { scope, onError } = this.#connection;
    scope.assertOutside('transaction');
    const { result, committed } = await this.#connection.use(this.#role, (session) =>
      runTransaction(session, (transaction) => scope.run(() => work(transaction))),
    );
    runCommitted(committed, onError);
    return result;
  }

  async close(): Promise<void> {
    if (this.#role === null) await this.#connection.close();
  }

  async #statement<T>(method: string, work: (session: PgliteSession) => Promise<T>): Promise<T> {
    this.#connection.scope.assertOutside(method);
    try {
      return await this.#connection.use(this.#role, work);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }
}

/** Opens the store in `directory`, making it where there is none. Fails with `store_in_use` when a process has it open. */
export async function openPgliteDatabase(options: PgliteOptions): Promise<PgliteDatabase> {
  const onError = options.onError ?? (() => undefined);
  const directory = options.directory === null ? null : resolve(options.directory);
  const unlock = directory === null ? () => undefined : lockDirectory(directory);
  try {
    return new PgliteHandle(new PgliteConnection(await startEngine(directory), unlock, onError), null);
  } catch (error) {
    unlock();
    throw toDatabaseError(error);
  }
}
