import { z } from 'zod';
import { canonicalTicker } from '#domain/ticker';
import { isCalendarDate } from '#domain/calendar-date';
import { MARKET_CAP_MAX, PRICE_MAX, PRICE_MIN } from '#domain/value-limits';
import type { RefusedRow } from './provider.js';
import { malformed } from './vendor-json.js';
import { cleanText, wordsOfVendor } from './vendor-text.js';

/**
 * Rows of an answer, each judged by itself: one that makes no sense is refused and named, the others stay. An answer that is mostly
 * such rows is not what was asked for and is refused whole.
 */

const SHARES_MAX = 1e13;
/** Below this a count of shares is a placeholder: filers write 1, 100 or 1000 where the form wants a number. */
const SHARES_MIN = 10_000;

const ROWS_MAX = 250_000;
const REFUSED_SHARE_MAX = 0.2;
/** So few refused rows never condemn an answer: a small one may hold nothing else. */
const REFUSED_ROWS_ALWAYS_BORNE = 4;
const TICKER_TEXT_MAX = 100;

export const tickerField = z.string().transform((text, context) => {
  const ticker = canonicalTicker(text);
  if (ticker !== null) return ticker;
  context.issues.push({ code: 'custom', message: 'is no ticker', input: text });
  return z.NEVER;
});
export const dateField = z.string().refine(isCalendarDate, 'is no day of the form YYYY-MM-DD');
export const priceField = z.number().min(PRICE_MIN).max(PRICE_MAX);
export const marketCapField = z.number().positive().max(MARKET_CAP_MAX);
export const sharesField = z.number().min(SHARES_MIN).max(SHARES_MAX);
/** Fractions are rounded down. */
export const volumeField = z.number().nonnegative().max(Number.MAX_SAFE_INTEGER).transform(Math.floor);

export interface ReadRows<Row> {
  readonly rows: readonly Row[];
  readonly refused: readonly RefusedRow[];
}

/**
 * @param tickerKey where a row has its ticker, for naming it when it is refused; null: rows have none
 * @throws UpstreamError `malformed` when `values` are too many, or more than a fifth of them make no sense
 */
export function readRows<Schema extends z.ZodType>(
  vendor: string,
  values: readonly unknown[],
  schema: Schema,
  tickerKey: string | null,
): ReadRows<z.output<Schema>> {
  if (values.length > ROWS_MAX) {
    throw malformed(vendor, `the answer has ${values.length} rows, more than the ${ROWS_MAX} that are ever expected`);
  }
  const rows: z.output<Schema>[] = [];
  const refused: RefusedRow[] = [];
  for (const value of values) {
    const read = schema.safeParse(value);
    if (read.success) rows.push(read.data);
    else refused.push({ ticker: tickerText(value, tickerKey), reason: firstIssue(read.error) });
  }
  if (refused.length > REFUSED_ROWS_ALWAYS_BORNE && refused.length > values.length * REFUSED_SHARE_MAX) {
    throw malformed(
      vendor,
      `${refused.length} of ${values.length} rows make no sense, the first: ${refused[0]?.reason ?? 'not said'}`,
    );
  }
  return { rows, refused };
}

/** One object of an answer. */
export function readObject<Schema extends z.ZodType>(vendor: string, value: unknown, schema: Schema): z.output<Schema> {
  const read = schema.safeParse(value);
  if (!read.success) throw malformed(vendor, `the answer has not the shape expected: ${firstIssue(read.error)}`);
  return read.data;
}

/**
 * Rows of which there may be one per key. Of rows that say the same, the first stays; of rows that contradict each other none does,
 * since nothing tells which is right. What goes is added to `refused`.
 */
export function withoutDuplicates<Row>(
  rows: readonly Row[],
  {
    keyOf,
    tickerOf,
    sameAs,
  }: {
    readonly keyOf: (row: Row) => string;
    readonly tickerOf: (row: Row) => string;
    readonly sameAs: (one: Row, other: Row) => boolean;
  },
  refused: RefusedRow[],
): Row[] {
  const first = new Map<string, Row>();
  const contradicted = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, row);
      continue;
    }
    const same = sameAs(earlier, row);
    if (!same) contradicted.add(key);
    refused.push({ ticker: tickerOf(row), reason: same ? 'repeats another row' : 'contradicts another row' });
  }
  for (const key of contradicted) {
    const row = first.get(key) as Row;
    refused.push({ ticker: tickerOf(row), reason: 'contradicts another row' });
    first.delete(key);
  }
  return [...first.values()];
}

function tickerText(value: unknown, key: string | null): string | null {
  if (key === null || typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
  const text = (value as Readonly<Record<string, unknown>>)[key];
  return typeof text === 'string' ? cleanText(text, TICKER_TEXT_MAX) : null;
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'not said';
  const path = issue.path.map(String).join('.');
  return wordsOfVendor(path === '' ? issue.message : `${path}: ${issue.message}`);
}
