import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { importQuery, rejection, rejectionsQuery } from '#contracts/api/import.schema';
import { identifierPath } from '#contracts/api/job.schema';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { Topic, US_UNIVERSE } from '#contracts/topics';
import { DATABASE, LOGGER } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { callerOf } from '../access/caller.js';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { noQuery } from '../http/no-query.js';
import { decodeCursor, pageOf } from '../http/paging-cursor.js';
import { invalidRequest, ProblemError } from '../http/problem.error.js';
import { parsePath, parseQuery } from '../http/request-validation.js';
import { IDEMPOTENCY_KEY, readIdempotencyKey } from '../jobs/idempotency-key.js';
import { orderedResult, toJobAnswer } from '../jobs/job-answer.js';
import { JobRequests } from '../jobs/job-requests.js';
import { JobResponder } from '../jobs/job.responder.js';
import { discardUpload } from '../jobs/upload.store.js';
import { Concurrency } from '../limits/concurrency.js';
import { readRejections } from './import-report.read-model.js';
import { receiveUpload } from './receive-upload.js';
import { checkUploadHeaders } from './upload-headers.js';

const SOURCE = 'upload';
const REJECTION_COLUMNS = Object.keys(rejection.shape);
const rejectionKey = z.tuple([z.int().nonnegative(), z.string()]);

@Controller('v1/imports')
export class ImportsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly jobs: JobRequests,
    private readonly responder: JobResponder,
    private readonly writer: AnswerWriter,
    private readonly concurrency: Concurrency,
  ) {}

  @Post()
  @HttpCode(200)
  async post(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { kind, gate } = parseQuery(importQuery, request.originalUrl);
    checkUploadHeaders(request);
    readIdempotencyKey(request.get(IDEMPOTENCY_KEY));
    const id = this.jobs.createId();
    let jobId: string;
    try {
      const { bytes, sha256 } = await this.concurrency.run('uploads', callerOf(request), () =>
        receiveUpload(this.database, { jobId: id, body: request }),
      );
      if (bytes === 0) {
        throw invalidRequest([{ pointer: '', message: 'is empty: send the file with curl --data-binary @FILE' }]);
      }
      const order = { kind, source: SOURCE, bytes, ...(gate === undefined ? {} : { gate }) };
      jobId = await this.jobs.create(request, {
        id,
        kind: 'import',
        request: order,
        event: { topic: Topic.importRequested, key: US_UNIVERSE, body: { job_id: id, ...order } },
        fileDigest: sha256,
      });
    } catch (error) {
      await this.discard(id);
      // The connection broke off: there is nobody to answer, and nothing was stored.
      if (request.destroyed && !request.complete) {
        throw new ProblemError('invalid-request', 'The upload broke off before its end: send the file again.');
      }
      throw error;
    }
    // The file of a repeated request is there already.
    if (jobId !== id) await this.discard(id);
    await this.responder.respond(request, response, jobId);
  }

  @Get(':id')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    const job = await this.responder.find(request, id, 'import');
    await this.writer.fresh(request, response, 200, {
      ...toJobAnswer(job),
      ...orderedResult(job),
      kind: job.request['kind'],
    });
  }

  @Get(':id/rejections')
  async rejections(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    const { limit = LIMIT_DEFAULT, cursor, format } = parseQuery(rejectionsQuery, request.originalUrl);
    const after = decodeCursor(cursor, rejectionKey);
    await this.responder.find(request, id, 'import');
    const rows = await readRejections(this.database, { jobId: id, after, limit });
    const page = pageOf(rows, limit, ({ line, rule }) => [line, rule]);
    const table = () => tableOf(REJECTION_COLUMNS, page.data);
    await this.writer.fresh(request, response, 200, page, { format, table });
  }

  /** A job whose commit stood, without anybody having heard so, keeps its file. Should this fail as well, the hourly clean-up does it. */
  private async discard(jobId: string): Promise<void> {
    try {
      await discardUpload(this.database, jobId);
    } catch (error) {
      this.logger.warn({ err: error, job_id: jobId }, 'could not delete the chunks of a broken upload');
    }
  }
}
