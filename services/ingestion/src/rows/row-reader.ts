import type { BinaryCopyEncoder } from '#storage/binary-copy';
import { fieldText } from '../file/csv-reader.js';
import type { CsvRecord } from '../file/csv-reader.js';
import { parseDateKey, trimEnd, trimStart } from '../file/field-parsers.js';
import type { TickerTable } from '../file/ticker-table.js';
import type { DateEntry, DateTable } from './date-table.js';
import type { Header } from './header.js';
import { rejection } from './rejection.js';
import type { Rejection, RejectionRule } from './rejection.js';

/** A column of the staging table, in the order in which rows are encoded. */
export interface StagedColumn {
  readonly name: string;
  readonly type: 'date' | 'text' | 'float8' | 'int8' | 'boolean';
}

/** A row as its first half understood it; the second half encodes it. */
export interface RowReader {
  /** The columns that hold the row's values, its key included. */
  readonly columns: readonly StagedColumn[];
  /** Checks a row and keeps its values; null when it breaks no rule. */
  read(record: CsvRecord): Rejection | null;
  /** Notes the key of the row read last; false when the file had it before. */
  addKey(): boolean;
  /** Writes the values of the row read last. */
  encode(encoder: BinaryCopyEncoder): void;
}

const TEXT_LENGTH_MAX = 500;
const CONTROL_CHARACTER = /[\u0000-\u0008\u000e-\u001f\u007f]/;
const WHITE_SPACE = /\s+/g;

/** What every kind does with its fields. After a failed check `failure` says why. */
export class FieldReader {
  failure: Rejection | null = null;
  private readonly header: Header;
  private readonly names: readonly string[];

  constructor(header: Header) {
    this.header = header;
    const names = new Array<string>(header.fields).fill('');
    for (const [name, position] of header.positions) names[position] = name;
    this.names = names;
  }

  /** Whether the row has the shape of the header. */
  hasShape(record: CsvRecord): boolean {
    if (record.count !== this.header.fields) {
      this.failure = rejection(
        record.line,
        null,
        `${record.count} fields, the header has ${this.header.fields}`,
        'field_count',
      );
      return false;
    }
    if (record.malformedField >= 0) {
      this.fail(record, record.malformedField, 'malformed_quotes');
      return false;
    }
    return true;
  }

  fail(record: CsvRecord, field: number, rule: RejectionRule): void {
    const name = this.names[field];
    this.failure = rejection(
      record.line,
      name === undefined || name === '' ? null : name,
      fieldText(record, field),
      rule,
    );
  }

  /** The date in a field, or null. */
  date(record: CsvRecord, field: number, dates: DateTable): DateEntry | null {
    const { bytes } = record;
    const start = trimStart(bytes, record.starts[field] as number, record.ends[field] as number);
    const end = trimEnd(bytes, start, record.ends[field] as number);
    const key = parseDateKey(bytes, start, end);
    if (key < 0) {
      this.fail(record, field, start === end ? 'missing_value' : 'invalid_date');
      return null;
    }
    const entry = dates.entryOf(key);
    if (entry.rule === null) return entry;
    this.fail(record, field, entry.rule);
    return null;
  }

  /** The number of the ticker in a field, or -1. */
  ticker(record: CsvRecord, field: number, tickers: TickerTable): number {
    const start = record.starts[field] as number;
    const end = record.ends[field] as number;
    const number = tickers.numberOf(record.bytes, start, end);
    if (number < 0) this.fail(record, field, this.isEmpty(record, field) ? 'missing_value' : 'invalid_ticker');
    return number;
  }

  /** Words for people: white space made single spaces, null for an empty field, undefined when they break a rule. */
  text(record: CsvRecord, field: number): string | null | undefined {
    if (record.starts[field] === record.ends[field]) return null;
    const text = fieldText(record, field).replace(WHITE_SPACE, ' ').trim();
    if (text.length > TEXT_LENGTH_MAX) {
      this.fail(record, field, 'text_too_long');
      return undefined;
    }
    if (CONTROL_CHARACTER.test(text)) {
      this.fail(record, field, 'control_character');
      return undefined;
    }
    return text === '' ? null : text;
  }

  isEmpty(record: CsvRecord, field: number): boolean {
    const end = record.ends[field] as number;
    return trimStart(record.bytes, record.starts[field] as number, end) === end;
  }
}
