import type { Event } from '#contracts/envelope';
import { jobCancelled, jobFailed, jobRunning } from '#contracts/job-events';
import type { NewEvent } from '#contracts/envelope';
import { Topic } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import type { Inbox, Outbox } from '#messaging/outbox';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { assertNotCancelled, cancelWatch, JobCancelled } from '#storage/job-cancellations.reader';
import { assertUnchanged, loadExportPlan } from './export-plan.js';
import { ExportRefused } from './export-refused.error.js';
import { exportContent } from './export-sheets.js';
import { completeExport, discardExport, purgeExports, stageExport } from './export.store.js';
import type { StoredFile } from './export.store.js';
import { workbookBytes } from './workbook.js';

export type ExportRequested = Event<typeof Topic.exportRequested>;

export interface ExportParts {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly createId: () => string;
}

const CONSUMER = 'export-requested';
/** A job's progress is announced again when it has grown by this share. */
const PROGRESS_STEP = 0.2;
/** Share of an export that is done when all rows are read; the rest is writing, checking and storing the end. */
const PROGRESS_READ = 0.95;

/**
 * Makes the workbook of a range and stores it. Delivered twice, it is made twice and kept once. What can never work ends the job
 * with its reason, and so does a word to cancel it, which leaves no file; anything else is thrown and tried again by the stream.
 */
export async function exportRange(parts: ExportParts, event: ExportRequested, signal: AbortSignal): Promise<void> {
  const { database, clock } = parts;
  const { job_id: jobId, index_id: indexId, start_date: start, end_date: end } = event.body;
  const id = parts.createId();
  await purgeExports(database, clock.now());
  try {
    await assertNotCancelled(database, jobId);
    // load
    const plan = await loadExportPlan(database, { indexId, start, end });
    // decide
    const fileName = exportFileName(indexId, start, end);
    const content = exportContent(database, plan, progressOf(parts, jobId, signal));
    // store: the bytes under an id that nobody knows yet
    const header = { id, indexId, start, end, fileName, now: clock.now() };
    const file = await stageExport(database, header, workbookBytes(content));
    await assertUnchanged(database, plan);
    // store and announce, in one transaction; returning acknowledges
    if (!(await complete(parts, event, { id, fileName, ...file }))) await discardExport(database, id);
  } catch (error) {
    await discardExport(database, id);
    if (error instanceof JobCancelled) await finish(parts, event, jobCancelled(jobId));
    else if (error instanceof ExportRefused) await finish(parts, event, jobFailed(jobId, error.problem));
    else throw error;
  }
}

/** For example `top100-equal_2023-01-01_2023-12-31.xlsx`. */
export function exportFileName(indexId: string, start: string, end: string): string {
  return `${indexId.replaceAll(/[^A-Za-z0-9._-]/g, '-')}_${start}_${end}.xlsx`;
}

function complete(
  { database, outbox, inbox, clock }: ExportParts,
  event: ExportRequested,
  file: StoredFile & { id: string; fileName: string },
): Promise<boolean> {
  const { job_id: jobId } = event.body;
  return database.transaction(async (transaction) => {
    if (!(await inbox.claim(transaction, CONSUMER, event.id))) return false;
    await assertNotCancelled(transaction, jobId);
    await completeExport(transaction, file.id, file, clock.now());
    const { id, fileName, bytes, sha256 } = file;
    const body = { job_id: jobId, export_id: id, file_name: fileName, bytes, sha256 };
    await outbox.append(transaction, [{ topic: Topic.exportCompleted, key: jobId, body }]);
    return true;
  });
}

/** Ends the job without a file. */
async function finish(
  { database, outbox, inbox }: ExportParts,
  event: ExportRequested,
  outcome: NewEvent,
): Promise<void> {
  await database.transaction(async (transaction) => {
    if (!(await inbox.claim(transaction, CONSUMER, event.id))) return;
    await outbox.append(transaction, [outcome]);
  });
}

/**
 * Announces how far the job is, a few times; gives up when the job is cancelled, and when the process is about to stop, to be done by the
 * next one.
 */
function progressOf(
  { database, outbox }: ExportParts,
  jobId: string,
  signal: AbortSignal,
): (share: number) => Promise<void> {
  let announced = 0;
  const refuseCancelled = cancelWatch(database, jobId);
  return async (share) => {
    if (signal.aborted) {
      throw new ApplicationError('export.interrupted', `Export job ${jobId} is left to the next process.`, {
        retryable: true,
      });
    }
    await refuseCancelled();
    const progress = share * PROGRESS_READ;
    if (progress < announced + PROGRESS_STEP) return;
    announced = progress;
    await database.transaction((transaction) => outbox.append(transaction, [jobRunning(jobId, progress)]));
  };
}
