import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { Topic, US_UNIVERSE } from '#contracts/topics';
import type { Outbox } from '#messaging/outbox';
import { CLOCK, DATABASE, OUTBOX } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { ProblemError } from '../http/problem.error.js';
import { notCancellable } from './job-problems.js';
import { JobRequests } from './job-requests.js';
import { markQueuedAgain } from './jobs.store.js';
import type { Job } from './jobs.store.js';

/** Who asks, as ingestion keeps it. */
const REQUESTED_BY = 'api';

const acquisitionRequest = z.object({
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  source: z.string().nullable(),
  refresh: z.boolean(),
});
type AcquisitionRequest = z.infer<typeof acquisitionRequest>;

/** Orders acquisitions, ends them early and takes them up again. */
@Injectable()
export class AcquisitionJobs {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(OUTBOX) private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly jobs: JobRequests,
  ) {}

  create(request: Request, acquisition: AcquisitionRequest): Promise<string> {
    const id = this.jobs.createId();
    const event = command('start', id, acquisition);
    return this.jobs.create(request, { id, kind: 'acquisition', request: acquisition, event });
  }

  /** Asks the worker to end the job. Asked twice it is told twice, which does no harm. */
  async cancel(job: Job): Promise<void> {
    if (job.status !== 'queued' && job.status !== 'running') throw notCancellable(job);
    const request = acquisitionRequest.parse(job.request);
    await this.database.transaction(async (transaction) => {
      await this.outbox.append(transaction, [command('cancel', job.id, request)]);
    });
  }

  /** Puts a job that was cancelled or has failed back among those that wait. */
  async resume(job: Job): Promise<void> {
    const request = acquisitionRequest.parse(job.request);
    const queued = await this.database.transaction(async (transaction) => {
      if (!(await markQueuedAgain(transaction, { id: job.id, now: this.clock.now() }))) return false;
      await this.outbox.append(transaction, [command('start', job.id, request)]);
      return true;
    });
    if (queued) return;
    const why =
      job.status === 'succeeded' ? 'has succeeded: ask for a new one' : `is ${job.status}: it goes on by itself`;
    throw new ProblemError('not-resumable', `Acquisition ${job.id} ${why}.`, { job_id: job.id });
  }
}

function command(action: 'start' | 'cancel', id: string, request: AcquisitionRequest) {
  return {
    topic: Topic.acquisitionRequested,
    key: US_UNIVERSE,
    body: { job_id: id, action, ...request, requested_by: REQUESTED_BY },
  };
}
