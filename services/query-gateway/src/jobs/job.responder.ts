import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { callerOf, mayTouch } from '../access/caller.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { callerGone } from '../http/caller-gone.js';
import { ProblemError } from '../http/problem.error.js';
import { orderedResult, toJobAnswer } from './job-answer.js';
import { jobCancelled, jobFailed, notCancellable } from './job-problems.js';
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
        throw jobFailed(job);
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
    // The caller may have gone while the job was being made.
    const gone = callerGone(response);
    await this.waiter.waitForEnd(jobId, { milliseconds: preference.seconds * 1000, signal: gone });
    return gone.aborted ? null : this.find(request, jobId);
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
