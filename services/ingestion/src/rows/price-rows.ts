import {
  DELISTING_RETURN_MAX,
  DIVIDEND_MAX,
  MARKET_CAP_MAX,
  PRICE_MAX,
  PRICE_MIN,
  SPLIT_RATIO_MAX,
  SPLIT_RATIO_MIN,
} from '#domain/value-limits';
import type { BinaryCopyEncoder } from '#storage/binary-copy';
import type { CsvRecord } from '../file/csv-reader.js';
import { exchangeDate } from '../exchange-date.js';
import { parseDecimal, parseTruth, trimEnd, trimStart } from '../file/field-parsers.js';
import type { TickerTable } from '../file/ticker-table.js';
import { DateTable } from './date-table.js';
import type { DateEntry } from './date-table.js';
import type { Header } from './header.js';
import { notNegative, positive } from './number-rules.js';
import type { NumberRule } from './number-rules.js';
import type { Rejection } from './rejection.js';
import { FieldReader } from './row-reader.js';
import type { RowReader, StagedColumn } from './row-reader.js';
import type { RowKeys } from './row-keys.js';

interface NumberColumn {
  readonly name: string;
  readonly rule: NumberRule;
  /** A value that says that there is nothing: a split of 1, a dividend of 0. */
  readonly none: number | null;
}

const price = notNegative(PRICE_MAX);
const delistingReturn: NumberRule = (value) =>
  value < -1 ? 'below_minus_one' : value > DELISTING_RETURN_MAX ? 'out_of_range' : null;
const wholeCount: NumberRule = (value) => {
  if (value < 0) return 'negative';
  if (!Number.isInteger(value)) return 'not_an_integer';
  return Number.isSafeInteger(value) ? null : 'out_of_range';
};

const NUMBER_COLUMNS: readonly NumberColumn[] = [
  { name: 'open', rule: price, none: null },
  { name: 'high', rule: price, none: null },
  { name: 'low', rule: price, none: null },
  { name: 'close', rule: positive(PRICE_MIN, PRICE_MAX), none: null },
  { name: 'volume', rule: wholeCount, none: null },
  { name: 'market_cap', rule: notNegative(MARKET_CAP_MAX), none: null },
  { name: 'split_ratio', rule: positive(SPLIT_RATIO_MIN, SPLIT_RATIO_MAX), none: 1 },
  { name: 'dividend', rule: notNegative(DIVIDEND_MAX), none: 0 },
  { name: 'delisting_return', rule: delistingReturn, none: null },
  { name: 'shares', rule: notNegative(Number.MAX_SAFE_INTEGER), none: null },
  { name: 'vendor_market_cap', rule: notNegative(MARKET_CAP_MAX), none: null },
];
const NANOSECONDS_PER_MILLISECOND = 1e6;
/** Beyond every calendar, and within what a `Date` can say. */
const MOMENT_MAX = Date.UTC(2100, 0, 1);
const WINDOWS_REMEMBERED_MAX = 10_000;
const TEXT_COLUMNS = ['issuer', 'shares_source', 'cap_source'];

/** What a row says of a line and a session; null where it says nothing. */
export interface PriceValues {
  readonly date: string;
  readonly ticker: string;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  readonly marketCap: number | null;
}

/**
 * Rows of prices. US dollars as traded; `volume` in shares; `split_ratio` in new shares per old one, `dividend` in US dollars per
 * share after it; `delisting_return` a fraction, -1 for a total loss; `shares` single shares, known on `shares_known_on`, any day. Vendors round high and low apart from the close, so a close
 * beside the range of the day is taken; only a high below the low is not.
 */
export class PriceRows implements RowReader {
  readonly columns: readonly StagedColumn[];
  private readonly fields: FieldReader;
  private readonly dates: DateTable;
  private readonly tickers: TickerTable;
  private readonly keys: RowKeys;
  private readonly dateField: number;
  /** Of files that have the moment at which the day begins in the place of its date. */
  private readonly windowField: number;
  private readonly windowDates = new Map<number, DateEntry>();
  private readonly tickerField: number;
  private readonly eligibleField: number;
  private readonly textFields: readonly number[];
  private readonly knownOnField: number;
  /** Of days that need not be sessions. */
  private readonly days = new DateTable(() => null);
  private readonly numberColumns: readonly NumberColumn[];
  private readonly numberFields: Int32Array;
  /** NaN for an empty field. */
  private readonly numbers: Float64Array;
  private readonly open: number;
  private readonly volume: number;
  private readonly marketCap: number;
  private readonly high: number;
  private readonly low: number;
  private readonly close: number;
  private readonly delistingReturn: number;
  private date: DateEntry | null = null;
  private ticker = -1;
  private eligible: boolean | null = null;
  private readonly texts: (string | null)[] = [];
  private knownOn: DateEntry | null = null;

  constructor(header: Header, dates: DateTable, tickers: TickerTable, keys: RowKeys) {
    this.fields = new FieldReader(header);
    this.dates = dates;
    this.tickers = tickers;
    this.keys = keys;
    const field = (name: string): number => header.positions.get(name) ?? -1;
    this.dateField = field('date');
    this.windowField = field('window_start');
    this.tickerField = field('ticker');
    this.eligibleField = field('eligible');
    const textColumns = TEXT_COLUMNS.filter((name) => header.positions.has(name));
    this.textFields = textColumns.map(field);
    this.knownOnField = field('shares_known_on');
    this.numberColumns = NUMBER_COLUMNS.filter(({ name }) => header.positions.has(name));
    this.numberFields = Int32Array.from(this.numberColumns, ({ name }) => field(name));
    this.numbers = new Float64Array(this.numberColumns.length);
    const column = (name: string): number => this.numberColumns.findIndex((candidate) => candidate.name === name);
    this.open = column('open');
    this.volume = column('volume');
    this.marketCap = column('market_cap');
    this.high = column('high');
    this.low = column('low');
    this.close = column('close');
    this.delistingReturn = column('delisting_return');
    this.columns = [
      { name: 'date', type: 'date' },
      { name: 'ticker', type: 'text' },
      ...this.numberColumns.map(({ name }) => ({
        name,
        type: name === 'volume' ? ('int8' as const) : ('float8' as const),
      })),
      ...(this.eligibleField < 0 ? [] : [{ name: 'eligible', type: 'boolean' as const }]),
      ...textColumns.map((name) => ({ name, type: 'text' as const })),
      ...(this.knownOnField < 0 ? [] : [{ name: 'shares_known_on', type: 'date' as const }]),
    ];
  }

  read(record: CsvRecord): Rejection | null {
    return this.isGood(record) ? null : this.fields.failure;
  }

  addKey(): boolean {
    return this.keys.add(this.ticker, (this.date as DateEntry).number);
  }

  /** The row read last. */
  values(): PriceValues {
    const number = (column: number): number | null => {
      const value = this.numbers[column];
      return value === undefined || Number.isNaN(value) ? null : value;
    };
    return {
      date: (this.date as DateEntry).date,
      ticker: this.tickers.names[this.ticker] as string,
      open: number(this.open),
      high: number(this.high),
      low: number(this.low),
      close: number(this.close),
      volume: number(this.volume),
      marketCap: number(this.marketCap),
    };
  }

  /** The date of the row read last. */
  currentDate(): DateEntry {
    return this.date as DateEntry;
  }

  encode(encoder: BinaryCopyEncoder): void {
    encoder.date((this.date as DateEntry).epochDay);
    encoder.text(this.tickers.names[this.ticker] as string);
    const { numbers } = this;
    for (let column = 0; column < numbers.length; column += 1) {
      const value = numbers[column] as number;
      if (Number.isNaN(value)) encoder.null();
      else if (column === this.volume) encoder.int8(value);
      else encoder.float8(value);
    }
    if (this.eligibleField >= 0) {
      if (this.eligible === null) encoder.null();
      else encoder.boolean(this.eligible);
    }
    for (const text of this.texts) {
      if (text === null) encoder.null();
      else encoder.text(text);
    }
    if (this.knownOnField < 0) return;
    if (this.knownOn === null) encoder.null();
    else encoder.date(this.knownOn.epochDay);
  }

  private isGood(record: CsvRecord): boolean {
    if (!this.fields.hasShape(record)) return false;
    this.date = this.windowField < 0 ? this.fields.date(record, this.dateField, this.dates) : this.dateOfWindow(record);
    if (this.date === null) return false;
    this.ticker = this.fields.ticker(record, this.tickerField, this.tickers);
    if (this.ticker < 0) return false;
    for (let column = 0; column < this.numberFields.length; column += 1) {
      if (!this.readNumber(record, column)) return false;
    }
    return this.pricesFit(record) && this.readEligible(record) && this.readTexts(record) && this.readKnownOn(record);
  }

  /** The day in New York at a moment in nanoseconds, which all rows of a day have in common. */
  private dateOfWindow(record: CsvRecord): DateEntry | null {
    const field = this.windowField;
    const fieldEnd = record.ends[field] as number;
    const start = trimStart(record.bytes, record.starts[field] as number, fieldEnd);
    const moment =
      parseDecimal(record.bytes, start, trimEnd(record.bytes, start, fieldEnd)) / NANOSECONDS_PER_MILLISECOND;
    let entry = this.windowDates.get(moment);
    if (entry === undefined) {
      if (!(moment >= 0 && moment <= MOMENT_MAX)) {
        const rule = start === fieldEnd ? 'missing_value' : Number.isNaN(moment) ? 'not_a_number' : 'outside_calendar';
        this.fields.fail(record, field, rule);
        return null;
      }
      entry = this.dates.entryOf(Number(exchangeDate(new Date(moment)).replaceAll('-', '')));
      if (this.windowDates.size < WINDOWS_REMEMBERED_MAX) this.windowDates.set(moment, entry);
    }
    if (entry.rule === null) return entry;
    this.fields.fail(record, field, entry.rule);
    return null;
  }

  private readNumber(record: CsvRecord, column: number): boolean {
    const field = this.numberFields[column] as number;
    const fieldEnd = record.ends[field] as number;
    const start = trimStart(record.bytes, record.starts[field] as number, fieldEnd);
    if (start === fieldEnd) {
      this.numbers[column] = Number.NaN;
      return true;
    }
    const given = parseDecimal(record.bytes, start, trimEnd(record.bytes, start, fieldEnd));
    // Vendors with such windows count fractions of shares.
    const value = column === this.volume && this.windowField >= 0 ? Math.floor(given) : given;
    const { rule, none } = this.numberColumns[column] as NumberColumn;
    const broken = Number.isNaN(value) ? 'not_a_number' : Number.isFinite(value) ? rule(value) : 'out_of_range';
    if (broken !== null) {
      this.fields.fail(record, field, broken);
      return false;
    }
    // Adding 0 makes -0 plain 0.
    this.numbers[column] = value === none ? Number.NaN : value + 0;
    return true;
  }

  private pricesFit(record: CsvRecord): boolean {
    const { numbers } = this;
    const delisted = this.delistingReturn >= 0 && !Number.isNaN(numbers[this.delistingReturn]);
    if (Number.isNaN(numbers[this.close]) && !delisted) {
      this.fields.fail(record, this.numberFields[this.close] as number, 'missing_value');
      return false;
    }
    // False where one of them is missing.
    if (this.high >= 0 && this.low >= 0 && (numbers[this.high] as number) < (numbers[this.low] as number)) {
      this.fields.fail(record, this.numberFields[this.high] as number, 'high_below_low');
      return false;
    }
    return true;
  }

  private readEligible(record: CsvRecord): boolean {
    if (this.eligibleField < 0) return true;
    const fieldEnd = record.ends[this.eligibleField] as number;
    const start = trimStart(record.bytes, record.starts[this.eligibleField] as number, fieldEnd);
    const end = trimEnd(record.bytes, start, fieldEnd);
    this.eligible = start === end ? null : parseTruth(record.bytes, start, end);
    if (start === end || this.eligible !== null) return true;
    this.fields.fail(record, this.eligibleField, 'not_a_truth_value');
    return false;
  }

  private readTexts(record: CsvRecord): boolean {
    for (let column = 0; column < this.textFields.length; column += 1) {
      const text = this.fields.text(record, this.textFields[column] as number);
      if (text === undefined) return false;
      this.texts[column] = text;
    }
    return true;
  }

  private readKnownOn(record: CsvRecord): boolean {
    if (this.knownOnField < 0) return true;
    const empty = this.fields.isEmpty(record, this.knownOnField);
    this.knownOn = empty ? null : this.fields.date(record, this.knownOnField, this.days);
    return empty || this.knownOn !== null;
  }
}
