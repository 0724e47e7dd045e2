import fc from 'fast-check';
import { splitBinaryCopy } from './binary-copy-splitter.js';
import { BINARY_COPY_HEADER, BINARY_COPY_TRAILER, BinaryCopyEncoder } from './binary-copy.js';

function encode(values: readonly (string | null)[], chunkBytes?: number): Buffer {
  const encoder = new BinaryCopyEncoder(chunkBytes);
  const chunks: Uint8Array[] = [];
  for (const value of values) {
    encoder.beginRow(1);
    if (value === null) encoder.null();
    else encoder.text(value);
    for (let chunk = encoder.takeChunk(); chunk !== null; chunk = encoder.takeChunk()) chunks.push(chunk);
  }
  return Buffer.concat([...chunks, ...encoder.finish()]);
}

async function split(stream: Buffer, pieceBytes: number, segmentBytes: number): Promise<Buffer[]> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < stream.length; start += pieceBytes) yield stream.subarray(start, start + pieceBytes);
  }
  const segments: Buffer[] = [];
  for await (const segment of splitBinaryCopy(pieces(), segmentBytes)) segments.push(segment);
  return segments;
}

test('a row is written as the format says', () => {
  const encoder = new BinaryCopyEncoder();
  encoder.beginRow(3);
  encoder.date(10_958);
  encoder.int8(-2);
  encoder.text('é');
  const [bytes] = encoder.finish();
  const row = Buffer.from(
    '0003' + '00000004' + '00000001' + '00000008' + 'fffffffffffffffe' + '00000002' + 'c3a9',
    'hex',
  );
  expect(Buffer.from(bytes!)).toEqual(Buffer.concat([BINARY_COPY_HEADER, row, BINARY_COPY_TRAILER]));
  expect(() => encoder.int8(2 ** 53)).toThrow(/safe integer/);
});

test('the size of the chunks does not change the stream', () => {
  const texts = fc.array(fc.option(fc.string({ unit: 'grapheme', maxLength: 3_000 })), { maxLength: 30 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 5_000 }), (values, chunkBytes) => {
      expect(encode(values, chunkBytes)).toEqual(encode(values));
    }),
    { numRuns: 50 },
  );
});

test('a stream cut into segments has the same rows, however it came', async () => {
  const texts = fc.array(fc.option(fc.string({ maxLength: 40 })), { maxLength: 40 });
  const bytes = fc.integer({ min: 1, max: 400 });
  await fc.assert(
    fc.asyncProperty(texts, bytes, bytes, async (values, pieceBytes, segmentBytes) => {
      const stream = encode(values);
      const rows: Buffer[] = [];
      for (const segment of await split(stream, pieceBytes, segmentBytes)) {
        expect(segment.subarray(0, BINARY_COPY_HEADER.length)).toEqual(BINARY_COPY_HEADER);
        expect(segment.subarray(-BINARY_COPY_TRAILER.length)).toEqual(BINARY_COPY_TRAILER);
        rows.push(segment.subarray(BINARY_COPY_HEADER.length, -BINARY_COPY_TRAILER.length));
      }
      expect(Buffer.concat([BINARY_COPY_HEADER, ...rows, BINARY_COPY_TRAILER])).toEqual(stream);
    }),
  );
});

test('a stream that is cut short or goes on is refused, wherever it is cut', async () => {
  const stream = encode(['first', null, 'third']);
  for (let end = 0; end < stream.length; end += 1) {
    await expect(split(stream.subarray(0, end), 7, 16)).rejects.toMatchObject({ code: 'invalid_value' });
  }
  for (const pieceBytes of [1, stream.length, 1_000]) {
    const longer = Buffer.concat([stream, Buffer.from([0])]);
    await expect(split(longer, pieceBytes, 16)).rejects.toMatchObject({ code: 'invalid_value' });
  }
});
