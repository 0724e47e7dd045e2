import { DIVIDEND_MAX, SPLIT_RATIO_MAX, SPLIT_RATIO_MIN } from '#domain/value-limits';
import type { BinaryCopyEncoder } from '#storage/binary-copy';
import type { CsvRecord } from '../file/csv-reader.js';
import { parseDecimal, trimEnd, trimStart } from '../file/field-parsers.js';
import type { TickerTable } from '../file/ticker-table.js';
import type { DateTable } from './date-table.js';
import { DatedRows } from './dated-rows.js';
import type { Header } from './header.js';
import { positive } from './number-rules.js';
import type { NumberRule } from './number-rules.js';
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
  private readonly rule: NumberRule;
  private value = Number.NaN;

  constructor(header: Header, dates: DateTable, tickers: TickerTable, keys: RowKeys) {
    super(header, dates, tickers, keys, 'ex_date');
    const factor = header.positions.get('factor');
    this.valueField = factor ?? header.positions.get('amount') ?? -1;
    this.rule = factor === undefined ? positive(0, DIVIDEND_MAX) : positive(SPLIT_RATIO_MIN, SPLIT_RATIO_MAX);
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
    return Number.isFinite(this.value) ? this.rule(this.value) : 'out_of_range';
  }
}
