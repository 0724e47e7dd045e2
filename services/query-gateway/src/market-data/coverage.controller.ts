import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { coverageQuery, sessionCoverage } from '#contracts/api/acquisition.schema';
import type { CoverageAnswer } from '#contracts/api/acquisition.schema';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { finishedSessions } from '#domain/acquisition-schedule';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { dateKey, decodeCursor, pageOf } from '../http/paging-cursor.js';
import { parseQuery } from '../http/request-validation.js';
import { refuseOutsideCalendar } from './calendar-range.js';
import { readCoverage } from './coverage.read-model.js';

const COLUMNS = Object.keys(sessionCoverage.shape);

@Controller('v1/coverage')
export class CoverageController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly writer: AnswerWriter,
  ) {}

  /** Never cached: attempts to acquire a session change it, and so does the clock, without a new revision of the data. */
  @Get()
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = parseQuery(coverageQuery, request.originalUrl);
    refuseOutsideCalendar(query);
    const { start_date: start, end_date: end, limit = LIMIT_DEFAULT } = query;
    const [after] = decodeCursor(query.cursor, dateKey) ?? [null];
    const finished = finishedSessions(start, end, { now: this.clock.now().getTime(), delayMs: 0 });
    const left = after === null ? finished : finished.filter((session) => session > after);
    const { data: sessions, next_cursor } = pageOf(left, limit, (session) => [session]);
    const data = await readCoverage(this.database, sessions);
    const answer: CoverageAnswer = { start_date: start, end_date: end, data, next_cursor };
    await this.writer.fresh(request, response, 200, answer, {
      format: query.format,
      table: () => tableOf(COLUMNS, data),
    });
  }
}
