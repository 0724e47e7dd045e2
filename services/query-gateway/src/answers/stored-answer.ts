import { createHash } from 'node:crypto';

/** An answer as the cache holds it: the bytes of the body and what its headers need. */
export interface StoredAnswer {
  readonly etag: string;
  readonly nextCursor: string | null;
  readonly body: Uint8Array;
}

export type Encoding = 'identity' | 'gzip' | 'br';

const LINE_FEED = 0x0a;
const ETAG_LENGTH = 27;

/** The bytes of `text`. The ETag is of the content, so that an unchanged answer keeps it over revisions. */
export function createAnswer(text: string, nextCursor: string | null): StoredAnswer {
  const bytes = Buffer.from(text);
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, ETAG_LENGTH);
  return { etag: digest, nextCursor, body: bytes };
}

/** Where the next page of an answer begins; null on the last page and where there are no pages. */
export function nextCursorOf(answer: object): string | null {
  return 'next_cursor' in answer && typeof answer.next_cursor === 'string' ? answer.next_cursor : null;
}

/** The strong ETag of one representation: each encoding is a representation of its own. */
export function representationEtag(etag: string, encoding: Encoding): string {
  return encoding === 'identity' ? `"${etag}"` : `"${etag}-${encoding}"`;
}

/** One line of JSON with what the headers need, then the body. */
export function pack(answer: StoredAnswer): Uint8Array {
  const head = Buffer.from(`${JSON.stringify({ etag: answer.etag, nextCursor: answer.nextCursor })}\n`);
  return Buffer.concat([head, answer.body]);
}

/** The answer in `bytes`, or null when they are not one of ours (another version's, say). */
export function unpack(bytes: Uint8Array): StoredAnswer | null {
  const end = bytes.indexOf(LINE_FEED);
  if (end === -1) return null;
  try {
    const head: unknown = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString('utf8'));
    if (typeof head !== 'object' || head === null || !('etag' in head) || !('nextCursor' in head)) return null;
    const { etag, nextCursor } = head;
    if (typeof etag !== 'string' || (nextCursor !== null && typeof nextCursor !== 'string')) return null;
    return { etag, nextCursor, body: bytes.subarray(end + 1) };
  } catch {
    // A foreign value under our key is a miss.
    return null;
  }
}
