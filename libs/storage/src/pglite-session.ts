import { protocol, type PGlite } from '@electric-sql/pglite';
import { splitBinaryCopy } from './binary-copy-splitter.js';
import type { SqlValue } from './database.js';
import type { Session, StatementResult } from './session.js';
import { encodeValue } from './sql-values.js';
import { readAnswer } from './wire-reader.js';

const { serialize } = protocol;

const COPY_DATA = 0x64;
/** Rows handed over in one go; the answer to a COPY can only be awaited, so this is what it costs in memory. */
const COPY_SEGMENT_BYTES = 4 * 1024 * 1024;

function copyMessage(statement: string, segment: Uint8Array): Buffer {
  const header = Buffer.alloc(5);
  header[0] = COPY_DATA;
  header.writeUInt32BE(segment.length + 4, 1);
  return Buffer.concat([serialize.query(statement), header, segment, serialize.copyDone()]);
}

/**
 * PGlite's only connection. It speaks the wire protocol to the engine directly: one message per statement instead of PGlite's six,
 * and COPY FROM STDIN, which needs no superuser, unlike COPY FROM '/dev/blob'. Every call runs to its end before it returns.
 */
export class PgliteSession implements Session {
  readonly #engine: PGlite;

  constructor(engine: PGlite) {
    this.#engine = engine;
  }

  async run(text: string, values: readonly SqlValue[]): Promise<StatementResult> {
    const message = Buffer.concat([
      serialize.parse({ text }),
      serialize.bind({ values: values.map(encodeValue) }),
      serialize.describe({ type: 'P' }),
      serialize.execute({}),
      serialize.sync(),
    ]);
    return this.#exchange(message);
  }

  async script(text: string): Promise<void> {
    await this.#exchange(serialize.query(text));
  }

  async copyIn(statement: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    let rows = 0;
    for await (const segment of splitBinaryCopy(chunks, COPY_SEGMENT_BYTES)) {
      rows += (await this.#exchange(copyMessage(statement, segment))).affected;
    }
    return rows;
  }

  abandon(): void {
    // There is no second connection to go on with; the statements that follow report what is wrong.
  }

  async #exchange(message: Uint8Array): Promise<StatementResult> {
    const answer: Buffer[] = [];
    // The engine reuses its memory, so what it hands out is copied.
    const onRawData = (bytes: Uint8Array): void => void answer.push(Buffer.from(bytes));
    await this.#engine.execProtocolRawStream(message, { onRawData });
    return readAnswer(answer.length === 1 ? (answer[0] as Buffer) : Buffer.concat(answer));
  }
}
