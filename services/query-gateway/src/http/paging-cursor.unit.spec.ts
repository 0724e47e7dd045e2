import { z } from 'zod';
import { dateKey, decodeCursor, encodeCursor } from './paging-cursor.js';

describe('a cursor', () => {
  it('is the key after which the next page begins', () => {
    expect(decodeCursor(encodeCursor(['2023-01-13']), dateKey)).toEqual(['2023-01-13']);
    expect(decodeCursor(undefined, dateKey)).toBeNull();
  });

  it.each<[string, string, z.ZodType]>([
    ['is no base64url', '%%%', dateKey],
    ['holds something else', encodeCursor([7]), dateKey],
    ['holds more', encodeCursor(['2023-01-13', 7]), dateKey],
    // Callers can write them as well as we do, and no store takes these.
    ['holds a day of the year 0', encodeCursor(['0000-01-01']), dateKey],
    ['holds an instant of the year 0', encodeCursor(['0000-01-01T00:00:00Z']), z.tuple([z.iso.datetime()])],
    ['holds a zero character', encodeCursor(['a\u0000']), z.tuple([z.string()])],
    ['is of another version', Buffer.from('[2,"2023-01-13"]').toString('base64url'), dateKey],
  ])('is refused where it %s', (_, cursor, key) => {
    expect(() => decodeCursor(cursor, key)).toThrow(/is not a cursor of ours/);
  });
});
