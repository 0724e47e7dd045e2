import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import type { Request } from 'express';
import type { Encoding } from './stored-answer.js';

const gzipBytes = promisify(gzip);
const brotliBytes = promisify(brotliCompress);

/** Below this many bytes compression costs more than it saves. */
export const COMPRESSION_BYTES_MIN = 1024;

/** 5 of 11: near the size of 11 at a twentieth of its time. */
const BROTLI_QUALITY = 5;
const BROTLI_PARAMETERS = {
  [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
  [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
};

/** The encoding to answer with, by what the caller takes and how large the body is, if that is known. */
export function chooseEncoding(request: Request, bytes = Infinity): Encoding {
  if (bytes < COMPRESSION_BYTES_MIN) return 'identity';
  const accepted = request.acceptsEncodings('br', 'gzip', 'identity');
  return accepted === 'br' || accepted === 'gzip' ? accepted : 'identity';
}

export async function compress(body: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  switch (encoding) {
    case 'identity':
      return body;
    case 'gzip':
      return gzipBytes(body);
    case 'br':
      return brotliBytes(body, { params: { ...BROTLI_PARAMETERS, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } });
    default:
      return encoding satisfies never;
  }
}

const compressed = new WeakMap<Uint8Array, Map<Encoding, Promise<Uint8Array>>>();

/** The same for bytes that stay as they are: done once, and remembered for as long as somebody holds them. */
export function compressOnce(body: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  let known = compressed.get(body);
  if (known === undefined) compressed.set(body, (known = new Map<Encoding, Promise<Uint8Array>>()));
  let bytes = known.get(encoding);
  if (bytes === undefined) known.set(encoding, (bytes = compress(body, encoding)));
  return bytes;
}

/** Compresses what is written to it; null where nothing is to be compressed. */
export function compressor(encoding: Encoding): Transform | null {
  switch (encoding) {
    case 'identity':
      return null;
    case 'gzip':
      return createGzip();
    case 'br':
      return createBrotliCompress({ params: BROTLI_PARAMETERS });
    default:
      return encoding satisfies never;
  }
}
