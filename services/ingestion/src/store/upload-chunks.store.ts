import type { Database } from '#storage/database';

/** What was uploaded for a job, in order. The next chunk is fetched while the caller works on this one; two are held at most. */
export async function* readUpload(database: Database, jobId: string): AsyncGenerator<Uint8Array> {
  let coming = readChunk(database, jobId, 0);
  for (let position = 1; ; position += 1) {
    const chunk = await coming;
    if (chunk === null) return;
    coming = readChunk(database, jobId, position);
    // Awaited with the next step, or never when the caller stops here; either way it is not unhandled.
    coming.catch(() => undefined);
    yield chunk;
  }
}

async function readChunk(database: Database, jobId: string, position: number): Promise<Uint8Array | null> {
  const rows = await database.query<{ data: Uint8Array }>(
    'select data from upload_chunks where job_id = $1 and position = $2',
    [jobId, position],
  );
  return rows[0]?.data ?? null;
}
