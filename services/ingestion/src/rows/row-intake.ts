import { BinaryCopyEncoder } from '#storage/binary-copy';
import { CsvReader, fieldText } from '../file/csv-reader.js';
import type { CsvRecord } from '../file/csv-reader.js';
import { FileRefused } from '../file/file-refused.error.js';
import { TickerTable } from '../file/ticker-table.js';
import { ActionRows } from './action-rows.js';
import { exDateRule, sessionRule } from './date-rules.js';
import { DateTable } from './date-table.js';
import { parseHeader } from './header.js';
import type { Header } from './header.js';
import type { ImportKind } from './import-kind.js';
import { PriceRows } from './price-rows.js';
import { Rejections } from './rejection.js';
import { RenameRows } from './rename-rows.js';
import { RowKeys } from './row-keys.js';
import type { RowReader } from './row-reader.js';
import { StockRows } from './stock-rows.js';

/** Rows encoded for COPY, complete with signature and trailer. */
export interface Batch {
  readonly chunks: readonly Uint8Array[];
  readonly rows: number;
}

const BATCH_BYTES = 4 * 1024 * 1024;
const ENCODER_CHUNK_BYTES = 1024 * 1024;
/** Columns beside the values: `line` and `repeated`. */
const MARK_COLUMNS = 2;

/**
 * Takes the bytes of one file and gives batches of checked rows. Memory: one batch, the tickers and dates seen, and a bit for each
 * of their pairs.
 */
export class RowIntake {
  readonly rejections = new Rejections();
  /** Rows below the header. */
  rowsRead = 0;
  /** Good rows whose key an earlier good row of the file has; the store says whether they contradict it. */
  rowsRepeated = 0;
  private readonly kind: ImportKind;
  private readonly csv = new CsvReader((record) => this.take(record));
  private readonly dates: DateTable;
  private readonly tickers = new TickerTable();
  private readonly keys = new RowKeys();
  private readonly rowsOfDate: number[] = [];
  private foundHeader: Header | null = null;
  private reader: RowReader | null = null;
  private encoder = new BinaryCopyEncoder(ENCODER_CHUNK_BYTES);
  private full: Uint8Array[] = [];
  private fullBytes = 0;
  private rows = 0;

  /** `today`: the date in New York; prices of later days are rejected. */
  constructor(kind: ImportKind, today: string) {
    this.kind = kind;
    this.dates = new DateTable(kind === 'prices' ? sessionRule(today) : kind === 'stocks' ? () => null : exDateRule);
  }

  /** @throws FileRefused when the file as a whole cannot be imported */
  push(chunk: Uint8Array): void {
    this.csv.push(chunk);
  }

  end(): void {
    this.csv.end();
    if (this.reader !== null) return;
    throw new FileRefused('import.empty_file', 'The file has no header line. Send a CSV file with a header line.');
  }

  /** A batch where there are enough rows for one; `final`: whatever rows there are. */
  takeBatch(final: boolean): Batch | null {
    this.collect();
    if (this.rows === 0 || (!final && this.fullBytes < BATCH_BYTES)) return null;
    const batch = { chunks: [...this.full, ...this.encoder.finish()], rows: this.rows };
    this.encoder = new BinaryCopyEncoder(ENCODER_CHUNK_BYTES);
    this.full = [];
    this.fullBytes = 0;
    this.rows = 0;
    return batch;
  }

  get header(): Header {
    if (this.foundHeader === null) throw new TypeError('the header has not been read yet');
    return this.foundHeader;
  }

  /** The columns of the encoded rows, without `line` and `repeated`. */
  get columns(): RowReader['columns'] {
    if (this.reader === null) throw new TypeError('the header has not been read yet');
    return this.reader.columns;
  }

  /** How many different keys the good rows of prices have on each date, in order of date. */
  linesOfDates(): { date: string; lines: number }[] {
    return this.dates
      .all()
      .map(({ date, number }) => ({ date, lines: this.rowsOfDate[number] ?? 0 }))
      .filter(({ lines }) => lines > 0)
      .sort((a, b) => (a.date < b.date ? -1 : 1));
  }

  /** The tickers of all good rows. */
  acceptedTickers(): string[] {
    return this.tickers.names.filter((_, number) => this.keys.hasTicker(number));
  }

  private collect(): void {
    for (let chunk = this.encoder.takeChunk(); chunk !== null; chunk = this.encoder.takeChunk()) {
      this.full.push(chunk);
      this.fullBytes += chunk.length;
    }
  }

  private take(record: CsvRecord): void {
    if (this.reader === null) {
      this.reader = this.open(record);
      return;
    }
    this.rowsRead += 1;
    const rejected = this.reader.read(record);
    if (rejected !== null) {
      this.rejections.add(rejected);
      return;
    }
    const first = this.reader.addKey();
    if (!first) this.rowsRepeated += 1;
    else if (this.reader instanceof PriceRows) this.countLine(this.reader.currentDate().number);
    this.encoder.beginRow(this.reader.columns.length + MARK_COLUMNS);
    this.reader.encode(this.encoder);
    this.encoder.int8(record.line);
    this.encoder.boolean(!first);
    this.rows += 1;
  }

  private countLine(date: number): void {
    this.rowsOfDate[date] = (this.rowsOfDate[date] ?? 0) + 1;
  }

  private open(record: CsvRecord): RowReader {
    const names = Array.from({ length: record.count }, (_, field) =>
      field < record.starts.length ? fieldText(record, field) : '',
    );
    const header = parseHeader(this.kind, names, record.line);
    this.foundHeader = header;
    switch (this.kind) {
      case 'prices':
        return new PriceRows(header, this.dates, this.tickers, this.keys);
      case 'stocks':
        return new StockRows(header, this.dates, this.tickers, this.keys);
      case 'splits':
      case 'dividends':
        return new ActionRows(header, this.dates, this.tickers, this.keys);
      case 'renames':
        return new RenameRows(header, this.dates, this.tickers, this.keys);
      default:
        return this.kind satisfies never;
    }
  }
}
