import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { turnoverQuery, turnoverRow } from '#contracts/api/turnover.schema';
import type { TurnoverAnswer, TurnoverQuery } from '#contracts/api/turnover.schema';
import { annualisedTurnover } from '#domain/turnover';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableOf } from '../answers/answer-table.js';
import { byDate, pageOf } from '../http/paging-cursor.js';
import { nothingPublishedIn } from './index-not-built.js';
import { RangeQuestions, rangeOf } from './range-questions.js';
import type { AskedRange } from './range-questions.js';
import { readTurnover } from './turnover.read-model.js';

const COLUMNS = Object.keys(turnoverRow.shape);

@Controller('v1/indices/:index_id/turnover')
export class TurnoverController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly questions: RangeQuestions,
  ) {}

  @Get()
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.questions.answer(request, response, {
      operation: 'turnover',
      schema: turnoverQuery,
      table: ({ data }: TurnoverAnswer) => tableOf(COLUMNS, data),
      compute: (asked) => this.compute(asked),
    });
  }

  private async compute(asked: AskedRange<TurnoverQuery>): Promise<TurnoverAnswer> {
    const page = await readTurnover(this.database, asked);
    if (!page.published) throw nothingPublishedIn(asked.query, asked.built, asked.indexId);
    return {
      ...rangeOf(asked),
      annualised_turnover_one_way: annualisedTurnover(page.turnovers),
      gaps: page.gaps,
      ...pageOf(page.rows, asked.limit, byDate),
    };
  }
}
