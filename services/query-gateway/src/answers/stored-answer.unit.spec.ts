import { createAnswer, pack, unpack } from './stored-answer.js';

describe('a stored answer', () => {
  it('comes back as it was put in', () => {
    const answer = createAnswer('{"name":"Zürich\\n"}', 'abc');
    expect(unpack(pack(answer))).toEqual({
      etag: answer.etag,
      nextCursor: 'abc',
      body: Buffer.from('{"name":"Zürich\\n"}'),
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
    expect(createAnswer('1', null).etag).toBe(createAnswer('1', null).etag);
    expect(createAnswer('1', null).etag).not.toBe(createAnswer('2', null).etag);
  });
});
