import { PRICE_MAX, SPLIT_RATIO_MAX, SPLIT_RATIO_MIN } from '#domain/value-limits';
import type { BinaryCopyEncoder } from '#storage/binary-copy';
import type { CsvRecord } from '../file/csv-reader.js';
import { parseDecimal, trimEnd, trimStart } from '../file/field-parsers.js';
import type { TickerTable } from '../file/ticker-table.js';
import type { DateTable } from './date-table.js';
import { DatedRows } from './dated-rows.js';
import type { Header } from './header.js';
import type { RejectionRule } from './rejection.js';
import type { StagedColumn } from './row-reader.js';
import type { RowKeys } from './row-keys.js';

/** Rows of splits (`factor`: new shares per old one) or dividends (`amount`: US dollars per share after a split of the day). */
export class ActionRows extends DatedRows {
  readonly columns: readonly StagedColumn[] = [
    { name: 'date', type: 'date' },
    { name: 'ticker', type: 'text' },
    { name: 'value', type: 'float8' },
  ];
  private readonly valueField: number;
  private readonly least: number;
  private readonly most: number;
  private value = Number.NaN;

  constructor(header: Header, dates: DateTable, tickers: TickerTable, keys: RowKeys) {
    super(header, dates, tickers, keys, 'ex_date');
    const factor = header.positions.get('factor');
    this.valueField = factor ?? header.positions.get('amount') ?? -1;
    [this.least, this.most] = factor === undefined ? [0, PRICE_MAX] : [SPLIT_RATIO_MIN, SPLIT_RATIO_MAX];
  }

  protected readSaid(record: CsvRecord): boolean {
    const rule = this.readValue(record);
    if (rule === null) return true;
    this.fields.fail(record, this.valueField, rule);
    return false;
  }

  protected encodeSaid(encoder: BinaryCopyEncoder): void {
    encoder.float8(this.value);
  }

  private readValue(record: CsvRecord): RejectionRule | null {
    const fieldEnd = record.ends[this.valueField] as number;
    const start = trimStart(record.bytes, record.starts[this.valueField] as number, fieldEnd);
    if (start === fieldEnd) return 'missing_value';
    this.value = parseDecimal(record.bytes, start, trimEnd(record.bytes, start, fieldEnd));
    if (Number.isNaN(this.value)) return 'not_a_number';
    if (!Number.isFinite(this.value)) return 'out_of_range';
    if (this.value < 0) return 'negative';
    if (this.value === 0) return 'not_positive';
    return this.value < this.least || this.value > this.most ? 'out_of_range' : null;
  }
}
