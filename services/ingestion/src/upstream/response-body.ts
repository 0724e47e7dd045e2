import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AttemptFailure } from './attempt-failure.js';

export const ACCEPTED_ENCODINGS = 'gzip, br, deflate';

export interface PackedBody {
  readonly stream: Readable;
  /** `content-encoding` of the answer. */
  readonly encoding: string | undefined;
}

/** Unpacks a body while counting what comes out, so that a few packed bytes cannot fill the memory. */
export async function readBody(packed: PackedBody, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await unpack(packed, maxBytes, chunks, signal);
  return Buffer.concat(chunks);
}

/** The beginning of a body as text, as far as it can be had: for the message of an error that is known already. */
export async function readExcerpt(packed: PackedBody, maxBytes: number, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  // The status tells what went wrong; what the body would have added is not worth another error.
  await unpack(packed, maxBytes, chunks, signal).catch(() => undefined);
  return Buffer.concat(chunks).toString('utf8');
}

async function unpack(
  { stream, encoding }: PackedBody,
  maxBytes: number,
  chunks: Buffer[],
  signal: AbortSignal,
): Promise<void> {
  // A body that is given up says so once more after the pipeline has ended.
  stream.on('error', () => undefined);
  const decoder = decoderOf(encoding);
  if (decoder === 'unknown') {
    stream.destroy();
    throw new AttemptFailure('malformed', `the body is packed as ${encoding}, which was not asked for`);
  }
  let overflow: AttemptFailure | null = null;
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        overflow = new AttemptFailure('too_large', `the body is larger than ${maxBytes} bytes unpacked`);
        throw overflow;
      }
      chunks.push(chunk);
    }
  };
  try {
    await (decoder === null ? pipeline(stream, collect, { signal }) : pipeline(stream, decoder, collect, { signal }));
  } catch (error) {
    // The pipeline tells of the connection that it has broken off, not of the reason.
    throw overflow ?? error;
  }
}

function decoderOf(encoding: string | undefined): Transform | null | 'unknown' {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      return createInflate();
    default:
      return 'unknown';
  }
}
