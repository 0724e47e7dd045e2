import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FileRefused } from './file-refused.error.js';
import { parquetAsCsv } from './parquet-as-csv.js';

/** Limits against files that unpack to far more than a market (bytes; and unpacked bytes per packed byte, looked at from a size on). */
export interface DecodingLimits {
  /** Of a file that must be there as a whole before it can be read. */
  readonly packedBytesMax: number;
  readonly unpackedBytesMax: number;
  readonly ratioMax: number;
  readonly ratioFromBytes: number;
}

const MEBIBYTE = 1024 ** 2;
export const decodingLimits: DecodingLimits = {
  packedBytesMax: 4096 * MEBIBYTE,
  unpackedBytesMax: 8192 * MEBIBYTE,
  // Prices pack to a third or a fifth; made-up ones that repeat themselves to a fiftieth. Zeros pack to a thousandth.
  ratioMax: 250,
  ratioFromBytes: 64 * MEBIBYTE,
};

const GUNZIP_CHUNK_BYTES = 256 * 1024;
const MAGIC_BYTES = 6;

/** What people send instead of CSV, by its first bytes. */
const FOREIGN: readonly (readonly [magic: readonly number[], name: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive or an Excel workbook'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a Zstandard file'],
  [[0x42, 0x5a, 0x68], 'a bzip2 file'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz file'],
  [[0xff, 0xfe], 'UTF-16 text'],
  [[0xfe, 0xff], 'UTF-16 text'],
];
const GZIP = [0x1f, 0x8b] as const;
const PARQUET = [0x50, 0x41, 0x52, 0x31] as const;

/** How far a file has been taken in. */
export interface ReadBytes {
  /** As they came, packed or not. */
  received: number;
  unpacked: number;
}

/**
 * The bytes of a file, unpacked where they are gzip and as CSV where they are Parquet, by what they are and not by what they are
 * called. Counts into `read`. A piece may be empty: nothing to hand out yet.
 * @throws FileRefused when the file is empty, known to be something else, cut off, damaged or unpacks beyond the limits
 */
export async function* decodedBytes(
  chunks: AsyncIterable<Uint8Array>,
  read: ReadBytes,
  limits: DecodingLimits = decodingLimits,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const head = await readHead(iterator, read);
    if (head.length === 0)
      throw new FileRefused('import.empty_file', 'The file is empty. Send a CSV file with a header line.');
    assertNotForeign(head);
    const rest = withHead(head, iterator, read);
    const bytes = startsWith(head, GZIP)
      ? gunzip(rest)
      : startsWith(head, PARQUET)
        ? parquetAsCsv(rest, limits.packedBytesMax)
        : rest;
    for await (const chunk of bytes) {
      read.unpacked += chunk.length;
      assertWithinLimits(read, limits);
      yield chunk;
    }
  } finally {
    await iterator.return?.();
  }
}

async function readHead(iterator: AsyncIterator<Uint8Array>, read: ReadBytes): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for (let length = 0; length < MAGIC_BYTES;) {
    const next = await iterator.next();
    if (next.done === true) break;
    parts.push(next.value);
    length += next.value.length;
    read.received += next.value.length;
  }
  return Buffer.concat(parts);
}

async function* withHead(head: Buffer, rest: AsyncIterator<Uint8Array>, read: ReadBytes): AsyncGenerator<Uint8Array> {
  yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    read.received += next.value.length;
    yield next.value;
  }
}

async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES });
  // The error reaches the loop below through the stream itself.
  pipeline(Readable.from(packed, { objectMode: true, highWaterMark: 1 }), unzip, () => undefined);
  try {
    for await (const chunk of unzip) yield chunk as Uint8Array;
  } catch (error) {
    throw refusalOfGzip(error);
  } finally {
    unzip.destroy();
  }
}

/** Errors of the inflater are about the file; any other (the store is gone, say) is none of its business. */
function refusalOfGzip(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  if (code === 'Z_BUF_ERROR') {
    const message = 'The gzip file ends too early: it was cut off on its way. Send the whole file.';
    return new FileRefused('import.truncated_gzip', message, { cause: error });
  }
  if (typeof code === 'string' && code.startsWith('Z_')) {
    const message = `The gzip file is damaged (${(error as Error).message}). Pack it again and send it.`;
    return new FileRefused('import.damaged_gzip', message, { cause: error });
  }
  return error;
}

function assertNotForeign(head: Buffer): void {
  for (const [magic, name] of FOREIGN) {
    if (!startsWith(head, magic)) continue;
    throw new FileRefused(
      'import.binary_file',
      `The file begins like ${name}. Send comma-separated text in UTF-8, plain or gzip, or Parquet.`,
    );
  }
}

function startsWith(head: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, position) => head[position] === byte);
}

function assertWithinLimits(read: ReadBytes, limits: DecodingLimits): void {
  if (read.unpacked > limits.unpackedBytesMax) {
    throw new FileRefused(
      'import.too_large',
      `The file is longer than ${limits.unpackedBytesMax} bytes when unpacked. Split it and send the parts one by one.`,
    );
  }
  if (read.unpacked > limits.ratioFromBytes && read.unpacked > read.received * limits.ratioMax) {
    throw new FileRefused(
      'import.too_large',
      `The file unpacks to more than ${limits.ratioMax} times its size, which no table of prices does. Send it as plain CSV.`,
    );
  }
}
