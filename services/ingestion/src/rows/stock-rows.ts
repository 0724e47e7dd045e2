import type { BinaryCopyEncoder } from '#storage/binary-copy';
import type { CsvRecord } from '../file/csv-reader.js';
import type { TickerTable } from '../file/ticker-table.js';
import type { DateEntry, DateTable } from './date-table.js';
import type { Header } from './header.js';
import type { Rejection } from './rejection.js';
import { FieldReader } from './row-reader.js';
import type { RowReader, StagedColumn } from './row-reader.js';
import type { RowKeys } from './row-keys.js';

const TEXT_COLUMNS = ['name', 'sector', 'exchange', 'issuer', 'type'] as const;
const DATE_COLUMNS = ['listed_on', 'delisted_on'] as const;
const ONLY_DATE = 0;

/** Rows of stocks: words about a ticker, and the days from which and until which it is listed. */
export class StockRows implements RowReader {
  readonly columns: readonly StagedColumn[];
  private readonly fields: FieldReader;
  private readonly dates: DateTable;
  private readonly tickers: TickerTable;
  private readonly keys: RowKeys;
  private readonly tickerField: number;
  private readonly textFields: readonly number[];
  private readonly dateFields: readonly number[];
  private readonly delistedOn: number;
  private readonly texts: (string | null)[] = [];
  private readonly days: (DateEntry | null)[] = [];
  private ticker = -1;

  constructor(header: Header, dates: DateTable, tickers: TickerTable, keys: RowKeys) {
    this.fields = new FieldReader(header);
    this.dates = dates;
    this.tickers = tickers;
    this.keys = keys;
    this.tickerField = header.positions.get('ticker') ?? -1;
    const present = (names: readonly string[]): string[] => names.filter((name) => header.positions.has(name));
    const fieldsOf = (names: readonly string[]): number[] => names.map((name) => header.positions.get(name) ?? -1);
    this.textFields = fieldsOf(present(TEXT_COLUMNS));
    this.dateFields = fieldsOf(present(DATE_COLUMNS));
    this.delistedOn = header.positions.get('delisted_on') ?? -1;
    this.columns = [
      { name: 'ticker', type: 'text' },
      ...present(TEXT_COLUMNS).map((name) => ({ name, type: 'text' as const })),
      ...present(DATE_COLUMNS).map((name) => ({ name, type: 'date' as const })),
    ];
  }

  read(record: CsvRecord): Rejection | null {
    return this.isGood(record) ? null : this.fields.failure;
  }

  addKey(): boolean {
    return this.keys.add(this.ticker, ONLY_DATE);
  }

  encode(encoder: BinaryCopyEncoder): void {
    encoder.text(this.tickers.names[this.ticker] as string);
    for (const text of this.texts) {
      if (text === null) encoder.null();
      else encoder.text(text);
    }
    for (const day of this.days) {
      if (day === null) encoder.null();
      else encoder.date(day.epochDay);
    }
  }

  private isGood(record: CsvRecord): boolean {
    if (!this.fields.hasShape(record)) return false;
    this.ticker = this.fields.ticker(record, this.tickerField, this.tickers);
    if (this.ticker < 0) return false;
    return this.readTexts(record) && this.readDays(record);
  }

  private readTexts(record: CsvRecord): boolean {
    for (const [position, field] of this.textFields.entries()) {
      const text = this.fields.text(record, field);
      if (text === undefined) return false;
      this.texts[position] = text;
    }
    return true;
  }

  private readDays(record: CsvRecord): boolean {
    for (const [position, field] of this.dateFields.entries()) {
      const day = this.fields.isEmpty(record, field) ? null : this.fields.date(record, field, this.dates);
      if (day === null && !this.fields.isEmpty(record, field)) return false;
      this.days[position] = day;
    }
    const [listedOn, delistedOn] = this.days;
    if (this.days.length < DATE_COLUMNS.length || !listedOn || !delistedOn || delistedOn.date >= listedOn.date)
      return true;
    this.fields.fail(record, this.delistedOn, 'delisted_before_listed');
    return false;
  }
}
