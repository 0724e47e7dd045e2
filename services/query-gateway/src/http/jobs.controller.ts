import { Controller, Delete, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { identifierPath } from '#contracts/api/job.schema';
import { AnswerWriter } from '../answers/answer.writer.js';
import { AcquisitionJobs } from '../jobs/acquisition-jobs.js';
import { JobResponder, toJobAnswer } from '../jobs/job.responder.js';
import { noQuery } from './no-query.js';
import { parsePath, parseQuery } from './request-validation.js';

@Controller('v1/jobs')
export class JobsController {
  constructor(
    private readonly acquisitions: AcquisitionJobs,
    private readonly responder: JobResponder,
    private readonly writer: AnswerWriter,
  ) {}

  @Get(':id')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    await this.writer.fresh(request, response, 200, toJobAnswer(await this.responder.find(id)));
  }

  @Delete(':id')
  async cancel(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    await this.acquisitions.cancel(await this.responder.find(id));
    await this.responder.respondToCancel(request, response, id);
  }
}
