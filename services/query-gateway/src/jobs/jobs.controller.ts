import { Controller, Delete, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { jobsQuery, listedJob } from '#contracts/api/job-list.schema';
import type { JobsAnswer, ListedJob } from '#contracts/api/job-list.schema';
import { identifierPath } from '#contracts/api/job.schema';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { allows, callerOf } from '../access/caller.js';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { noQuery } from '../http/no-query.js';
import { decodeCursor, pageOf } from '../http/paging-cursor.js';
import { parsePath, parseQuery } from '../http/request-validation.js';
import { toJobAnswer } from './job-answer.js';
import { JobCancellation } from './job-cancellation.js';
import { JobResponder, suggestLater } from './job.responder.js';
import { listJobs } from './jobs.store.js';

const jobKey = z.tuple([z.uuid()]);
const columns = Object.keys(listedJob.shape);
const columnsOfOwn = columns.filter((name) => name !== 'owner');

@Controller('v1/jobs')
export class JobsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly cancellation: JobCancellation,
    private readonly responder: JobResponder,
    private readonly writer: AnswerWriter,
  ) {}

  @Get()
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { kind, status, limit = LIMIT_DEFAULT, cursor, format } = parseQuery(jobsQuery, request.originalUrl);
    const [before] = decodeCursor(cursor, jobKey) ?? [null];
    const caller = callerOf(request);
    const all = allows(caller, 'admin');
    const wanted = { owner: all ? null : caller.owner, kind: kind ?? null, status: status ?? null, before, limit };
    const jobs = await listJobs(this.database, wanted);
    const { data: shown, next_cursor } = pageOf(jobs, limit, ({ id }) => [id]);
    const data = shown.map((job): ListedJob => (all ? { ...toJobAnswer(job), owner: job.owner } : toJobAnswer(job)));
    const answer: JobsAnswer = { data, next_cursor };
    const table = () => tableOf(all ? columns : columnsOfOwn, data);
    await this.writer.fresh(request, response, 200, answer, { format, table });
  }

  @Get(':id')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    const job = await this.responder.find(request, id);
    suggestLater(response, job);
    await this.writer.fresh(request, response, 200, toJobAnswer(job));
  }

  @Delete(':id')
  async cancel(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    await this.cancellation.cancel(await this.responder.find(request, id));
    await this.responder.respondToCancel(request, response, id);
  }
}
