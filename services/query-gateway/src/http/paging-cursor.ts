import { z } from 'zod';
import { invalidRequest } from './problem.error.js';

const CURSOR_VERSION = 1;

/** A cursor says after which key the next page begins. Opaque to callers, so that it can change. */
export function encodeCursor(after: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([CURSOR_VERSION, ...after])).toString('base64url');
}

/** The key in `cursor`, null without one. Throws a 400 problem for a cursor that we have not given. */
export function decodeCursor<Key extends z.ZodType>(cursor: string | undefined, key: Key): z.output<Key> | null {
  if (cursor === undefined) return null;
  const parsed = key.safeParse(unpack(cursor));
  if (!parsed.success) {
    throw invalidRequest([
      {
        parameter: 'cursor',
        value: cursor,
        message:
          'is not a cursor of ours: give the next_cursor of the page before, unchanged, or leave it out for the first page',
      },
    ]);
  }
  return parsed.data;
}

function unpack(cursor: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) && value[0] === CURSOR_VERSION && value.every(isStorable) ? value.slice(1) : null;
  } catch {
    // Not JSON: not ours. The caller turns null into the problem.
    return null;
  }
}

/** Neither a zero character nor the year 0 is ever in what a store gives, and none takes them. */
function isStorable(part: unknown): boolean {
  return typeof part !== 'string' || !(part.includes('\u0000') || part.startsWith('0000-'));
}

/** The rows of one page and the cursor of the next: of more rows than the page holds, if only by one, where there is a next page. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
): { data: Row[]; next_cursor: string | null } {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, next_cursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}

/** Key of lists by date. */
export const dateKey = z.tuple([z.iso.date()]);
export const byDate = ({ date }: { readonly date: string }): readonly [string] => [date];
