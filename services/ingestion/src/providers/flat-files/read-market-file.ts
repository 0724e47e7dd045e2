import type { MarketBar } from '#domain/session-assembly';
import { CsvReader, fieldText } from '../../file/csv-reader.js';
import type { CsvRecord } from '../../file/csv-reader.js';
import { decodedBytes, decodingLimits } from '../../file/decoded-bytes.js';
import { FileRefused } from '../../file/file-refused.error.js';
import { TickerTable } from '../../file/ticker-table.js';
import { exDateRule } from '../../rows/date-rules.js';
import { DateTable } from '../../rows/date-table.js';
import { parseHeader } from '../../rows/header.js';
import { PriceRows } from '../../rows/price-rows.js';
import type { PriceValues } from '../../rows/price-rows.js';
import type { Rejection } from '../../rows/rejection.js';
import { RowKeys } from '../../rows/row-keys.js';
import type { MarketDay, RefusedRow } from '../provider.js';

const MEBIBYTE = 1024 ** 2;
/** A day of the whole market takes one; a file of prices of another size is no day. */
const limits = { ...decodingLimits, packedBytesMax: 64 * MEBIBYTE, unpackedBytesMax: 128 * MEBIBYTE };
const REFUSED_VALUE_LENGTH_MAX = 100;

/**
 * Reads the file of one day by the rules of an import of prices. The day is that of most rows; rows of another, of a ticker that the
 * day has already, or without a close are refused. Whether it is a session, and the one asked for, is for the caller to see.
 * @throws FileRefused when the file as a whole cannot be read
 */
export async function readMarketFile(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<MarketDay | null> {
  const rows = new DayRows();
  const csv = new CsvReader((record) => rows.take(record));
  for await (const bytes of decodedBytes(chunks, { received: 0, unpacked: 0 }, limits)) {
    signal.throwIfAborted();
    csv.push(bytes);
  }
  csv.end();
  return rows.day();
}

class DayRows {
  private reader: PriceRows | null = null;
  private tickerField = 0;
  private readonly barsOfDate = new Map<string, MarketBar[]>();
  private readonly refused: RefusedRow[] = [];
  private readonly tickers = new TickerTable();

  take(record: CsvRecord): void {
    if (this.reader === null) {
      const names = Array.from({ length: Math.min(record.count, record.starts.length) }, (_, field) =>
        fieldText(record, field),
      );
      const header = parseHeader('prices', names, record.line);
      this.tickerField = header.positions.get('ticker') ?? 0;
      this.reader = new PriceRows(header, new DateTable(exDateRule), this.tickers, new RowKeys());
      return;
    }
    const rejected = this.reader.read(record);
    if (rejected !== null) this.refuse(this.tickerOf(record), reasonOf(rejected));
    else if (!this.reader.addKey())
      this.refuse(this.tickerOf(record), `line ${record.line}: the ticker is there twice`);
    else this.add(this.reader.values(), record.line);
  }

  /** Null when there are no rows. */
  day(): MarketDay | null {
    const days = [...this.barsOfDate].sort(([, a], [, b]) => b.length - a.length);
    const [first, ...others] = days;
    if (first === undefined) {
      const [refused] = this.refused;
      if (refused === undefined) return null;
      throw new FileRefused('import.empty_file', `No row of the file can be used; the first: ${refused.reason}.`);
    }
    for (const [date, bars] of others) {
      for (const { ticker } of bars) this.refuse(ticker, `the row is of ${date}, the file of ${first[0]}`);
    }
    return { date: first[0], bars: first[1], refused: this.refused };
  }

  private add({ date, close, ...values }: PriceValues, line: number): void {
    if (close === null) {
      this.refuse(values.ticker, `line ${line}: close: missing_value`);
      return;
    }
    const bars = this.barsOfDate.get(date);
    const bar = { ...values, close };
    if (bars === undefined) this.barsOfDate.set(date, [bar]);
    else bars.push(bar);
  }

  private refuse(ticker: string | null, reason: string): void {
    this.refused.push({ ticker, reason });
  }

  private tickerOf(record: CsvRecord): string | null {
    if (this.tickerField >= record.count) return null;
    const text = fieldText(record, this.tickerField).slice(0, REFUSED_VALUE_LENGTH_MAX);
    return text === '' ? null : text;
  }
}

function reasonOf({ line, column, value, rule }: Rejection): string {
  return `line ${line}: ${column === null ? '' : `${column} `}${JSON.stringify(value ?? '')}: ${rule}`;
}
