/** Text that a vendor sent, made fit to be stored and shown: it may hold anything. */

export const NAME_LENGTH_MAX = 500;
const WORDS_LENGTH_MAX = 200;

/**
 * Control characters, halves of surrogate pairs (PostgreSQL takes neither) and the marks that turn the direction of what follows.
 */
const UNFIT = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu;
/** What may be a key: an error that quotes the request would carry it into logs. */
const LIKE_A_KEY = /[A-Za-z0-9_-]{24,}/g;

/** Without unfit characters and outer spaces, cut after `lengthMax` characters; null when nothing is left. */
export function cleanText(text: string | null | undefined, lengthMax: number): string | null {
  if (text === null || text === undefined) return null;
  const clean = text.slice(0, lengthMax).replaceAll(UNFIT, '').trim();
  return clean === '' ? null : clean;
}

/** A vendor's own words for a message of ours. */
export function wordsOfVendor(text: unknown): string {
  if (typeof text !== 'string') return 'no words';
  return cleanText(text.replaceAll(LIKE_A_KEY, '[...]'), WORDS_LENGTH_MAX) ?? 'no words';
}
