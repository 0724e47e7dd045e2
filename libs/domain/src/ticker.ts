/**
 * Tickers are text, whatever they look like: `NA`, `TRUE` and `NAN` are lines of the exchange. Case is kept as given, since some
 * sources tell preferred shares from common ones by it.
 *
 * A share class has one spelling here, the dot: `BRK.B`. Other sources write `BRK-B` or `BRK/B`. A slash is always such a
 * separator; a hyphen is one only before a single last letter, so `BTC-USD` and `BAC-PL` stay as they are.
 */
export const TICKER_LENGTH_MAX = 24;

const TICKER = /^[A-Za-z0-9^][A-Za-z0-9.^=+-]*$/;
const CLASS_HYPHEN = /-(?=[A-Za-z]$)/;

/** The canonical spelling of a ticker, or null when `text` is none (empty, too long, or with a character no ticker has). */
export function canonicalTicker(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > TICKER_LENGTH_MAX) return null;
  const canonical = trimmed.replaceAll('/', '.').replace(CLASS_HYPHEN, '.');
  return TICKER.test(canonical) ? canonical : null;
}
