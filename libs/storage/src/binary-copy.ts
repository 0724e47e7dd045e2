import { ApplicationError } from '#domain/errors';

/** Signature, flags (none) and length of the header extension (none). */
export const BINARY_COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** A field count of -1 ends the stream. */
export const BINARY_COPY_TRAILER = Buffer.from([0xff, 0xff]);

/** Days from 1970-01-01 to 2000-01-01, where PostgreSQL counts from. */
const POSTGRES_EPOCH_DAY = 10_957;
const DEFAULT_CHUNK_BYTES = 128 * 1024;
/** Room kept at the end of a chunk, so that values of fixed length need no check of their own. */
const FIXED_BYTES = 16;
const BYTES_PER_UTF16_UNIT = 3;
const JSONB_VERSION = 1;

/**
 * Writes rows in the format of COPY … (FORMAT binary): `beginRow(n)`, then exactly n values in the order of the columns, each by
 * the method of its column's type. Full chunks are taken with `takeChunk`, what is left with `finish`:
 *
 *     const encoder = new BinaryCopyEncoder();
 *     for (const row of rows) {
 *       encoder.beginRow(2);
 *       encoder.date(row.epochDay);
 *       encoder.text(row.ticker);
 *       for (let chunk = encoder.takeChunk(); chunk !== null; chunk = encoder.takeChunk()) yield chunk;
 *     }
 *     yield* encoder.finish();
 *
 * A chunk that was taken belongs to the caller. The format has no conversions: an int4 written for an int8 column is an error of
 * the server, and so is a number of values that differs from the announced one.
 */
export class BinaryCopyEncoder {
  readonly #chunkBytes: number;
  #buffer: Buffer;
  #used: number;
  #full: Buffer[] = [];

  /** `chunkBytes`: size of the chunks in bytes; a larger value gets a chunk of its own. */
  constructor(chunkBytes: number = DEFAULT_CHUNK_BYTES) {
    this.#chunkBytes = Math.max(chunkBytes, 1024);
    this.#buffer = Buffer.allocUnsafeSlow(this.#chunkBytes);
    this.#used = BINARY_COPY_HEADER.copy(this.#buffer);
  }

  beginRow(fields: number): void {
    this.#reserve(FIXED_BYTES);
    this.#used = this.#buffer.writeInt16BE(fields, this.#used);
  }

  null(): void {
    this.#reserve(FIXED_BYTES);
    this.#used = this.#buffer.writeInt32BE(-1, this.#used);
  }

  boolean(value: boolean): void {
    this.#length(1);
    this.#used = this.#buffer.writeUInt8(value ? 1 : 0, this.#used);
  }

  int4(value: number): void {
    this.#length(4);
    this.#used = this.#buffer.writeInt32BE(value, this.#used);
  }

  /** `value`: a safe integer. */
  int8(value: number): void {
    if (!Number.isSafeInteger(value)) {
      throw new ApplicationError('invalid_value', `The int8 value ${value} is not a safe integer.`);
    }
    this.#length(8);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#used = this.#buffer.writeInt32BE(high, this.#used);
    this.#used = this.#buffer.writeUInt32BE(value - high * 0x1_0000_0000, this.#used);
  }

  float8(value: number): void {
    this.#length(8);
    this.#used = this.#buffer.writeDoubleBE(value, this.#used);
  }

  /** `epochDay`: whole days since 1970-01-01. */
  date(epochDay: number): void {
    this.#length(4);
    this.#used = this.#buffer.writeInt32BE(epochDay - POSTGRES_EPOCH_DAY, this.#used);
  }

  /** Text without the character U+0000, which PostgreSQL cannot store. */
  text(value: string): void {
    this.#reserve(FIXED_BYTES + value.length * BYTES_PER_UTF16_UNIT);
    const start = this.#used + 4;
    const written = value.length < 24 ? this.#shortText(value, start) : this.#buffer.write(value, start, 'utf8');
    this.#buffer.writeInt32BE(written, this.#used);
    this.#used = start + written;
  }

  bytea(value: Uint8Array): void {
    this.#reserve(FIXED_BYTES + value.length);
    this.#used = this.#buffer.writeInt32BE(value.length, this.#used);
    this.#buffer.set(value, this.#used);
    this.#used += value.length;
  }

  /** `document`: JSON text. */
  jsonb(document: string): void {
    this.#reserve(FIXED_BYTES + 1 + document.length * BYTES_PER_UTF16_UNIT);
    const start = this.#used + 5;
    const written = this.#buffer.write(document, start, 'utf8');
    this.#buffer.writeInt32BE(written + 1, this.#used);
    this.#buffer[start - 1] = JSONB_VERSION;
    this.#used = start + written;
  }

  /** The next full chunk, or null while there is none. */
  takeChunk(): Uint8Array | null {
    return this.#full.shift() ?? null;
  }

  /** Ends the stream: every chunk not taken yet, the last one with the trailer. */
  finish(): Uint8Array[] {
    this.#reserve(FIXED_BYTES);
    this.#used += BINARY_COPY_TRAILER.copy(this.#buffer, this.#used);
    const chunks = [...this.#full, this.#buffer.subarray(0, this.#used)];
    this.#full = [];
    return chunks;
  }

  /** Tickers and the like are ASCII: a loop over a few characters is faster than the call into the runtime. */
  #shortText(value: string, start: number): number {
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return this.#buffer.write(value, start, 'utf8');
      this.#buffer[start + index] = unit;
    }
    return value.length;
  }

  #length(bytes: number): void {
    this.#reserve(FIXED_BYTES);
    this.#used = this.#buffer.writeInt32BE(bytes, this.#used);
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#buffer.length) return;
    if (this.#used > 0) this.#full.push(this.#buffer.subarray(0, this.#used));
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(this.#chunkBytes, bytes));
    this.#used = 0;
  }
}
