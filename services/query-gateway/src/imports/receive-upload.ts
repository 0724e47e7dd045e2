import { createHash } from 'node:crypto';
import type { Database } from '#storage/database';
import { ProblemError } from '../http/problem.error.js';
import { insertChunk } from '../jobs/upload.store.js';

/** Size of a stored chunk in bytes. Small enough to be held a few times, large enough that a row's cost does not count. */
export const CHUNK_BYTES = 1024 * 1024;

/** The largest upload that is taken, in bytes. */
export const UPLOAD_BYTES_MAX = 4 * 1024 * 1024 * 1024;

export function uploadTooLarge(): ProblemError {
  return new ProblemError(
    'body-too-large',
    `The file is larger than ${UPLOAD_BYTES_MAX} bytes (4 GiB): compress it with gzip, or split it by date and send the parts one after the other.`,
  );
}

/**
 * Stores a body as the chunks of a job, in the order in which it comes. The next bytes are read when the last chunk is stored, so a
 * fast sender waits and memory stays at two chunks.
 */
export async function receiveUpload(
  database: Database,
  upload: { jobId: string; body: AsyncIterable<Uint8Array>; bytesMax?: number },
): Promise<{ bytes: number; sha256: string }> {
  const bytesMax = upload.bytesMax ?? UPLOAD_BYTES_MAX;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let position = 0;
  let total = 0;
  const hash = createHash('sha256');
  const flush = async (): Promise<void> => {
    await insertChunk(database, { jobId: upload.jobId, position, data: Buffer.concat(pending) });
    position += 1;
    pending = [];
    pendingBytes = 0;
  };
  for await (const piece of upload.body) {
    total += piece.length;
    if (total > bytesMax) throw uploadTooLarge();
    hash.update(piece);
    pending.push(piece);
    pendingBytes += piece.length;
    if (pendingBytes >= CHUNK_BYTES) await flush();
  }
  if (pendingBytes > 0) await flush();
  return { bytes: total, sha256: hash.digest('hex') };
}
