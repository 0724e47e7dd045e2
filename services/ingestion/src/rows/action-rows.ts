import type { BinaryCopyEncoder } from '#storage/binary-copy';
import type { CsvRecord } from '../file/csv-reader.js';
import { parseDecimal, trimEnd, trimStart } from '../file/field-parsers.js';
import type { TickerTable } from '../file/ticker-table.js';
import type { DateEntry, DateTable } from './date-table.js';
import type { Header } from './header.js';
import type { Rejection, RejectionRule } from './rejection.js';
import { FieldReader } from './row-reader.js';
import type { RowReader, StagedColumn } from './row-reader.js';
import type { RowKeys } from './row-keys.js';

/** Rows of splits (`factor`: new shares per old one) or dividends (`amount`: US dollars per share after a split of the day). */
export class ActionRows implements RowReader {
  readonly columns: readonly StagedColumn[] = [
    { name: 'date', type: 'date' },
    { name: 'ticker', type: 'text' },
    { name: 'value', type: 'float8' },
  ];
  private readonly fields: FieldReader;
  private readonly dates: DateTable;
  private readonly tickers: TickerTable;
  private readonly keys: RowKeys;
  private readonly dateField: number;
  private readonly tickerField: number;
  private readonly valueField: number;
  private date: DateEntry | null = null;
  private ticker = -1;
  private value = Number.NaN;

  constructor(header: Header, dates: DateTable, tickers: TickerTable, keys: RowKeys) {
    this.fields = new FieldReader(header);
    this.dates = dates;
    this.tickers = tickers;
    this.keys = keys;
    this.dateField = header.positions.get('ex_date') ?? -1;
    this.tickerField = header.positions.get('ticker') ?? -1;
    this.valueField = header.positions.get('factor') ?? header.positions.get('amount') ?? -1;
  }

  read(record: CsvRecord): Rejection | null {
    return this.isGood(record) ? null : this.fields.failure;
  }

  addKey(): boolean {
    return this.keys.add(this.ticker, (this.date as DateEntry).number);
  }

  encode(encoder: BinaryCopyEncoder): void {
    encoder.date((this.date as DateEntry).epochDay);
    encoder.text(this.tickers.names[this.ticker] as string);
    encoder.float8(this.value);
  }

  private isGood(record: CsvRecord): boolean {
    if (!this.fields.hasShape(record)) return false;
    this.ticker = this.fields.ticker(record, this.tickerField, this.tickers);
    if (this.ticker < 0) return false;
    this.date = this.fields.date(record, this.dateField, this.dates);
    if (this.date === null) return false;
    const rule = this.readValue(record);
    if (rule === null) return true;
    this.fields.fail(record, this.valueField, rule);
    return false;
  }

  private readValue(record: CsvRecord): RejectionRule | null {
    const fieldEnd = record.ends[this.valueField] as number;
    const start = trimStart(record.bytes, record.starts[this.valueField] as number, fieldEnd);
    if (start === fieldEnd) return 'missing_value';
    this.value = parseDecimal(record.bytes, start, trimEnd(record.bytes, start, fieldEnd));
    if (Number.isNaN(this.value)) return 'not_a_number';
    if (!Number.isFinite(this.value)) return 'out_of_range';
    if (this.value < 0) return 'negative';
    return this.value === 0 ? 'not_positive' : null;
  }
}
