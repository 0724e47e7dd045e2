import { z } from 'zod';
import type { BuildResult, JobError } from '#contracts/api/job.schema';
import { jobProblem } from '#contracts/job-events';
import { calendarFirst, calendarLast } from '#domain/calendar';
import { defaultIndex } from '#domain/index-definition';
import type { Transaction } from '#storage/database';
import type { JobLifecycle } from '../jobs/job-lifecycle.js';
import { findJob } from '../jobs/jobs.store.js';
import { readBuiltRange } from './build-result.read-model.js';
import type { BuiltRange } from './build-result.read-model.js';

/** A build names its index where that is not the default one, and may leave open from when to when: as far as the index reaches. */
const buildRequest = z.object({
  start_date: z.iso.date().optional(),
  end_date: z.iso.date().optional(),
  index_id: z.string().optional(),
});
type BuildRequest = z.infer<typeof buildRequest>;

/** Ends a build job by what stands in the tables: published sessions are a success, none of them is a failure with its reasons. */
export async function endBuild(transaction: Transaction, lifecycle: JobLifecycle, jobId: string): Promise<void> {
  const job = await findJob(transaction, jobId);
  if (job === null || job.kind !== 'build') return;
  const request = buildRequest.parse(job.request);
  const { index_id: indexId = defaultIndex.id } = request;
  const { start, end } = await rangeOf(transaction, indexId, request);
  const built = await readBuiltRange(transaction, { indexId, start, end });
  const result = toResult({ start, end }, built);
  if (result === null) {
    await lifecycle.fail(transaction, jobId, nothingPublished({ start, end }, built));
  } else {
    await lifecycle.succeed(transaction, jobId, indexId === defaultIndex.id ? result : { index: indexId, ...result });
  }
}

async function rangeOf(
  transaction: Transaction,
  indexId: string,
  { start_date: start, end_date: end }: BuildRequest,
): Promise<{ start: string; end: string }> {
  if (start !== undefined && end !== undefined) return { start, end };
  const [reach] = await transaction.query<{ first: string | null; last: string | null }>(
    `select i.first_requested as first, i.last_requested as last from indices i where i.id = $1`,
    [indexId],
  );
  // Of an index that is gone nothing is published, whatever the range.
  return { start: start ?? reach?.first ?? calendarFirst, end: end ?? reach?.last ?? calendarLast };
}

function toResult(range: { start: string; end: string }, built: BuiltRange): BuildResult | null {
  if (built.first_session === null || built.last_session === null || built.level === null) return null;
  return {
    start_date: range.start,
    end_date: range.end,
    first_session: built.first_session,
    last_session: built.last_session,
    sessions: built.sessions,
    composition_changes: built.composition_changes,
    level: built.level,
  };
}

function nothingPublished(range: { start: string; end: string }, built: BuiltRange): JobError {
  const reasons = built.reasons.length === 0 ? '' : ` ${built.reasons.join('; ')}.`;
  return jobProblem(
    'nothing-published',
    `No session from ${range.start} to ${range.end} could be published: too few lines can be ranked.${reasons} ` +
      'Import the missing prices and build again.',
  );
}
