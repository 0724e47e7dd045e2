import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { decodedBytes, decodingLimits } from './decoded-bytes.js';
import type { DecodingLimits } from './decoded-bytes.js';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function decode(bytes: Uint8Array, size = 1000, limits: DecodingLimits = decodingLimits): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of decodedBytes(pieces(bytes, size), { received: 0, unpacked: 0 }, limits)) parts.push(part);
  return Buffer.concat(parts);
}

const text = Buffer.from(
  Array.from({ length: 20_000 }, (_, line) => `line ${line},${(line * 7919) % 1000}`).join('\n'),
);

describe('decodedBytes', () => {
  test.each([1, 2, 3, 1000, 1_000_000])('passes plain text on as it is, in pieces of %d bytes', async (size) => {
    const bytes = size < 10 ? text.subarray(0, 500) : text;
    expect((await decode(bytes, size)).equals(bytes)).toBe(true);
  });

  test.each([1, 2, 1000, 1_000_000])('unpacks gzip by its magic bytes, in pieces of %d bytes', async (size) => {
    expect((await decode(gzipSync(text), size)).equals(text)).toBe(true);
  });

  test('unpacks a file of several members', async () => {
    const packed = Buffer.concat([gzipSync(text.subarray(0, 1000)), gzipSync(text.subarray(1000))]);
    expect((await decode(packed)).equals(text)).toBe(true);
  });

  test('counts the bytes that came and the bytes that they were', async () => {
    const packed = gzipSync(text);
    const read = { received: 0, unpacked: 0 };
    for await (const part of decodedBytes(pieces(packed, 100), read)) expect(part.length).toBeGreaterThan(0);
    expect(read).toEqual({ received: packed.length, unpacked: text.length });
  });

  test('refuses an empty file', async () => {
    await expect(decode(Buffer.alloc(0))).rejects.toMatchObject({
      code: 'import.empty_file',
      problem: { status: 422 },
    });
  });

  test.each([1, 20, 5000])('refuses gzip that lacks its last %d bytes', async (missing) => {
    const packed = gzipSync(randomBytes(20_000));
    await expect(decode(packed.subarray(0, -missing))).rejects.toMatchObject({ code: 'import.truncated_gzip' });
  });

  test('refuses gzip with a flipped byte', async () => {
    const packed = gzipSync(text);
    packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 0xff;
    await expect(decode(packed)).rejects.toMatchObject({ code: 'import.damaged_gzip' });
  });

  test.each([
    ['PK\u0003\u0004....', /ZIP archive or an Excel workbook/],
    ['BZh91AY', /bzip2/],
  ])('refuses %j by name', async (head, message) => {
    await expect(decode(Buffer.from(head, 'latin1'))).rejects.toThrow(message);
  });

  test('refuses what unpacks beyond the limits', async () => {
    const limits = { ...decodingLimits, unpackedBytesMax: 100_000, ratioMax: 50, ratioFromBytes: 10_000 };
    await expect(decode(gzipSync(Buffer.alloc(60_000, 'a')), 100, limits)).rejects.toThrow(/50 times its size/);
    await expect(decode(text, 100, limits)).rejects.toThrow(/longer than 100000 bytes/);
  });

  test('passes an error of the source on as it is', async () => {
    const failure = new Error('the store is gone');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield gzipSync(text).subarray(0, 100);
      throw failure;
    }
    const reading = async (): Promise<void> => {
      for await (const part of decodedBytes(broken(), { received: 0, unpacked: 0 })) expect(part).toBeDefined();
    };
    await expect(reading()).rejects.toBe(failure);
  });
});
