import type { BinaryCopyEncoder } from '#storage/binary-copy';
import type { CsvRecord } from '../file/csv-reader.js';
import type { TickerTable } from '../file/ticker-table.js';
import type { DateTable } from './date-table.js';
import { DatedRows } from './dated-rows.js';
import type { Header } from './header.js';
import type { StagedColumn } from './row-reader.js';
import type { RowKeys } from './row-keys.js';

/** Rows of renames: from `effective_on` on, the line that was `ticker` is called `new_ticker`. */
export class RenameRows extends DatedRows {
  readonly columns: readonly StagedColumn[] = [
    { name: 'date', type: 'date' },
    { name: 'ticker', type: 'text' },
    { name: 'new_ticker', type: 'text' },
  ];
  private readonly newTickerField: number;
  private newTicker = -1;

  constructor(header: Header, dates: DateTable, tickers: TickerTable, keys: RowKeys) {
    super(header, dates, tickers, keys, 'effective_on');
    this.newTickerField = header.positions.get('new_ticker') ?? -1;
  }

  protected readSaid(record: CsvRecord): boolean {
    this.newTicker = this.fields.ticker(record, this.newTickerField, this.tickers);
    if (this.newTicker < 0) return false;
    if (this.newTicker !== this.ticker) return true;
    this.fields.fail(record, this.newTickerField, 'renamed_to_itself');
    return false;
  }

  protected encodeSaid(encoder: BinaryCopyEncoder): void {
    encoder.text(this.tickers.names[this.newTicker] as string);
  }
}
