/**
 * The storage port: what every service needs of PostgreSQL, whichever way it runs.
 *
 * Decoding is the same in every adapter, so that no caller ever sees a driver's habits:
 * `date` is a 'YYYY-MM-DD' string, `timestamptz` a Date, `int8` a number (an error outside the safe range),
 * `float8` a number, `numeric` a string, `jsonb` a parsed value, `bytea` a Uint8Array, arrays are arrays of these.
 * Values go the other way: a JSON document is given as its text, a Date stands for an instant (never for a day).
 *
 * Every failure is an `ApplicationError` whose code is one of `database-errors.ts`; `cause` is the driver's error.
 */
export type SqlValue =
  string | number | bigint | boolean | null | Date | Uint8Array | readonly (string | number | boolean | null)[];

export interface Queryable {
  /** Runs one statement and returns its rows. */
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Runs one statement and returns the number of rows it affected. */
  execute(text: string, values?: readonly SqlValue[]): Promise<number>;
}

export interface Transaction extends Queryable {
  /** Runs SQL text of several statements without parameters. */
  executeScript(text: string): Promise<void>;
  /**
   * Loads rows by COPY … FROM STDIN (FORMAT binary). `chunks` carries the complete binary stream, signature and trailer
   * included (see `binary-copy.ts`). Returns the number of rows stored.
   */
  copyIn(target: { table: string; columns: readonly string[] }, chunks: AsyncIterable<Uint8Array>): Promise<number>;
  /** Reads a long result in batches of `batchSize` rows with constant memory (a cursor). */
  stream<Row extends object>(text: string, values: readonly SqlValue[], batchSize: number): AsyncIterable<Row[]>;
  /** Runs `callback` once the transaction has committed; never when it rolled back. */
  afterCommit(callback: () => void): void;
}

export interface Database extends Queryable {
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it throws.
   *
   * Inside `work` only the handle it is given may be used: `query`, `execute` and `transaction` of the database itself throw
   * `nested_transaction` there, since they would wait for a connection that the caller holds.
   *
   * After a deadlock or a serialization failure `work` runs again, twice at most, unless it has used `copyIn` (whose chunks
   * can be read only once). So `work` hands out what it found by its return value, not by changing what lies outside it.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Runs SQL text of several statements without parameters, all or nothing. */
  executeScript(text: string): Promise<void>;
  /**
   * Of a store that nobody but this process writes to: differs from an earlier count whenever a statement that may change rows has been
   * begun or ended since, so what was read between two equal counts still holds. Undefined where others write as well.
   */
  writes?(): number;
  close(): Promise<void>;
}
