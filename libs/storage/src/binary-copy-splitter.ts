import { ApplicationError } from '#domain/errors';
import { BINARY_COPY_HEADER, BINARY_COPY_TRAILER } from './binary-copy.js';

/** A row larger than this is refused: it would have to be held whole. */
const ROW_LIMIT_BYTES = 64 * 1024 * 1024;
const TRAILER_FIELDS = -1;

/** Position after the last complete row in `bytes`, and whether the trailer follows it. */
function scanRows(bytes: Buffer, start: number): { end: number; trailer: boolean } {
  let end = start;
  while (end + 2 <= bytes.length) {
    const fields = bytes.readInt16BE(end);
    if (fields === TRAILER_FIELDS) return { end, trailer: true };
    let position = end + 2;
    for (let field = 0; field < fields; field += 1) {
      if (position + 4 > bytes.length) return { end, trailer: false };
      const length = bytes.readInt32BE(position);
      position += 4 + Math.max(length, 0);
    }
    if (position > bytes.length) return { end, trailer: false };
    end = position;
  }
  return { end, trailer: false };
}

function damaged(what: string): ApplicationError {
  return new ApplicationError('invalid_value', `The binary COPY stream ${what}.`);
}

/**
 * Cuts one binary COPY stream at row boundaries into complete streams of about `segmentBytes`, each with its own signature and
 * trailer, for an engine that takes a COPY in one piece only. Memory: one segment and one chunk.
 */
export async function* splitBinaryCopy(
  chunks: AsyncIterable<Uint8Array>,
  segmentBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let started = false;
  let trailer = false;
  for await (const chunk of chunks) {
    if (trailer) throw damaged('goes on after its trailer');
    pending.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    pendingBytes += chunk.length;
    if (pendingBytes < segmentBytes) continue;
    const flushed = flush(pending, started);
    if (flushed.segment !== null) yield flushed.segment;
    ({ started, trailer } = flushed);
    pending = [flushed.rest];
    pendingBytes = flushed.rest.length;
    if (pendingBytes > ROW_LIMIT_BYTES) throw damaged(`has a row of more than ${ROW_LIMIT_BYTES} bytes`);
  }
  if (trailer) return;
  const last = flush(pending, started);
  if (last.segment !== null) yield last.segment;
  if (!last.trailer) throw damaged('ends without its trailer');
}

interface Flushed {
  readonly segment: Buffer | null;
  readonly rest: Buffer;
  readonly started: boolean;
  readonly trailer: boolean;
}

function flush(pending: readonly Buffer[], started: boolean): Flushed {
  const bytes = Buffer.concat(pending);
  if (!started && bytes.length < BINARY_COPY_HEADER.length)
    return { segment: null, rest: bytes, started, trailer: false };
  const start = started ? 0 : BINARY_COPY_HEADER.length;
  if (!started && !bytes.subarray(0, start).equals(BINARY_COPY_HEADER))
    throw damaged('does not begin with its signature');
  const { end, trailer } = scanRows(bytes, start);
  if (trailer && end + BINARY_COPY_TRAILER.length < bytes.length) throw damaged('goes on after its trailer');
  const rows = bytes.subarray(start, end);
  const segment = rows.length === 0 ? null : Buffer.concat([BINARY_COPY_HEADER, rows, BINARY_COPY_TRAILER]);
  return { segment, rest: trailer ? Buffer.alloc(0) : bytes.subarray(end), started: true, trailer };
}
