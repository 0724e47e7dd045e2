import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { SqlValue } from './database.js';
import type { Session, StatementResult } from './session.js';
import { encodeValue } from './sql-values.js';

function toParameter(value: SqlValue): string | Buffer | null {
  const encoded = encodeValue(value);
  // The driver takes bytes as a Buffer; this is a view, not a copy.
  return encoded instanceof Uint8Array ? Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength) : encoded;
}

/** A checked-out connection of the pool. */
export class PostgresSession implements Session {
  readonly #client: PoolClient;
  #lost: Error | null = null;
  readonly #onLoss = (error: Error): void => {
    this.#lost = error;
  };

  constructor(client: PoolClient) {
    this.#client = client;
    client.on('error', this.#onLoss);
  }

  async run(text: string, values: readonly SqlValue[]): Promise<StatementResult> {
    const result = await this.#client.query<object>({ text, values: values.map(toParameter) });
    return { rows: result.rows, affected: result.rowCount ?? 0, command: result.command };
  }

  async script(text: string): Promise<void> {
    await this.#client.query(text);
  }

  /** The statement time-out is meant for questions; a COPY lasts as long as its source has rows. */
  async copyIn(statement: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    const set = `set_config('statement_timeout', $1, true)`;
    const before = await this.#client.query<{ limit: string }>(
      `select current_setting('statement_timeout') as limit, ${set}`,
      ['0'],
    );
    const copy = this.#client.query(copyFrom(statement));
    await pipeline(Readable.from(chunks, { objectMode: false }), copy);
    await this.#client.query(`select ${set}`, [before.rows[0]?.limit]);
    return copy.rowCount;
  }

  abandon(): void {
    this.#lost ??= new Error('The state of the connection is unknown.');
  }

  /** Gives the connection back to the pool, which closes it when it is lost. */
  release(): void {
    this.#client.off('error', this.#onLoss);
    this.#client.release(this.#lost ?? false);
  }
}
