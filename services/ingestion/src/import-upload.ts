import type { Event } from '#contracts/envelope';
import type { NewEvent } from '#contracts/envelope';
import { jobCancelled, jobFailed, jobRunning } from '#contracts/job-events';
import { Service, type Topic } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import type { Inbox } from '#messaging/outbox';
import { assertNotCancelled, cancelWatch, JobCancelled } from '#storage/job-cancellations.reader';
import { FileRefused } from './file/file-refused.error.js';
import { importSucceeded } from './import-events.js';
import { importFile } from './import-file.js';
import type { ImportParts, ImportSteps } from './import-file.js';
import { isImportStored } from './store/import-report.store.js';
import { readUpload } from './store/upload-chunks.store.js';

export type ImportRequested = Event<typeof Topic.importRequested>;
export type UploadParts = ImportParts & { readonly inbox: Inbox };

/** A job's progress is announced again when it has grown by this share. */
const PROGRESS_STEP = 0.2;
/** Share of an import that is done when its last byte is read; the rest is the merge. */
const PROGRESS_READ = 0.8;

/**
 * Imports what was uploaded for a job. Delivered twice, it has its effect once. A file that can never be imported ends the job with
 * its reason, and so does a word to cancel it, after which nothing of the file is stored; anything else is thrown and tried again by the
 * stream.
 */
export async function importUpload(parts: UploadParts, event: ImportRequested, signal: AbortSignal): Promise<void> {
  const { database } = parts;
  const { job_id: jobId, kind, source, bytes, gate = 'flag' } = event.body;
  // The upload of a finished import may be gone already.
  if (await isImportStored(database, jobId)) return;
  const chunks = readUpload(database, jobId);
  try {
    await assertNotCancelled(database, jobId);
    const file = { jobId, kind, source, actor: 'upload', gate, simulated: false, chunks, bytes };
    await importFile(parts, file, stepsOf(parts, event, signal));
  } catch (error) {
    if (error instanceof JobCancelled) await finish(parts, event, jobCancelled(jobId));
    else if (error instanceof FileRefused)
      await finish(parts, event, jobFailed(jobId, error.problem, `${jobId}/failed`));
    else throw error;
  }
}

function stepsOf(parts: UploadParts, event: ImportRequested, signal: AbortSignal): ImportSteps {
  const { job_id: jobId, kind, bytes } = event.body;
  let announced = Number.NEGATIVE_INFINITY;
  const refuseCancelled = cancelWatch(parts.database, jobId);
  return {
    async onProgress(receivedBytes) {
      if (signal.aborted) {
        throw new ApplicationError('import.interrupted', `Import job ${jobId} is left to the next process.`, {
          retryable: true,
        });
      }
      await refuseCancelled();
      const progress = bytes === 0 ? 0 : Math.min(receivedBytes / bytes, 1) * PROGRESS_READ;
      if (progress < announced + PROGRESS_STEP) return;
      announced = progress;
      await parts.database.transaction((transaction) =>
        parts.outbox.append(transaction, [jobRunning(jobId, progress)]),
      );
    },
    claim: (transaction) => parts.inbox.claim(transaction, Service.ingestion, event.id),
    async announce(transaction, report) {
      // The merge of a large file takes minutes; until it is committed it can still be undone.
      await assertNotCancelled(transaction, jobId);
      await parts.outbox.append(transaction, [importSucceeded(jobId, kind, report)]);
    },
  };
}

/** Ends the job without anything stored. */
async function finish(parts: UploadParts, event: ImportRequested, outcome: NewEvent): Promise<void> {
  await parts.database.transaction(async (transaction) => {
    if (!(await parts.inbox.claim(transaction, Service.ingestion, event.id))) return;
    await parts.outbox.append(transaction, [outcome]);
  });
}
