import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { auditQuery } from '#contracts/api/access.schema';
import type { AuditAnswer } from '#contracts/api/access.schema';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { AnswerWriter } from '../answers/answer.writer.js';
import { decodeCursor, pageOf } from '../http/paging-cursor.js';
import { parseQuery } from '../http/request-validation.js';
import { listCalls } from './audit-log.store.js';

const auditPosition = z.tuple([z.iso.datetime(), z.int().nonnegative()]);

@Controller('v1/audit')
export class AuditController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly writer: AnswerWriter,
  ) {}

  @Get()
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = parseQuery(auditQuery, request.originalUrl);
    const { start_date: start, end_date: end, limit = LIMIT_DEFAULT, cursor } = query;
    const after = decodeCursor(cursor, auditPosition);
    const rows = await listCalls(this.database, { start, end, after, limit });
    const { data, next_cursor } = pageOf(rows, limit, ({ at, id }) => [at.toISOString(), id]);
    const answer: AuditAnswer = {
      start_date: start,
      end_date: end,
      data: data.map(({ id: _id, at, ...call }) => ({ at: at.toISOString(), ...call })),
      next_cursor,
    };
    await this.writer.fresh(request, response, 200, answer);
  }
}
