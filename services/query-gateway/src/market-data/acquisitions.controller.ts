import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { acquisitionBody } from '#contracts/api/acquisition.schema';
import { identifierPath } from '#contracts/api/job.schema';
import type { RangeBody } from '#contracts/api/job.schema';
import { CLOCK } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import { AnswerWriter } from '../answers/answer.writer.js';
import { noQuery } from '../http/no-query.js';
import { ProblemError } from '../http/problem.error.js';
import { parseBody, parsePath, parseQuery } from '../http/request-validation.js';
import { AcquisitionJobs } from '../jobs/acquisition-jobs.js';
import { toJobAnswer } from '../jobs/job-answer.js';
import { JobResponder } from '../jobs/job.responder.js';
import { refuseOutsideCalendar } from './calendar-range.js';
import { newYorkDate } from './new-york-date.js';

@Controller('v1/acquisitions')
export class AcquisitionsController {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly acquisitions: AcquisitionJobs,
    private readonly responder: JobResponder,
    private readonly writer: AnswerWriter,
  ) {}

  @Post()
  @HttpCode(200)
  async post(@Req() request: Request, @Res() response: Response): Promise<void> {
    parseQuery(noQuery, request.originalUrl);
    const { source = null, ...body } = parseBody(acquisitionBody, request.body);
    refuseOutsideCalendar(body);
    this.refuseFuture(body);
    const id = await this.acquisitions.create(request, { ...body, source });
    await this.responder.respond(request, response, id);
  }

  @Get(':id')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    await this.writer.fresh(request, response, 200, toJobAnswer(await this.responder.find(request, id, 'acquisition')));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  async cancel(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    await this.acquisitions.cancel(await this.responder.find(request, id, 'acquisition'));
    await this.responder.respondToCancel(request, response, id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  async resume(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    await this.acquisitions.resume(await this.responder.find(request, id, 'acquisition'));
    await this.responder.respond(request, response, id);
  }

  private refuseFuture({ end_date: end }: RangeBody): void {
    const today = newYorkDate(this.clock.now());
    if (end <= today) return;
    throw new ProblemError(
      'date-in-the-future',
      `end_date ${end} is after today, ${today} in New York: give an end_date up to today. Later sessions are acquired by ` +
        'themselves when they have closed.',
      { errors: [{ pointer: '/end_date', value: end, message: `is after today: give a day up to ${today}` }] },
    );
  }
}
