import type { Queryable } from '#storage/database';
import { exportPath } from './export-path.js';

export interface ExportFile {
  readonly id: string;
  readonly file_name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly created_at: Date;
  readonly expires_at: Date;
}

export async function readExportFile(database: Queryable, id: string): Promise<ExportFile | null> {
  const [row] = await database.query<ExportFile>(
    'select e.id, e.file_name, e.bytes, e.sha256, e.created_at, e.expires_at from exports e where e.id = $1::uuid',
    [id],
  );
  return row ?? null;
}

/** Whose job made the export; null without one. The row of an export goes when it has expired, its job stays. */
export async function readExportOwner(
  database: Queryable,
  id: string,
): Promise<{ readonly owner: string | null } | null> {
  const [row] = await database.query<{ owner: string | null }>(
    `select j.owner from jobs j where j.kind = 'export' and j.result ->> 'download_url' = $1 limit 1`,
    [exportPath(id)],
  );
  return row ?? null;
}

/**
 * The bytes `first` to `last` (both inclusive) of an export, chunk by chunk: one short query each, so that a slow reader holds
 * neither a connection nor a transaction.
 */
export async function* readExportBytes(
  database: Queryable,
  range: { id: string; first: number; last: number },
): AsyncGenerator<Uint8Array> {
  const chunks = await database.query<{ position: number; length: number }>(
    'select c.position, octet_length(c.data) as length from export_chunks c where c.export_id = $1::uuid order by c.position',
    [range.id],
  );
  let start = 0;
  for (const { position, length } of chunks) {
    const end = start + length;
    if (end > range.first && start <= range.last) {
      const from = Math.max(0, range.first - start);
      const to = Math.min(length, range.last + 1 - start);
      const [chunk] = await database.query<{ data: Uint8Array }>(
        'select substring(c.data from $3 for $4) as data from export_chunks c where c.export_id = $1::uuid and c.position = $2',
        [range.id, position, from + 1, to - from],
      );
      if (chunk === undefined) throw new Error(`chunk ${position} of export ${range.id} vanished while it was read`);
      yield chunk.data;
    }
    start = end;
  }
}
