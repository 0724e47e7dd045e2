import { readIdempotencyKey } from './idempotency-key.js';

describe('readIdempotencyKey', () => {
  it.each([
    [undefined, null],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    [' "a b" ', 'a b'],
    ['"say \\"no\\" \\\\"', 'say "no" \\'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('of %j is %j', (header, key) => {
    expect(readIdempotencyKey(header)).toBe(key);
  });

  it.each(['', '   ', '""', '"open', '"a"b"', 'x'.repeat(256), 'tab\tkey', 'schlüssel', '"a\\n"'])(
    'refuses %j',
    (header) => {
      expect(() => readIdempotencyKey(header)).toThrow(/Idempotency-Key is not a key/);
    },
  );
});
