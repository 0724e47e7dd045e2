import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { changesQuery } from '#contracts/api/changes.schema';
import type { ChangesAnswer, ChangesQuery } from '#contracts/api/changes.schema';
import { nextSession } from '#domain/calendar';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import type { AnswerTable, Cell } from '../answers/answer-table.js';
import { byDate, pageOf } from '../http/paging-cursor.js';
import { readCompositionChanges } from './composition-changes.read-model.js';
import { nothingPublishedIn } from './index-not-built.js';
import { RangeQuestions, rangeOf } from './range-questions.js';
import type { AskedRange } from './range-questions.js';

@Controller()
export class CompositionChangesController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly questions: RangeQuestions,
  ) {}

  @Get(['composition-changes', 'v1/composition-changes', 'v1/indices/:index_id/changes'])
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.questions.answer(request, response, {
      operation: 'changes',
      schema: changesQuery,
      table: lineTable,
      compute: (asked) => this.compute(asked),
    });
  }

  private async compute(asked: AskedRange<ChangesQuery>): Promise<ChangesAnswer> {
    const page = await readCompositionChanges(this.database, asked);
    if (!page.published) throw nothingPublishedIn(asked.query, asked.built, asked.indexId);
    const { data, next_cursor } = pageOf(page.sessions, asked.limit, byDate);
    return {
      ...rangeOf(asked),
      gaps: page.gaps,
      data: data.map(({ date, ...changes }) => ({ date, effective_from: nextSession(date), ...changes })),
      next_cursor,
    };
  }
}

/** One row per line that entered, left or was renamed, in that order within a session. */
function lineTable({ data }: ChangesAnswer): AnswerTable {
  return { columns: LINE_COLUMNS, rows: data.flatMap(linesOf) };
}

const LINE_COLUMNS = ['date', 'effective_from', 'change', 'ticker', 'rank', 'previous_rank', 'reason', 'new_ticker'];

function linesOf({ date, effective_from: from, entered, exited, renamed }: ChangesAnswer['data'][number]): Cell[][] {
  return [
    ...entered.map((line) => [date, from, 'entered', line.ticker, line.rank, line.previous_rank, null, null]),
    ...exited.map((line) => [date, from, 'exited', line.ticker, line.rank, line.previous_rank, line.reason, null]),
    ...renamed.map((line) => [date, from, 'renamed', line.ticker, null, null, null, line.new_ticker]),
  ];
}
