import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { identifierPath } from '#contracts/api/job.schema';
import { LOGGER } from '#runtime/tokens';
import { noQuery } from '../http/no-query.js';
import { parsePath, parseQuery } from '../http/request-validation.js';
import { JobWaiter } from '../jobs/job-waiter.js';
import { toJobAnswer } from '../jobs/job-answer.js';
import { JobResponder } from '../jobs/job.responder.js';
import type { Job } from '../jobs/jobs.store.js';
import { requireStream } from './event-format.js';
import type { EventStream } from './event-stream.js';
import { EventStreams } from './event-streams.js';

/** How often it is looked how far a job is; its end is told at once. */
const PROGRESS_MS = 1_000;

/** The id of the last event of a job. A browser sends it when it connects again, and is told to stop. */
const ENDED = 'ended';

@Controller('v1/jobs')
export class JobEventsController {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly responder: JobResponder,
    private readonly waiter: JobWaiter,
    private readonly streams: EventStreams,
  ) {}

  @Get(':id/events')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    requireStream(request);
    const job = await this.responder.find(request, id);
    if (hasEnded(job) && request.get('last-event-id') === ENDED) {
      response.status(204).end();
      return;
    }
    if (request.method === 'HEAD') {
      response
        .status(200)
        .set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' })
        .end();
      return;
    }
    await this.follow(request, this.streams.start(request, response), job);
  }

  private async follow(request: Request, stream: EventStream, first: Job): Promise<void> {
    try {
      let told = '';
      for (let job = first; !stream.closed.aborted; job = await this.responder.find(request, first.id)) {
        const state = `${job.status} ${job.progress}`;
        if (state !== told && !(await stream.send([frameOf(job)]))) return;
        told = state;
        if (hasEnded(job)) return stream.end('the job has ended');
        await this.waiter.waitForEnd(job.id, { milliseconds: PROGRESS_MS, signal: stream.closed });
      }
    } catch (error) {
      this.logger.warn({ err: error, jobId: first.id }, 'a stream of a job ends, since the store could not be read');
      stream.end('the job cannot be read now, come back later');
    }
  }
}

function hasEnded({ status }: Job): boolean {
  return status !== 'queued' && status !== 'running';
}

function frameOf(job: Job): string {
  return `${hasEnded(job) ? `id: ${ENDED}\n` : ''}event: job\ndata: ${JSON.stringify(toJobAnswer(job))}\n\n`;
}
