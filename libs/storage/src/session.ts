import { ApplicationError } from '#domain/errors';
import type { SqlValue, Transaction } from './database.js';
import { isTransactionConflict, toDatabaseError } from './database-errors.js';
import { SerialQueue } from './serial-queue.js';
import { quoteName } from './sql-values.js';

export interface StatementResult {
  readonly rows: object[];
  readonly affected: number;
  /** First word of the command tag: 'SELECT', 'COMMIT', … */
  readonly command: string;
}

/** One connection, as a driver gives it. Calls never overlap; errors are the driver's own. */
export interface Session {
  run(text: string, values: readonly SqlValue[]): Promise<StatementResult>;
  script(text: string): Promise<void>;
  /** Returns the number of rows stored. */
  copyIn(statement: string, chunks: AsyncIterable<Uint8Array>): Promise<number>;
  /** Called when a rollback failed: nothing is known of the connection's state, so it must not be used again. */
  abandon(): void;
}

/** Statements of one transaction that may wait for each other; callers that run some in parallel stay far below. */
const STATEMENT_LIMIT = 1_000;
const TRANSACTION_ATTEMPTS = 3;

/** Passes chunks on and remembers the error with which their source ended, since that is what the caller must see. */
function watchSource(chunks: AsyncIterable<Uint8Array>): { chunks: AsyncIterable<Uint8Array>; failure: () => unknown } {
  let failure: unknown = null;
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks;
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  return { chunks: watched(), failure: () => failure };
}

/** The handle given to the callback of a transaction; the same for every adapter. */
class SessionTransaction implements Transaction {
  readonly #session: Session;
  readonly #queue = new SerialQueue(STATEMENT_LIMIT);
  readonly committed: (() => void)[] = [];
  #open = true;
  #cursors = 0;
  repeatable = true;

  constructor(session: Session) {
    this.#session = session;
  }

  async query<Row extends object = Record<string, unknown>>(
    text: string,
    values: readonly SqlValue[] = [],
  ): Promise<Row[]> {
    return (await this.#run(() => this.#session.run(text, values))).rows as Row[];
  }

  async execute(text: string, values: readonly SqlValue[] = []): Promise<number> {
    return (await this.#run(() => this.#session.run(text, values))).affected;
  }

  async executeScript(text: string): Promise<void> {
    await this.#run(() => this.#session.script(text));
  }

  async copyIn(
    target: { table: string; columns: readonly string[] },
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<number> {
    this.repeatable = false;
    const columns = target.columns.map((column) => quoteName(column)).join(', ');
    const statement = `copy ${quoteName(target.table)} (${columns}) from stdin (format binary)`;
    const source = watchSource(chunks);
    try {
      return await this.#run(() => this.#session.copyIn(statement, source.chunks));
    } catch (error) {
      throw source.failure() ?? error;
    }
  }

  async *stream<Row extends object>(
    text: string,
    values: readonly SqlValue[],
    batchSize: number,
  ): AsyncGenerator<Row[], void, undefined> {
    if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
      throw new ApplicationError('invalid_argument', `batchSize is ${batchSize}; give a whole number of rows from 1.`);
    }
    this.#cursors += 1;
    const cursor = `stream_${this.#cursors}`;
    await this.execute(`declare ${cursor} no scroll cursor without hold for ${text}`, values);
    let finished = false;
    try {
      while (!finished) {
        const rows = await this.query<Row>(`fetch forward ${batchSize} from ${cursor}`);
        finished = rows.length < batchSize;
        if (rows.length > 0) yield rows;
      }
    } finally {
      // After an error the transaction takes no further statement, and its end closes the cursor anyway.
      if (this.#open) await this.execute(`close ${cursor}`).catch(() => undefined);
    }
  }

  afterCommit(callback: () => void): void {
    this.#assertOpen();
    this.committed.push(callback);
  }

  /** Refuses further statements and waits for those under way. */
  async end(): Promise<void> {
    this.#open = false;
    await this.#queue.idle();
  }

  #assertOpen(): void {
    if (this.#open) return;
    throw new ApplicationError('transaction_closed', 'The transaction has ended; its handle cannot be used any more.');
  }

  async #run<T>(job: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    try {
      return await this.#queue.run(job);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }
}

export interface TransactionOutcome<T> {
  readonly result: T;
  readonly committed: readonly (() => void)[];
}

async function commit(session: Session): Promise<void> {
  let command: string;
  try {
    ({ command } = await session.run('commit', []));
  } catch (error) {
    const translated = toDatabaseError(error);
    if (translated.code !== 'database_unavailable') throw translated;
    const message = `The connection was lost while committing, so it is not known whether the transaction stands: ${translated.message}`;
    throw new ApplicationError('database_unavailable', message, { retryable: true, cause: error });
  }
  if (command === 'COMMIT') return;
  // A failed statement whose error the callback swallowed: the server turns the commit into a rollback.
  const message =
    'A statement of the transaction had failed, so that all of it was rolled back; let its error through.';
  throw new ApplicationError('transaction_aborted', message);
}

async function attempt<T>(
  session: Session,
  work: (transaction: Transaction) => Promise<T>,
): Promise<{ outcome: TransactionOutcome<T> } | { error: ApplicationError | Error; repeatable: boolean }> {
  const transaction = new SessionTransaction(session);
  await session.script('begin').catch((error: unknown) => {
    session.abandon();
    throw toDatabaseError(error);
  });
  let committing = false;
  try {
    const result = await work(transaction);
    await transaction.end();
    committing = true;
    await commit(session);
    return { outcome: { result, committed: transaction.committed } };
  } catch (error) {
    await transaction.end();
    if (!committing) await session.script('rollback').catch(() => session.abandon());
    const repeatable = transaction.repeatable && isTransactionConflict(error);
    return { error: error instanceof Error ? error : new Error(String(error)), repeatable };
  }
}

/** Runs `work` between BEGIN and COMMIT; again after a conflict, where that is safe (see `Database.transaction`). */
export async function runTransaction<T>(
  session: Session,
  work: (transaction: Transaction) => Promise<T>,
): Promise<TransactionOutcome<T>> {
  for (let number = 1; ; number += 1) {
    const ended = await attempt(session, work);
    if ('outcome' in ended) return ended.outcome;
    if (!ended.repeatable || number === TRANSACTION_ATTEMPTS) throw ended.error;
  }
}

/** Runs the callbacks of a committed transaction; what one of them throws can no longer undo it and goes to `onError`. */
export function runCommitted(callbacks: readonly (() => void)[], onError: (error: Error) => void): void {
  for (const callback of callbacks) {
    try {
      callback();
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
