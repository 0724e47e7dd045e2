import type { BinaryCopyEncoder } from '#storage/binary-copy';
import type { CsvRecord } from '../file/csv-reader.js';
import type { TickerTable } from '../file/ticker-table.js';
import type { DateEntry, DateTable } from './date-table.js';
import type { Header } from './header.js';
import type { Rejection } from './rejection.js';
import { FieldReader } from './row-reader.js';
import type { RowReader, StagedColumn } from './row-reader.js';
import type { RowKeys } from './row-keys.js';

/** Rows that say one thing of a ticker on a day: events. What it is, each kind knows. */
export abstract class DatedRows implements RowReader {
  abstract readonly columns: readonly StagedColumn[];
  protected readonly fields: FieldReader;
  protected ticker = -1;
  private readonly dateField: number;
  private readonly tickerField: number;
  private date: DateEntry | null = null;

  constructor(
    header: Header,
    private readonly dates: DateTable,
    protected readonly tickers: TickerTable,
    private readonly keys: RowKeys,
    dateColumn: string,
  ) {
    this.fields = new FieldReader(header);
    this.dateField = header.positions.get(dateColumn) ?? -1;
    this.tickerField = header.positions.get('ticker') ?? -1;
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
    this.encodeSaid(encoder);
  }

  /** Reads what the row says; false, with the failure noted, when that breaks a rule. */
  protected abstract readSaid(record: CsvRecord): boolean;
  protected abstract encodeSaid(encoder: BinaryCopyEncoder): void;

  private isGood(record: CsvRecord): boolean {
    if (!this.fields.hasShape(record)) return false;
    this.ticker = this.fields.ticker(record, this.tickerField, this.tickers);
    if (this.ticker < 0) return false;
    this.date = this.fields.date(record, this.dateField, this.dates);
    return this.date !== null && this.readSaid(record);
  }
}
