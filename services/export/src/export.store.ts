import { createHash } from 'node:crypto';
import { ApplicationError } from '#domain/errors';
import type { Database, Queryable } from '#storage/database';

export const CHUNK_BYTES = 1024 * 1024;
/** No workbook is larger; 10 million rows have about 600 MB. */
export const EXPORT_BYTES_MAX = 1024 * 1024 * 1024;
export const EXPORT_LIFETIME_DAYS = 7;
/** An export that never got finished is of a process that died; its chunks are deleted after this time. */
const ABANDONED_AFTER_HOURS = 24;
const PURGE_ROWS_MAX = 20;

export interface ExportHeader {
  readonly id: string;
  readonly indexId: string;
  readonly start: string;
  readonly end: string;
  readonly fileName: string;
  readonly now: Date;
}

export interface StoredFile {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * Stores the file chunk by chunk, each for itself, under an id that nobody knows yet; until `completeExport` it counts as expired,
 * so nobody can get an unfinished file.
 */
export async function stageExport(
  database: Database,
  header: ExportHeader,
  source: AsyncIterable<Uint8Array>,
): Promise<StoredFile> {
  await database.execute(
    `insert into exports (id, index_id, start_date, end_date, file_name, bytes, sha256, created_at, expires_at)
     values ($1, $2, $3, $4, $5, 0, '', $6, $6)`,
    [header.id, header.indexId, header.start, header.end, header.fileName, header.now],
  );
  const hash = createHash('sha256');
  let bytes = 0;
  let position = 0;
  for await (const chunk of inChunks(source, CHUNK_BYTES)) {
    hash.update(chunk);
    bytes += chunk.length;
    if (bytes > EXPORT_BYTES_MAX) {
      throw new ApplicationError(
        'export.too_large',
        `The workbook of ${header.start} to ${header.end} has more than ${EXPORT_BYTES_MAX} bytes: export shorter ranges.`,
      );
    }
    await database.execute('insert into export_chunks (export_id, position, data) values ($1, $2, $3)', [
      header.id,
      position,
      chunk,
    ]);
    position += 1;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Makes a staged export one that can be fetched. */
export async function completeExport(database: Queryable, id: string, file: StoredFile, now: Date): Promise<void> {
  const completed = await database.execute(
    `update exports set bytes = $2, sha256 = $3, expires_at = $4::timestamptz + make_interval(days => $5) where id = $1`,
    [id, file.bytes, file.sha256, now, EXPORT_LIFETIME_DAYS],
  );
  if (completed !== 1) {
    throw new ApplicationError('export.vanished', `Export ${id} was deleted before it was complete.`, {
      retryable: true,
    });
  }
}

/** Leaves alone what is complete: when the connection is lost while that is being committed, it stands without anybody having heard so. */
export async function discardExport(database: Queryable, id: string): Promise<void> {
  await database.execute(`delete from exports where id = $1 and sha256 = ''`, [id]);
}

/** Deletes exports past their time and what dead processes left behind, a few at once; returns how many went. */
export function purgeExports(database: Queryable, now: Date): Promise<number> {
  return database.execute(
    `delete from exports where id in (
       select e.id from exports e
       where (e.sha256 <> '' and e.expires_at < $1)
          or (e.sha256 = '' and e.created_at < $1::timestamptz - make_interval(hours => $2))
       order by e.created_at limit $3)`,
    [now, ABANDONED_AFTER_HOURS, PURGE_ROWS_MAX],
  );
}

/** The same bytes in chunks of `size`, the last one shorter. */
export async function* inChunks(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let chunk = new Uint8Array(size);
  let filled = 0;
  for await (const piece of source) {
    for (let offset = 0; offset < piece.length;) {
      const part = piece.subarray(offset, offset + size - filled);
      chunk.set(part, filled);
      filled += part.length;
      offset += part.length;
      if (filled < size) continue;
      yield chunk;
      chunk = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}
