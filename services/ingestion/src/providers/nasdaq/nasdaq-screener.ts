import type { MarketBar } from '#domain/session-assembly';
import { MARKET_CAP_MAX, PRICE_MAX, PRICE_MIN } from '#domain/value-limits';
import { z } from 'zod';
import { UpstreamError } from '../../upstream/upstream.error.js';
import type { Listing, MarketDay, RefusedRow } from '../provider.js';
import { malformed } from '../vendor-json.js';
import { readObject, type ReadRows, readRows, tickerField, withoutDuplicates } from '../vendor-rows.js';
import { cleanText, NAME_LENGTH_MAX, wordsOfVendor } from '../vendor-text.js';
import { nasdaqType } from './nasdaq-type.js';

export const NASDAQ = 'nasdaq';

const RATE_LIMITED = 429;
const SERVER_ERROR = 500;
const OK = 200;

/** `$1,069.12`, `2,582,656,853,100`, `32521874640.00`. */
const AMOUNT = /^\$?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/;
const AMOUNT_LENGTH_MAX = 40;
/** How the screener says that it does not know. */
const UNKNOWN: ReadonlySet<string> = new Set(['', 'NA', 'N/A', '--', 'UNCH']);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_IN_WORDS = /\b([A-Z][a-z]{2})[a-z]{0,6}\.? (\d{1,2}), (\d{4})\b/;

/** From `least` to `most`, or 0; null for what is said to be unknown. One function for all of it, as there are 50,000 amounts in a day. */
function amountField(least: number, most: number): z.ZodType<number | null> {
  return z
    .string()
    .max(AMOUNT_LENGTH_MAX)
    .nullish()
    .transform((text, context) => {
      const trimmed = text?.trim() ?? '';
      if (UNKNOWN.has(trimmed.toUpperCase())) return null;
      const amount = AMOUNT.test(trimmed) ? Number(trimmed.replaceAll(/[$,]/g, '')) : Number.NaN;
      if (amount === 0 || (amount >= least && amount <= most)) return amount;
      context.issues.push({ code: 'custom', message: 'is no amount, or out of range', input: text });
      return z.NEVER;
    });
}
const row = z.object({
  symbol: tickerField,
  name: z.string().nullish(),
  lastsale: amountField(PRICE_MIN, PRICE_MAX),
  marketCap: amountField(0, MARKET_CAP_MAX),
  volume: amountField(0, Number.MAX_SAFE_INTEGER),
  sector: z.string().nullish(),
});
const recordCount = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);
const table = z.object({ rows: z.array(z.unknown()), asOf: z.string().nullish() });
const answer = z.object({
  data: z.object({
    rows: z.array(z.unknown()).nullish(),
    table: table.nullish(),
    asof: z.string().nullish(),
    asOf: z.string().nullish(),
    totalrecords: recordCount.nullish(),
  }),
});
const status = z.object({ status: z.object({ rCode: z.int() }) });

/** The state of the answer is in its body, beside HTTP's. */
export function findNasdaqError(value: unknown): UpstreamError | null {
  const read = status.safeParse(value);
  if (!read.success) return malformed(NASDAQ, 'the answer has no status.rCode');
  const { rCode } = read.data.status;
  if (rCode === OK) return null;
  const detail = `rCode ${rCode}: ${wordsOfVendor(JSON.stringify((value as { status: unknown }).status))}`;
  if (rCode === RATE_LIMITED) return new UpstreamError(NASDAQ, 'rate_limited', detail);
  return new UpstreamError(NASDAQ, rCode >= SERVER_ERROR ? 'unavailable' : 'refused', detail);
}

export interface NasdaqScreen {
  readonly day: MarketDay;
  readonly listings: readonly Listing[];
}

/** Two answers to the same question say the same price, though not to the last digit. */
const SAME_PRICE = 1e-6;

/**
 * The screener's rows as prices and caps of `session` and as lines. It has no open, high or low. A cap of 0, `NA` or nothing is not
 * known; a row without a last sale has no price.
 *
 * Preferred shares (`BAC^L`) are left out of both: other vendors spell them otherwise, and one line may not have two tickers.
 * @param table the form that says of which day it is and how many rows it has
 * @param download the form with volumes and sectors; a volume is taken where the last sale is the same
 * @throws UpstreamError `malformed` when the answer is of another day, says of no day in words that are understood, or is half loaded
 */
export function readNasdaqScreen(table: unknown, download: unknown, session: string): NasdaqScreen {
  const read = readScreenRows(table, session);
  const refused: RefusedRow[] = [...read.refused];
  const lines = withoutDuplicates(read.rows, onePerSymbol, refused);
  const { rows } = readScreenRows(download, session);
  const more = new Map(rows.map((line) => [line.symbol, line]));

  const bars: MarketBar[] = [];
  for (const { symbol: ticker, lastsale: close, marketCap } of lines) {
    if (close === null || close === 0) refused.push({ ticker, reason: 'has no last sale' });
    else {
      const { lastsale = null, volume = null } = more.get(ticker) ?? {};
      const same = lastsale !== null && Math.abs(lastsale - close) <= close * SAME_PRICE;
      bars.push({
        ticker,
        open: null,
        high: null,
        low: null,
        close,
        volume: same && volume !== null ? Math.floor(volume) : null,
        marketCap: marketCap || null,
      });
    }
  }
  if (bars.length === 0) throw malformed(NASDAQ, `no row makes sense: ${refused[0]?.reason ?? 'all are preferred'}`);
  const listings = lines.map((line) => listingOf(line, more.get(line.symbol)?.sector));
  return { day: { date: session, bars, refused }, listings };
}

type Row = z.output<typeof row>;

const onePerSymbol = {
  keyOf: ({ symbol }: Row) => symbol,
  tickerOf: ({ symbol }: Row) => symbol,
  sameAs: (one: Row, other: Row) => one.lastsale === other.lastsale && one.marketCap === other.marketCap,
};

function readScreenRows(value: unknown, session: string): ReadRows<Row> {
  const { data } = readObject(NASDAQ, value, answer);
  const values = data.table?.rows ?? data.rows ?? [];
  const { totalrecords } = data;
  if (totalrecords != null && values.length < totalrecords) {
    throw malformed(NASDAQ, `the answer should have ${totalrecords} rows and has ${values.length}`);
  }
  if (values.length === 0) throw malformed(NASDAQ, 'the answer has no rows');
  for (const words of [data.asof, data.asOf, data.table?.asOf]) refuseOtherDay(words, session);
  const { rows, refused } = readRows(NASDAQ, values, row, 'symbol');
  return { rows: rows.filter(({ symbol }) => !symbol.includes('^')), refused };
}

function listingOf({ symbol, name }: Row, sector: string | null | undefined): Listing {
  const cleanName = cleanText(name, NAME_LENGTH_MAX);
  return {
    ticker: symbol,
    permanentId: null,
    name: cleanName,
    sector: cleanText(sector, NAME_LENGTH_MAX),
    exchange: null,
    issuer: null,
    type: nasdaqType(cleanName),
    listedOn: null,
    delistedOn: null,
  };
}

/** `Last price as of Jun 28, 2024`. Words without a day leave it open which one is meant, so they count as another. */
function refuseOtherDay(words: string | null | undefined, session: string): void {
  if (words == null || words.trim() === '') return;
  const day = dayInWords(words);
  if (day !== session) {
    throw malformed(NASDAQ, `prices of ${session} were expected, they are of ${day ?? wordsOfVendor(words)}`);
  }
}

function dayInWords(words: string): string | null {
  const [, monthName = '', day = '', year = ''] = DAY_IN_WORDS.exec(words) ?? [];
  const month = MONTHS.indexOf(monthName) + 1;
  return month === 0 ? null : `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
}
