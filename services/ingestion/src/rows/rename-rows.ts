import type { BinaryCopyEncoder } from '#storage/binary-copy';
import type { CsvRecord } from '../file/csv-reader.js';
import type { TickerTable } from '../file/ticker-table.js';
import type { DateEntry, DateTable } from './date-table.js';
import type { Header } from './header.js';
import type { Rejection } from './rejection.js';
import { FieldReader } from './row-reader.js';
import type { RowReader, StagedColumn } from './row-reader.js';
import type { RowKeys } from './row-keys.js';

/** Rows of renames: from `effective_on` on, the line that was `ticker` is called `new_ticker`. */
export class RenameRows implements RowReader {
  readonly columns: readonly StagedColumn[] = [
    { name: 'date', type: 'date' },
    { name: 'ticker', type: 'text' },
    { name: 'new_ticker', type: 'text' },
  ];
  private readonly fields: FieldReader;
  private readonly dates: DateTable;
  private readonly tickers: TickerTable;
  private readonly keys: RowKeys;
  private readonly dateField: number;
  private readonly tickerField: number;
  private readonly newTickerField: number;
  private date: DateEntry | null = null;
  private ticker = -1;
  private newTicker = -1;

  constructor(header: Header, dates: DateTable, tickers: TickerTable, keys: RowKeys) {
    this.fields = new FieldReader(header);
    this.dates = dates;
    this.tickers = tickers;
    this.keys = keys;
    this.dateField = header.positions.get('effective_on') ?? -1;
    this.tickerField = header.positions.get('ticker') ?? -1;
    this.newTickerField = header.positions.get('new_ticker') ?? -1;
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
    encoder.text(this.tickers.names[this.newTicker] as string);
  }

  private isGood(record: CsvRecord): boolean {
    if (!this.fields.hasShape(record)) return false;
    this.ticker = this.fields.ticker(record, this.tickerField, this.tickers);
    if (this.ticker < 0) return false;
    this.date = this.fields.date(record, this.dateField, this.dates);
    if (this.date === null) return false;
    this.newTicker = this.fields.ticker(record, this.newTickerField, this.tickers);
    if (this.newTicker < 0) return false;
    if (this.newTicker !== this.ticker) return true;
    this.fields.fail(record, this.newTickerField, 'renamed_to_itself');
    return false;
  }
}
