import type { NewEvent } from '#contracts/envelope';
import { jobSucceeded } from '#contracts/job-events';
import { Topic, US_UNIVERSE } from '#contracts/topics';
import type { ImportKind } from './rows/import-kind.js';
import type { ImportReport } from './store/import-report.store.js';
import type { ConcernedSessions } from './store/merge.js';

/** What an import says to others. Ids are made from the job, so that the same fact never gets two. */

export function pricesIngested(fact: {
  readonly jobId: string;
  readonly kind: ImportKind;
  readonly simulated: boolean;
  readonly revision: number;
  readonly rows: number;
  readonly concerned: ConcernedSessions;
}): NewEvent<typeof Topic.pricesIngested> {
  const { jobId, kind, simulated, revision, rows, concerned } = fact;
  return {
    id: `${jobId}/prices-ingested`,
    topic: Topic.pricesIngested,
    key: US_UNIVERSE,
    body: {
      universe: US_UNIVERSE,
      first_session: concerned.first,
      last_session: concerned.last,
      sessions: concerned.sessions === null ? null : [...concerned.sessions],
      tickers: concerned.tickers === null ? null : [...concerned.tickers],
      rows,
      kind,
      simulated,
      revision,
    },
  };
}

export function importSucceeded(
  jobId: string,
  kind: ImportKind,
  report: ImportReport,
): NewEvent<typeof Topic.jobProgressed> {
  const result = {
    kind,
    rows_read: report.rowsRead,
    rows_stored: report.rowsStored,
    rows_unchanged: report.rowsUnchanged,
    rows_rejected: report.rowsRejected,
    sessions: report.sessions,
    first_session: report.firstSession,
    last_session: report.lastSession,
    ignored_columns: [...report.ignoredColumns],
  };
  return jobSucceeded(jobId, result, `${jobId}/succeeded`);
}
