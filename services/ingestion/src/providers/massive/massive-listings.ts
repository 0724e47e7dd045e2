import { z } from 'zod';
import { isCalendarDate } from '#domain/calendar-date';
import type { Listing } from '../provider.js';
import { malformed } from '../vendor-json.js';
import { dateField, readObject, readRows, sharesField, tickerField } from '../vendor-rows.js';
import { cleanText, NAME_LENGTH_MAX } from '../vendor-text.js';
import { MASSIVE } from './massive-answer.js';

const WORD_LENGTH_MAX = 64;
const FIGI = /^[A-Z0-9]{12}$/;
const CIK = /^\d{1,10}$/;
const CIK_DIGITS = 10;

/** Market identifier codes as people call them; a venue that is not here keeps its code. */
const EXCHANGES: ReadonlyMap<string, string> = new Map([
  ['XNYS', 'NYSE'],
  ['XNAS', 'NASDAQ'],
  ['XASE', 'NYSE American'],
  ['BATS', 'Cboe BZX'],
  ['ARCX', 'NYSE Arca'],
]);

const line = z.object({
  ticker: tickerField,
  name: z.string().nullish(),
  market: z.string().nullish(),
  primary_exchange: z.string().nullish(),
  type: z.string().nullish(),
  currency_name: z.string().nullish(),
  cik: z.string().nullish(),
  composite_figi: z.string().nullish(),
  share_class_figi: z.string().nullish(),
  sic_description: z.string().nullish(),
  list_date: dateField.nullish(),
  delisted_utc: z.string().nullish(),
});
/** `market_cap` is left unread: for past days it is the close of the day times one fixed count of shares. */
const details = z.object({
  results: line.extend({ share_class_shares_outstanding: z.number().nullish() }),
});

/** The rows of all pages of a day as lines. Rows that make no sense are left out, as long as they are few. */
export function readMassiveListings(values: readonly unknown[]): readonly Listing[] {
  const { rows } = readRows(MASSIVE, values, line, 'ticker');
  const listings = new Map<string, Listing>();
  for (const row of rows) if (isListed(row) && !listings.has(row.ticker)) listings.set(row.ticker, listingOf(row));
  return [...listings.values()];
}

/** The line that had the ticker last, of those that have left by `date`: tickers are used again. */
export function readMassiveDelisted(values: readonly unknown[], ticker: string, date: string): Listing | null {
  let newest: { readonly row: z.output<typeof line>; readonly left: string } | null = null;
  for (const row of readRows(MASSIVE, values, line, 'ticker').rows) {
    const left = dayOf(row.delisted_utc);
    if (row.ticker !== ticker || !isListed(row) || left === null || left > date) continue;
    if (newest === null || left > newest.left) newest = { row, left };
  }
  return newest === null ? null : listingOf(newest.row);
}

export interface MassiveDetails {
  readonly listing: Listing;
  readonly compositeFigi: string | null;
  /** Of this line; null when not said, or when it is a placeholder. */
  readonly shares: number | null;
}

/**
 * Null for a line that is traded over the counter only.
 * @throws UpstreamError `malformed` when the answer is of another line than `ticker`
 */
export function readMassiveDetails(value: unknown, ticker: string): MassiveDetails | null {
  const { results } = readObject(MASSIVE, value, details);
  if (results.ticker !== ticker) throw malformed(MASSIVE, `details of ${ticker} are of ${results.ticker}`);
  if (!isListed(results)) return null;
  const shares = sharesField.safeParse(results.share_class_shares_outstanding);
  return {
    listing: listingOf(results),
    compositeFigi: figi(results.composite_figi),
    shares: shares.success ? shares.data : null,
  };
}

/** Of an exchange, in US dollars. */
function isListed({ market, currency_name: currency }: z.output<typeof line>): boolean {
  return (market ?? 'stocks') === 'stocks' && (currency ?? 'usd').toLowerCase() === 'usd';
}

function listingOf(row: z.output<typeof line>): Listing {
  const exchange = cleanText(row.primary_exchange, WORD_LENGTH_MAX);
  return {
    ticker: row.ticker,
    permanentId: figi(row.share_class_figi),
    name: cleanText(row.name, NAME_LENGTH_MAX),
    sector: cleanText(row.sic_description, NAME_LENGTH_MAX),
    exchange: exchange === null ? null : (EXCHANGES.get(exchange) ?? exchange),
    issuer: row.cik != null && CIK.test(row.cik) ? row.cik.padStart(CIK_DIGITS, '0') : null,
    type: cleanText(row.type, WORD_LENGTH_MAX),
    listedOn: row.list_date ?? null,
    delistedOn: dayOf(row.delisted_utc),
  };
}

function figi(text: string | null | undefined): string | null {
  return text != null && FIGI.test(text) ? text : null;
}

/**
 * The day in `2022-11-08T00:00:00Z`, which the vendor calls the last one on which the line traded. It is midnight of that day, of UTC
 * or of New York, so the text has the day in both cases.
 */
function dayOf(instant: string | null | undefined): string | null {
  const day = instant?.slice(0, 10) ?? '';
  return isCalendarDate(day) ? day : null;
}
