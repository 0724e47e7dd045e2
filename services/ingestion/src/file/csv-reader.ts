import { isUtf8 } from 'node:buffer';
import { FileRefused } from './file-refused.error.js';

/**
 * Reads CSV (RFC 4180: commas, quotes, LF or CRLF) from bytes as they come, in any cut, with constant memory.
 *
 * Made for millions of rows: a record is handed out as positions in the bytes, in one object that is used again for the next
 * record, so that numbers and dates are read without a string in between. `fieldText` makes the string where one is needed.
 */
export interface CsvRecord {
  /** The bytes that the positions point into. Valid until the handler returns. */
  bytes: Buffer;
  /** Number of fields; positions are kept for the first `FIELDS_MAX` of them. */
  count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** 1 where a field holds doubled quotes, which `fieldText` makes single. */
  readonly escaped: Uint8Array;
  /** The line of the file, from 1, on which the record begins. */
  line: number;
  /** The first field, from 0, in which a quote stands where it must not; -1 when all are well. */
  malformedField: number;
}

export const FIELDS_MAX = 256;
/** No record may be longer, its line breaks included. */
export const RECORD_BYTES_MAX = 64 * 1024;

const QUOTE = 34;
const COMMA = 44;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** What decoding puts in the place of bytes that are no character. */
const REPLACEMENT_CHARACTER = '\ufffd';
const EMPTY = Buffer.alloc(0);
const INCOMPLETE = -1;

/** The text of one field. */
export function fieldText(record: CsvRecord, field: number): string {
  const text = record.bytes.toString('utf8', record.starts[field], record.ends[field]);
  return record.escaped[field] === 1 ? text.replaceAll('""', '"') : text;
}

export class CsvReader {
  private readonly onRecord: (record: CsvRecord) => void;
  private readonly record: CsvRecord = {
    bytes: EMPTY,
    count: 0,
    starts: new Int32Array(FIELDS_MAX),
    ends: new Int32Array(FIELDS_MAX),
    escaped: new Uint8Array(FIELDS_MAX),
    line: 1,
    malformedField: -1,
  };
  /** Bytes that do not make a record yet. */
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private nextLine = 1;
  private begun = false;

  constructor(onRecord: (record: CsvRecord) => void) {
    this.onRecord = onRecord;
  }

  /** @throws FileRefused when the bytes cannot be text of this form */
  push(chunk: Uint8Array): void {
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
    // Small pieces are gathered, so that a record is not looked at once per byte of it.
    if (this.waitingBytes >= RECORD_BYTES_MAX) this.readRecords(false);
  }

  /** Says that all bytes are there. */
  end(): void {
    this.readRecords(true);
  }

  private readRecords(final: boolean): void {
    let block = this.takeWaiting();
    if (!this.begun && (final || block.length >= BYTE_ORDER_MARK.length)) {
      this.begun = true;
      if (block.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
        block = block.subarray(BYTE_ORDER_MARK.length);
      }
    }
    // A line feed is never part of a longer character, so a block that ends with one can be checked by itself.
    const whole = final ? block.length : block.lastIndexOf(LINE_FEED) + 1;
    this.assertText(block.subarray(0, whole));
    this.record.bytes = block;
    let start = 0;
    while (start < whole) {
      const next = this.readRecord(block, start, whole, final);
      if (next === INCOMPLETE) break;
      start = next;
    }
    if (block.length - start > RECORD_BYTES_MAX) throw this.recordTooLong();
    this.record.bytes = EMPTY;
    if (start < block.length) this.keepWaiting(block.subarray(start));
  }

  private takeWaiting(): Buffer {
    const [first] = this.waiting;
    const block =
      this.waiting.length === 1 && first !== undefined
        ? Buffer.from(first.buffer, first.byteOffset, first.byteLength)
        : Buffer.concat(this.waiting, this.waitingBytes);
    this.waiting = [];
    this.waitingBytes = 0;
    return block;
  }

  private keepWaiting(rest: Buffer): void {
    // A copy, or the few bytes would keep their whole block alive.
    this.waiting.push(Buffer.from(rest));
    this.waitingBytes = rest.length;
  }

  /** Reads one record and hands it out; returns the position after it, or INCOMPLETE. */
  private readRecord(block: Buffer, start: number, end: number, final: boolean): number {
    const record = this.record;
    record.count = 0;
    record.malformedField = -1;
    let position = start;
    let lineBreaks = 0;
    for (;;) {
      const field = record.count;
      record.count += 1;
      let fieldStart = position;
      let fieldEnd = INCOMPLETE;
      let escaped = 0;
      if (position < end && block[position] === QUOTE) {
        fieldStart = position + 1;
        for (position = fieldStart; ; position += 1) {
          if (position >= end) {
            if (final) throw this.unclosedQuote();
            return INCOMPLETE;
          }
          const byte = block[position];
          if (byte === LINE_FEED) lineBreaks += 1;
          if (byte !== QUOTE) continue;
          if (position + 1 >= end && !final) return INCOMPLETE;
          if (position + 1 >= end || block[position + 1] !== QUOTE) break;
          escaped = 1;
          position += 1;
        }
        fieldEnd = position;
        position += 1;
      }
      const contentEnd = position;
      // Nearly every byte of a table is above the comma in ASCII, so one comparison decides most.
      for (; position < end; position += 1) {
        const byte = block[position] as number;
        if (byte > COMMA) continue;
        if (byte === COMMA || byte === LINE_FEED) break;
        if (byte === QUOTE && record.malformedField < 0) record.malformedField = field;
      }
      if (position >= end && !final) return INCOMPLETE;
      const atComma = position < end && block[position] === COMMA;
      const afterContent =
        !atComma && position > contentEnd && block[position - 1] === CARRIAGE_RETURN ? position - 1 : position;
      if (fieldEnd === INCOMPLETE) fieldEnd = afterContent;
      else if (afterContent > contentEnd && record.malformedField < 0) record.malformedField = field;
      if (field < FIELDS_MAX) {
        record.starts[field] = fieldStart;
        record.ends[field] = fieldEnd;
        record.escaped[field] = escaped;
      }
      position += 1;
      if (!atComma) break;
    }
    if (position - start > RECORD_BYTES_MAX) throw this.recordTooLong();
    record.line = this.nextLine;
    this.nextLine += lineBreaks + 1;
    // A line without anything on it is no record.
    if (record.count > 1 || record.ends[0] !== start) this.onRecord(record);
    return Math.min(position, end);
  }

  private assertText(block: Buffer): void {
    const zero = block.indexOf(0);
    if (zero >= 0) {
      throw new FileRefused(
        'import.binary_file',
        `Line ${this.lineOf(block, zero)} holds a zero byte: this is not a CSV file. Send comma-separated text in UTF-8, plain or gzip.`,
      );
    }
    if (isUtf8(block)) return;
    throw this.invalidUtf8(block);
  }

  private invalidUtf8(block: Buffer): FileRefused {
    let line = this.nextLine;
    let start = 0;
    let end = block.indexOf(LINE_FEED) + 1 || block.length;
    while (isUtf8(block.subarray(start, end)) && end < block.length) {
      line += 1;
      start = end;
      end = block.indexOf(LINE_FEED, start) + 1 || block.length;
    }
    const column = block.toString('utf8', start, end).indexOf(REPLACEMENT_CHARACTER) + 1;
    return new FileRefused(
      'import.invalid_utf8',
      `Line ${line}, character ${column}: the bytes are not UTF-8. Save the file as "CSV UTF-8" and send it again.`,
    );
  }

  private lineOf(block: Buffer, position: number): number {
    let line = this.nextLine;
    for (let at = block.indexOf(LINE_FEED); at >= 0 && at < position; at = block.indexOf(LINE_FEED, at + 1)) line += 1;
    return line;
  }

  private recordTooLong(): FileRefused {
    return new FileRefused(
      'import.line_too_long',
      `The line that begins at line ${this.nextLine} is longer than ${RECORD_BYTES_MAX} bytes. ` +
        'Check for a quote that is not closed and for lines that end neither in LF nor in CRLF.',
    );
  }

  private unclosedQuote(): FileRefused {
    return new FileRefused(
      'import.unclosed_quote',
      `The file ends inside a quoted field of the line that begins at line ${this.nextLine}. Close the quote or send the whole file.`,
    );
  }
}
