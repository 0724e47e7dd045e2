import { createAnswer, pack, unpack } from './stored-answer.js';

describe('a stored answer', () => {
  it('comes back as it was put in', () => {
    const answer = createAnswer({ name: 'Zürich\n', next_cursor: 'abc' });
    expect(unpack(pack(answer))).toEqual({
      etag: answer.etag,
      nextCursor: 'abc',
      body: Buffer.from('{"name":"Zürich\\n","next_cursor":"abc"}'),
    });
  });

  it.each([
    '',
    'no line feed',
    '17\n{}',
    '{"etag":1,"nextCursor":null}\n{}',
    'null\n',
    '{"etag":"a"}\n',
    'nonsense\n{}',
  ])('is a miss when the bytes are %j', (text) => {
    expect(unpack(Buffer.from(text))).toBeNull();
  });

  it('has the same ETag for the same content only', () => {
    expect(createAnswer({ a: 1 }).etag).toBe(createAnswer({ a: 1 }).etag);
    expect(createAnswer({ a: 1 }).etag).not.toBe(createAnswer({ a: 2 }).etag);
  });
});
