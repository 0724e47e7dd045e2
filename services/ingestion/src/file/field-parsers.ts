/**
 * Numbers, dates and truth values read straight from the bytes of a field. Surrounding spaces are the caller's affair
 * (`trimStart`, `trimEnd`); an empty field is no business of these functions.
 */
const SPACE = 32;
const TAB = 9;
const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const UPPER_E = 69;
const LOWER_E = 101;

/** A whole number below 10^15 and a power of ten up to 10^22 are exact in a double, so one operation on them rounds correctly. */
const EXACT_DIGITS_MAX = 15;
const EXACT_POWERS = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
] as const;
const EXACT_POWER_MAX = EXACT_POWERS.length - 1;
const EXPONENT_DIGITS_MAX = 6;

export function trimStart(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && (bytes[start] === SPACE || bytes[start] === TAB)) start += 1;
  return start;
}

export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  while (end > start && (bytes[end - 1] === SPACE || bytes[end - 1] === TAB)) end -= 1;
  return end;
}

/**
 * The double nearest to a decimal number (`12`, `-0.5`, `.5`, `1e9`), the same as `Number` gives for it; ±Infinity where it is
 * beyond the doubles. NaN when the field is no such number: no separators of thousands, currencies, hexadecimals or names.
 */
export function parseDecimal(bytes: Buffer, start: number, end: number): number {
  let position = start;
  const sign = bytes[position];
  if (sign === MINUS || sign === PLUS) position += 1;
  let mantissa = 0;
  let significant = 0;
  let digits = 0;
  let fraction = 0;
  let seenPoint = false;
  for (; position < end; position += 1) {
    const byte = bytes[position] as number;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      digits += 1;
      if (seenPoint) fraction += 1;
      if (significant > 0 || digit > 0) significant += 1;
      // Beyond the exact digits the value is wrong and not used.
      mantissa = mantissa * 10 + digit;
    } else if (byte === POINT && !seenPoint) {
      seenPoint = true;
    } else break;
  }
  if (digits === 0) return Number.NaN;
  let exponent = 0;
  if (position < end) {
    exponent = parseExponent(bytes, position, end);
    if (Number.isNaN(exponent)) return Number.NaN;
  }
  const power = exponent - fraction;
  if (significant > EXACT_DIGITS_MAX || power > EXACT_POWER_MAX || power < -EXACT_POWER_MAX) {
    return Number(bytes.toString('latin1', start, end));
  }
  const value = power < 0 ? mantissa / (EXACT_POWERS[-power] as number) : mantissa * (EXACT_POWERS[power] as number);
  return sign === MINUS ? -value : value;
}

/** The exponent that begins at `position` with its letter, or NaN. One with more digits than any double has is cut short. */
function parseExponent(bytes: Uint8Array, position: number, end: number): number {
  const letter = bytes[position];
  if (letter !== UPPER_E && letter !== LOWER_E) return Number.NaN;
  let at = position + 1;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at += 1;
  if (at >= end) return Number.NaN;
  let value = 0;
  for (let digits = 0; at < end; at += 1) {
    const digit = (bytes[at] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    if (value > 0 || digit > 0) digits += 1;
    // What is cut is far outside the exact powers, and there `Number` reads the text itself.
    if (digits <= EXPONENT_DIGITS_MAX) value = value * 10 + digit;
  }
  return sign === MINUS ? -value : value;
}

const DATE_BYTES = 10;
const MONTH_DAYS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** A date 'YYYY-MM-DD' that exists, as the number YYYYMMDD, or -1. */
export function parseDateKey(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== DATE_BYTES || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return -1;
  const year = parseDigits(bytes, start, start + 4);
  const month = parseDigits(bytes, start + 5, start + 7);
  const day = parseDigits(bytes, start + 8, start + 10);
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= (MONTH_DAYS[month] ?? 0))) return -1;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (month === 2 && day === 29 && !leap) return -1;
  return year * 10_000 + month * 100 + day;
}

function parseDigits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let position = start; position < end; position += 1) {
    const digit = (bytes[position] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** 20230113 as '2023-01-13'. */
export function dateOfKey(key: number): string {
  const text = String(key).padStart(8, '0');
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}

const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['t', true],
  ['yes', true],
  ['y', true],
  ['1', true],
  ['false', false],
  ['f', false],
  ['no', false],
  ['n', false],
  ['0', false],
]);

/** true/false, t/f, yes/no, y/n or 1/0 in any case; null when it is none of them. */
export function parseTruth(bytes: Buffer, start: number, end: number): boolean | null {
  return TRUTHS.get(bytes.toString('latin1', start, end).toLowerCase()) ?? null;
}
