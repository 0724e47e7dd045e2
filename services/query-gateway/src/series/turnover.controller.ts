import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { turnoverQuery, turnoverRow } from '#contracts/api/turnover.schema';
import type { TurnoverAnswer, TurnoverQuery } from '#contracts/api/turnover.schema';
import { annualisedTurnover } from '#domain/turnover';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import type { DataRevision } from '../answers/data-revision.js';
import { refuseFutureInstant } from '../market-data/refuse-future.js';
import { canonicalQuery } from '../answers/canonical-query.js';
import { indexOf } from './index-of.js';
import { dateKey, decodeCursor, pageOf } from '../http/paging-cursor.js';
import { parseQuery } from '../http/request-validation.js';
import { requireBuilt } from './built-range.js';
import { nothingPublishedIn } from './index-not-built.js';
import { readTurnover } from './turnover.read-model.js';

const COLUMNS = Object.keys(turnoverRow.shape);

@Controller('v1/indices/:index_id/turnover')
export class TurnoverController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly writer: AnswerWriter,
  ) {}

  @Get()
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    const indexId = indexOf(request);
    const query = parseQuery(turnoverQuery, request.originalUrl);
    refuseFutureInstant(query.as_known_at, this.clock.now());
    const [after] = decodeCursor(query.cursor, dateKey) ?? [null];
    await this.writer.answer(request, response, {
      operation: 'turnover',
      indexId,
      query: canonicalQuery({ ...query, cursor: after }),
      format: query.format,
      settled: { end: query.end_date, asKnownAt: query.as_known_at },
      table: ({ data }: TurnoverAnswer) => tableOf(COLUMNS, data),
      compute: (revision) => this.compute({ indexId, query, after }, revision),
    });
  }

  private async compute(
    { indexId, query, after }: { indexId: string; query: TurnoverQuery; after: string | null },
    revision: DataRevision,
  ): Promise<TurnoverAnswer> {
    const { start_date: start, end_date: end, limit = LIMIT_DEFAULT, as_known_at: asKnownAt } = query;
    const built = await requireBuilt(this.database, revision, { indexId, asKnownAt });
    const page = await readTurnover(this.database, { indexId, start, end, after, limit, asKnownAt });
    if (!page.published) throw nothingPublishedIn(query, built);
    return {
      index: indexId,
      start_date: start,
      end_date: end,
      ...(asKnownAt === undefined ? {} : { as_known_at: asKnownAt }),
      annualised_turnover_one_way: annualisedTurnover(page.turnovers),
      gaps: page.gaps,
      ...pageOf(page.rows, limit),
    };
  }
}
