import { setImmediate as nextTurn } from 'node:timers/promises';
import { protocol, type PGlite } from '@electric-sql/pglite';
import { ApplicationError } from '#domain/errors';
import { splitBinaryCopy } from './binary-copy-splitter.js';
import type { SqlValue } from './database.js';
import type { Session, StatementResult } from './session.js';
import { encodeValue } from './sql-values.js';
import { readAnswer } from './wire-reader.js';

const { serialize } = protocol;

/** Statements that follow each other without a pause let requests and timers have their turn after so long. */
const TURN_AFTER_MS = 15;
/**
 * Statements that change no row of a table: a query without data-modifying parts, and what sets the role. Functions of ours that a query
 * may call make partitions and take locks, and change no row either.
 */
const READS_ONLY = /^\s*(?:(?:select|with)\b(?![\s\S]*\b(?:insert|update|delete|merge)\b)|(?:re)?set role\b)/i;
const COPY_DATA = 0x64;
/** Rows handed over in one go; the answer to a COPY can only be awaited, so this is what it costs in memory. */
const COPY_SEGMENT_BYTES = 4 * 1024 * 1024;

function copyMessage(statement: string, segment: Uint8Array): Buffer {
  const header = Buffer.alloc(5);
  header[0] = COPY_DATA;
  header.writeUInt32BE(segment.length + 4, 1);
  return Buffer.concat([serialize.query(statement), header, segment, serialize.copyDone()]);
}

function cancelledCopy(statement: string, reason: unknown): Buffer {
  const message = reason instanceof Error ? reason.message : String(reason);
  return Buffer.concat([serialize.query(statement), serialize.copyFail(message)]);
}

/**
 * PGlite's only connection. It speaks the wire protocol to the engine directly: one message per statement instead of PGlite's six,
 * and COPY FROM STDIN, which needs no superuser, unlike COPY FROM '/dev/blob'. The engine runs in this thread: during a statement
 * nothing else does, and without a pause between statements nothing else would until the last of them.
 */
export class PgliteSession implements Session {
  readonly #engine: PGlite;
  #failure: Error | null = null;
  #lastTurn = performance.now();
  #writes = 0;

  constructor(engine: PGlite) {
    this.#engine = engine;
  }

  /** How often a statement that may change rows has been begun or ended. */
  get writes(): number {
    return this.#writes;
  }

  async run(text: string, values: readonly SqlValue[]): Promise<StatementResult> {
    const message = Buffer.concat([
      serialize.parse({ text }),
      serialize.bind({ values: values.map(encodeValue) }),
      serialize.describe({ type: 'P' }),
      serialize.execute({}),
      serialize.sync(),
    ]);
    return this.#counted(text, () => this.#exchange(message));
  }

  async script(text: string): Promise<void> {
    await this.#counted(text, () => this.#exchange(serialize.query(text)));
  }

  async copyIn(statement: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    const segments = splitBinaryCopy(chunks, COPY_SEGMENT_BYTES);
    let rows = 0;
    for (;;) {
      const next = await segments.next().catch(async (error: unknown) => {
        // On a server a COPY whose source fails takes the transaction with it; here, too.
        await this.#exchange(cancelledCopy(statement, error)).catch(() => undefined);
        throw error;
      });
      if (next.done === true) return rows;
      const { value } = next;
      rows += (await this.#counted(statement, () => this.#exchange(copyMessage(statement, value)))).affected;
    }
  }

  abandon(): void {
    this.#failure ??= new Error('a transaction could not be rolled back');
  }

  async #counted<T>(text: string, work: () => Promise<T>): Promise<T> {
    if (READS_ONLY.test(text)) return work();
    this.#writes += 1;
    try {
      return await work();
    } finally {
      this.#writes += 1;
    }
  }

  async #exchange(message: Uint8Array): Promise<StatementResult> {
    if (performance.now() - this.#lastTurn > TURN_AFTER_MS) {
      await nextTurn();
      this.#lastTurn = performance.now();
    }
    if (this.#failure !== null) {
      const text = `The embedded engine has failed and must be started anew: ${this.#failure.message}`;
      throw new ApplicationError('database_unavailable', text, { retryable: true, cause: this.#failure });
    }
    const answer: Buffer[] = [];
    // The engine reuses its memory, so what it hands out is copied.
    const onRawData = (bytes: Uint8Array): void => void answer.push(Buffer.from(bytes));
    try {
      await this.#engine.execProtocolRawStream(message, { onRawData });
    } catch (error) {
      // Errors of SQL come as an answer: this is the engine itself, out of memory or trapped.
      this.#failure = error instanceof Error ? error : new Error(String(error));
      throw this.#failure;
    }
    return readAnswer(answer.length === 1 ? (answer[0] as Buffer) : Buffer.concat(answer));
  }
}
