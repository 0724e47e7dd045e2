import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { performanceQuery, performanceRow } from '#contracts/api/performance.schema';
import type { PerformanceAnswer, PerformanceQuery } from '#contracts/api/performance.schema';
import { defaultIndex } from '#domain/index-definition';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import type { DataRevision } from '../answers/data-revision.js';
import { requireBuilt } from '../read-models/built-range.js';
import { nothingPublishedIn } from '../read-models/index-not-built.js';
import { readPerformance } from '../read-models/performance.read-model.js';
import { refuseFutureInstant } from './as-known-at.js';
import { canonicalQuery } from './canonical-query.js';
import { dateKey, decodeCursor, encodeCursor } from './paging-cursor.js';
import { parseQuery } from './request-validation.js';

const COLUMNS = Object.keys(performanceRow.shape);

@Controller(['', 'v1'])
export class IndexPerformanceController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly writer: AnswerWriter,
  ) {}

  @Get('index-performance')
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = parseQuery(performanceQuery, request.originalUrl);
    refuseFutureInstant(query.as_known_at, this.clock.now());
    const [after] = decodeCursor(query.cursor, dateKey) ?? [null];
    await this.writer.answer(request, response, {
      operation: 'performance',
      query: canonicalQuery({ ...query, cursor: after }),
      format: query.format,
      table: ({ data }: PerformanceAnswer) => tableOf(COLUMNS, data),
      compute: (revision) => this.compute(query, after, revision),
    });
  }

  private async compute(
    query: PerformanceQuery,
    after: string | null,
    revision: DataRevision,
  ): Promise<PerformanceAnswer> {
    const { start_date: start, end_date: end, limit = LIMIT_DEFAULT, as_known_at: asKnownAt } = query;
    const built = await requireBuilt(this.database, revision, { indexId: defaultIndex.id, asKnownAt });
    const page = await readPerformance(this.database, {
      indexId: defaultIndex.id,
      start,
      end,
      after,
      limit,
      asKnownAt,
    });
    if (page.period_return === null) throw nothingPublishedIn(query, built);
    const data = page.rows.slice(0, limit);
    const last = data.at(-1);
    return {
      index: defaultIndex.id,
      start_date: start,
      end_date: end,
      ...(asKnownAt === undefined ? {} : { as_known_at: asKnownAt }),
      period_return: page.period_return,
      gaps: page.gaps,
      data,
      next_cursor: page.rows.length > limit && last !== undefined ? encodeCursor([last.date]) : null,
    };
  }
}
