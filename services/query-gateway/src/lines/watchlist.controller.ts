import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { indexPath } from '#contracts/api/index-path.schema';
import { watchedLine, watchlistQuery } from '#contracts/api/line-watchlist.schema';
import type { WatchlistAnswer } from '#contracts/api/line-watchlist.schema';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { canonicalQuery } from '../answers/canonical-query.js';
import { parsePath, parseQuery } from '../http/request-validation.js';
import { refuseFutureDay } from '../market-data/refuse-future.js';
import { requireSession } from './explained-session.js';
import { watchLines } from './watch-lines.js';

const COLUMNS = Object.keys(watchedLine.shape);

/** Who is near to falling out of an index, and who near to coming in. */
@Controller('v1/indices')
export class WatchlistController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly writer: AnswerWriter,
  ) {}

  @Get(':index_id/watchlist')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { index_id: indexId } = parsePath(indexPath, path);
    const query = parseQuery(watchlistQuery, request.originalUrl);
    refuseFutureDay(query.date, this.clock.now());
    await this.writer.answer(request, response, {
      operation: 'watchlist',
      indexId,
      query: canonicalQuery(query),
      format: query.format,
      settled: { end: query.date },
      table: ({ data }: WatchlistAnswer) => tableOf(COLUMNS, data),
      compute: async (revision): Promise<WatchlistAnswer> => {
        const found = await requireSession(this.database, revision, { indexId, date: query.date });
        const { index, ...watchlist } = await watchLines(this.database, found, query.within);
        return { index, requested_date: query.date, ...watchlist };
      },
    });
  }
}
