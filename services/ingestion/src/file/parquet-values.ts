import { isDate } from 'node:util/types';
import { exchangeDate } from '../exchange-date.js';

/** How the values of a Parquet file are written as fields of CSV. */

const MILLISECONDS_PER_DAY = 86_400_000;
const FRACTION_DIGITS_MAX = 100;
/** What no date is, so that the row is rejected for it. */
const NO_DATE = 'no date';
const TIME_LENGTH = 'T00:00:00.000Z'.length;

/** Rows mostly come in order of date, so the answer before is mostly the answer. */
let lastDate = { milliseconds: Number.NaN, text: NO_DATE };

function dateOf(milliseconds: number): string {
  if (lastDate.milliseconds !== milliseconds) lastDate = { milliseconds, text: dateText(milliseconds) };
  return lastDate.text;
}

/** A time at midnight UTC is a day without a time, as most tools write dates; any other is a moment, of its day in New York. */
function dateText(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return NO_DATE;
  const date = new Date(milliseconds);
  return milliseconds % MILLISECONDS_PER_DAY === 0 ? date.toISOString().slice(0, -TIME_LENGTH) : exchangeDate(date);
}

const SPECIAL = /[",\r\n\0]/;
const LINE_BREAKS = /[\r\n]+/g;

/**
 * A value as a field: empty for none and for NaN, which tables of data keep in the place of none. A line break becomes a space, so
 * that a row is a line; a zero byte another control character, for which the row alone is rejected and not the file.
 */
export function csvField(value: unknown, digits: number | null): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return '';
    return digits !== null && digits <= FRACTION_DIGITS_MAX ? value.toFixed(digits) : String(value);
  }
  if (isDate(value)) return dateOf(value.getTime());
  if (typeof value !== 'string') return typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : OTHER;
  if (!SPECIAL.test(value)) return value;
  const text = value.replace(LINE_BREAKS, ' ').replaceAll('\0', SUBSTITUTE).replaceAll('"', '""');
  return `"${text}"`;
}

const SUBSTITUTE = '\u001a';
/** Bytes without a meaning, or a structure: whatever rule reads it rejects the row. */
const OTHER = '\u001a';

export function csvLine(fields: readonly string[]): string {
  return `${fields.join(',')}\n`;
}
