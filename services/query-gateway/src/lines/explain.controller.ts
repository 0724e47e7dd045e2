import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { indexPath } from '#contracts/api/index-path.schema';
import { explanationQuery, rankPathSession } from '#contracts/api/line-explanation.schema';
import type { ExplanationAnswer } from '#contracts/api/line-explanation.schema';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { canonicalQuery } from '../answers/canonical-query.js';
import { parsePath, parseQuery } from '../http/request-validation.js';
import { refuseFutureDay } from '../market-data/refuse-future.js';
import { explainLine } from './explain-line.js';
import { requireSession } from './explained-session.js';

const COLUMNS = Object.keys(rankPathSession.shape);

/** Why a line is, or is not, in an index. */
@Controller('v1/indices')
export class ExplainController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly writer: AnswerWriter,
  ) {}

  @Get(':index_id/explain')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { index_id: indexId } = parsePath(indexPath, path);
    const query = parseQuery(explanationQuery, request.originalUrl);
    refuseFutureDay(query.date, this.clock.now());
    await this.writer.answer(request, response, {
      operation: 'explain',
      indexId,
      query: canonicalQuery(query),
      format: query.format,
      settled: { end: query.date },
      table: ({ data }: ExplanationAnswer) => tableOf(COLUMNS, data),
      compute: async (revision): Promise<ExplanationAnswer> => {
        const found = await requireSession(this.database, revision, { indexId, date: query.date });
        const { index, ...explanation } = await explainLine(this.database, found, query.ticker);
        return { index, requested_date: query.date, ...explanation };
      },
    });
  }
}
