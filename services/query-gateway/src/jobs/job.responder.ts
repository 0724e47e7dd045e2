import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { acquisitionResult } from '#contracts/api/acquisition.schema';
import { exportResult, importReport, jobError } from '#contracts/api/job.schema';
import type { JobAnswer } from '#contracts/api/job.schema';
import type { ProblemKind } from '#contracts/api/problem.schema';
import { builtIndex, retirementResult } from '#contracts/api/definition.schema';
import { decisionResult } from '#contracts/api/quality.schema';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { callerOf, mayTouch } from '../access/caller.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { ProblemError } from '../http/problem.error.js';
import { isProblemKind } from '../http/problem.filter.js';
import { JobWaiter } from './job-waiter.js';
import { findJob } from './jobs.store.js';
import type { Job } from './jobs.store.js';
import { readWaitPreference } from './wait-preference.js';

/** After how many seconds a caller may ask again for a job that has not ended. */
const RETRY_AFTER_SECONDS = 1;

/** Answers a POST that made a job: with its result when it ends within the wait, else with where to look. */
@Injectable()
export class JobResponder {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly waiter: JobWaiter,
    private readonly writer: AnswerWriter,
  ) {}

  async respond(request: Request, response: Response, jobId: string): Promise<void> {
    const job = await this.awaitEnd(request, response, jobId);
    if (job === null) return;
    switch (job.status) {
      case 'succeeded':
        return this.writer.fresh(request, response, 200, { job_id: job.id, status: job.status, ...orderedResult(job) });
      case 'failed':
        throw jobProblem(job);
      case 'cancelled':
        throw jobCancelled(job);
      case 'queued':
      case 'running':
        pointTo(response, job);
        return this.writer.fresh(request, response, 202, {
          job_id: job.id,
          status: job.status,
          progress: job.progress,
        });
      default:
        return job.status satisfies never;
    }
  }

  /** Answers a request to cancel: with the job once it is cancelled, with 202 and the job as it is when that takes longer. */
  async respondToCancel(request: Request, response: Response, jobId: string): Promise<void> {
    const job = await this.awaitEnd(request, response, jobId);
    if (job === null) return;
    switch (job.status) {
      case 'cancelled':
        return this.writer.fresh(request, response, 200, toJobAnswer(job));
      case 'succeeded':
      case 'failed':
        throw notCancellable(job);
      case 'queued':
      case 'running':
        pointTo(response, job);
        return this.writer.fresh(request, response, 202, toJobAnswer(job));
      default:
        return job.status satisfies never;
    }
  }

  /** The job when it has ended or the wait is over; null when the caller has gone: nobody is left to answer, the job goes on. */
  private async awaitEnd(request: Request, response: Response, jobId: string): Promise<Job | null> {
    const preference = readWaitPreference(request.get('prefer'));
    if (preference.applied !== null) response.set('Preference-Applied', preference.applied);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    // The caller may have gone while the job was being made.
    if (response.destroyed) gone.abort();
    await this.waiter.waitForEnd(jobId, { milliseconds: preference.seconds * 1000, signal: gone.signal });
    return gone.signal.aborted ? null : this.find(request, jobId);
  }

  /** Throws a 404 problem for an id that no job has, and for the job of somebody else: that it exists is not told. */
  async find(request: Request, jobId: string, kind?: Job['kind']): Promise<Job> {
    const job = await findJob(this.database, jobId);
    if (job === null || (kind !== undefined && job.kind !== kind) || !mayTouch(callerOf(request), job.owner)) {
      throw new ProblemError(
        'job-not-found',
        `There is no ${kind ?? ''}${kind === undefined ? '' : ' '}job ${jobId}: use the job_id that the POST answered with.`,
      );
    }
    return job;
  }
}

function pointTo(response: Response, job: Job): void {
  response.set('Location', `/v1/jobs/${job.id}`);
  suggestLater(response, job);
}

/** Says when to look again at a job that has not ended. */
export function suggestLater(response: Response, { status }: Job): void {
  if (status === 'queued' || status === 'running') response.set('Retry-After', String(RETRY_AFTER_SECONDS));
}

/** Why jobs of these kinds are always let end; the others can be cancelled. */
const letEnd: Readonly<Partial<Record<Job['kind'], string>>> = {
  build: 'an index depends on the union of all ranges ever asked for, so that a build that has begun is let end',
  'quality-decision': 'a decision is taken in one go, so that it is let end',
  retirement: 'an index is given up in one go, so that it is let end',
};

/** 409 for a job that has ended, or of a kind that is let end. */
export function notCancellable(job: Job): ProblemError {
  const reason = job.status === 'queued' || job.status === 'running' ? letEnd[job.kind] : undefined;
  const why =
    reason === undefined
      ? `has ended: it ${job.status === 'cancelled' ? 'was cancelled' : job.status} already`
      : `is of kind ${job.kind}: ${reason}`;
  return new ProblemError('not-cancellable', `Job ${job.id} ${why}.`, { job_id: job.id });
}

function jobCancelled(job: Job): ProblemError {
  const remedy =
    job.kind === 'acquisition'
      ? `POST /v1/acquisitions/${job.id}/resume goes on with it`
      : 'nothing of it is left, send the request again for a new one';
  return new ProblemError('job-cancelled', `Job ${job.id} was cancelled before it was done: ${remedy}.`, {
    job_id: job.id,
  });
}

const resultSchemas = {
  build: builtIndex,
  export: exportResult,
  import: importReport,
  acquisition: acquisitionResult,
  'quality-decision': decisionResult,
  retirement: retirementResult,
} as const;

/** The result with its fields as documented; the store keeps them in an order of its own. */
export function orderedResult(job: Job): Record<string, unknown> | null {
  return resultSchemas[job.kind].safeParse(job.result).data ?? job.result;
}

const requestFields = [
  ...['start_date', 'end_date', 'kind', 'source', 'refresh', 'bytes', 'gate'],
  ...['date', 'action', 'ticker', 'values', 'reason', 'decided_by'],
];

/** What was asked for, in the order in which the interface names it; further fields follow. */
function orderedRequest({ request }: Job): Record<string, unknown> {
  const ordered: Record<string, unknown> = {};
  for (const name of requestFields) {
    if (Object.hasOwn(request, name)) ordered[name] = request[name];
  }
  return { ...ordered, ...request };
}

/** What a job has failed with when its worker says no more than that the request could not be done (422). */
const refusals: Readonly<Record<Job['kind'], ProblemKind>> = {
  build: 'nothing-published',
  export: 'nothing-published',
  import: 'import-refused',
  acquisition: 'acquisition-failed',
  'quality-decision': 'decision-refused',
  retirement: 'definition-refused',
};

/** The error of a failed job as the answer of the request that asked for it. */
function jobProblem(job: Job): ProblemError {
  const kind = job.error === null ? 'job-failed' : kindOfError(job.kind, job.error.type, job.error.status);
  return new ProblemError(kind, job.error?.detail ?? 'The job failed without a reason.', { job_id: job.id });
}

/** Workers may name a problem of ours; else the status tells which it is. */
function kindOfError(jobKind: Job['kind'], type: string, status: number): ProblemKind {
  const name = type.split('/').at(-1) ?? '';
  if (isProblemKind(name)) return name;
  return status === 422 ? refusals[jobKind] : 'job-failed';
}

export function toJobAnswer(job: Job): JobAnswer {
  return {
    job_id: job.id,
    kind: job.kind,
    status: job.status,
    progress: job.progress,
    request: orderedRequest(job),
    created_at: job.created_at.toISOString(),
    started_at: job.started_at?.toISOString() ?? null,
    finished_at: job.finished_at?.toISOString() ?? null,
    result: orderedResult(job),
    error: jobError.nullable().safeParse(job.error).data ?? job.error,
  };
}
