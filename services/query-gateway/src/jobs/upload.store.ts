import type { Queryable } from '#storage/database';

/** Stores one chunk of the file that belongs to a job, at once and for itself: an upload may be slow, and a transaction must not be. */
export async function insertChunk(
  database: Queryable,
  chunk: { jobId: string; position: number; data: Uint8Array },
): Promise<void> {
  await database.execute('insert into upload_chunks (job_id, position, data) values ($1::uuid, $2, $3)', [
    chunk.jobId,
    chunk.position,
    chunk.data,
  ]);
}

export async function deleteUpload(database: Queryable, jobId: string): Promise<void> {
  await database.execute('delete from upload_chunks where job_id = $1::uuid', [jobId]);
}

/** Deletes what has been stored of an upload, unless there is a job that it belongs to. */
export async function discardUpload(database: Queryable, jobId: string): Promise<void> {
  await database.execute(
    `delete from upload_chunks c where c.job_id = $1::uuid and not exists (select from jobs j where j.id = c.job_id)`,
    [jobId],
  );
}

/** Deletes up to `most` chunks of uploads that began before `before` (a job id, which tells the time) and never became a job. */
export async function deleteOrphans(database: Queryable, before: string, most: number): Promise<number> {
  return database.execute(
    `delete from upload_chunks where (job_id, position) in (
       select c.job_id, c.position from upload_chunks c
       where c.job_id < $1::uuid and not exists (select from jobs j where j.id = c.job_id)
       order by c.job_id, c.position limit $2)`,
    [before, most],
  );
}
