import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { NewEvent } from '#contracts/envelope';
import { JobRequests } from './job-requests.js';
import type { JobRequest } from './job-requests.js';
import { JobResponder } from './job.responder.js';

interface JobOrder extends Pick<JobRequest, 'kind' | 'request' | 'check'> {
  /** The command that starts the work of the job. */
  event(jobId: string): NewEvent;
}

/** Takes orders that stand whole in their request: makes the job, and answers as soon as it has ended or the caller need not wait. */
@Injectable()
export class JobOrders {
  constructor(
    private readonly jobs: JobRequests,
    private readonly responder: JobResponder,
  ) {}

  async take(request: Request, response: Response, { event, ...order }: JobOrder): Promise<void> {
    const id = this.jobs.createId();
    // A repeated request is answered with the job of the first one.
    const jobId = await this.jobs.create(request, { ...order, id, event: event(id) });
    await this.responder.respond(request, response, jobId);
  }
}
