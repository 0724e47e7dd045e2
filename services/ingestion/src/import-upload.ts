import type { Event } from '#contracts/envelope';
import { jobFailed, jobRunning } from '#contracts/job-events';
import { Service, type Topic } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import type { Inbox } from '#messaging/outbox';
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
 * its reason; anything else is thrown and tried again by the stream.
 */
export async function importUpload(parts: UploadParts, event: ImportRequested, signal: AbortSignal): Promise<void> {
  const { database } = parts;
  const { job_id: jobId, kind, source, bytes, gate = 'flag' } = event.body;
  // The upload of a finished import may be gone already.
  if (await isImportStored(database, jobId)) return;
  const chunks = readUpload(database, jobId);
  try {
    const file = { jobId, kind, source, actor: 'upload', gate, simulated: false, chunks, bytes };
    await importFile(parts, file, stepsOf(parts, event, signal));
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    await refuse(parts, event, error);
  }
}

function stepsOf(parts: UploadParts, event: ImportRequested, signal: AbortSignal): ImportSteps {
  const { job_id: jobId, kind, bytes } = event.body;
  let announced = Number.NEGATIVE_INFINITY;
  return {
    async onProgress(receivedBytes) {
      if (signal.aborted) {
        throw new ApplicationError('import.interrupted', `Import job ${jobId} is left to the next process.`, {
          retryable: true,
        });
      }
      const progress = bytes === 0 ? 0 : Math.min(receivedBytes / bytes, 1) * PROGRESS_READ;
      if (progress < announced + PROGRESS_STEP) return;
      announced = progress;
      await parts.database.transaction((transaction) =>
        parts.outbox.append(transaction, [jobRunning(jobId, progress)]),
      );
    },
    claim: (transaction) => parts.inbox.claim(transaction, Service.ingestion, event.id),
    announce: (transaction, report) => parts.outbox.append(transaction, [importSucceeded(jobId, kind, report)]),
  };
}

async function refuse(parts: UploadParts, event: ImportRequested, refusal: FileRefused): Promise<void> {
  const { job_id: jobId } = event.body;
  await parts.database.transaction(async (transaction) => {
    if (!(await parts.inbox.claim(transaction, Service.ingestion, event.id))) return;
    await parts.outbox.append(transaction, [jobFailed(jobId, refusal.problem, `${jobId}/failed`)]);
  });
}
