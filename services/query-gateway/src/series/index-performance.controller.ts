import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { intervalPerformanceQuery, periodRow, sessionRow } from '#contracts/api/interval.schema';
import type { IntervalPerformanceAnswer, IntervalPerformanceQuery } from '#contracts/api/interval.schema';
import { performanceQuery, performanceRow } from '#contracts/api/performance.schema';
import type { PerformanceAnswer, PerformanceQuery } from '#contracts/api/performance.schema';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableOf } from '../answers/answer-table.js';
import { pickFields } from '../answers/pick-fields.js';
import { byDate, pageOf } from '../http/paging-cursor.js';
import { nothingPublishedIn } from './index-not-built.js';
import { readPerformance } from './performance.read-model.js';
import type { PerformancePage } from './performance.read-model.js';
import { RangeQuestions, rangeOf } from './range-questions.js';
import type { AskedRange } from './range-questions.js';
import { readPeriods } from './read-periods.js';

const fields = Object.keys(performanceRow.shape) as (keyof PerformanceAnswer['data'][number])[];

@Controller()
export class IndexPerformanceController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly questions: RangeQuestions,
  ) {}

  @Get(['index-performance', 'v1/index-performance'])
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.questions.answer(request, response, {
      operation: 'performance',
      schema: performanceQuery,
      table: ({ data }: PerformanceAnswer) => tableOf(fields, data),
      compute: (asked) => this.compute(asked),
    });
  }

  /** With the benchmark, and by session or by periods of the calendar. */
  @Get('v1/indices/:index_id/performance')
  async getByInterval(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.questions.answer(request, response, {
      operation: 'performance-by-interval',
      schema: intervalPerformanceQuery,
      table: ({ data, interval }: IntervalPerformanceAnswer) =>
        tableOf(Object.keys(interval === 'day' ? sessionRow.shape : periodRow.shape), data),
      compute: (asked) => this.computeByInterval(asked),
    });
  }

  private async compute(asked: AskedRange<PerformanceQuery>): Promise<PerformanceAnswer> {
    const page = await this.readPage(asked);
    const { data, next_cursor } = pageOf(page.rows, asked.limit, byDate);
    return {
      ...rangeOf(asked),
      period_return: page.period_return,
      gaps: page.gaps,
      data: pickFields(data, fields) as PerformanceAnswer['data'],
      next_cursor,
    };
  }

  private async computeByInterval(asked: AskedRange<IntervalPerformanceQuery>): Promise<IntervalPerformanceAnswer> {
    const { interval = 'day' } = asked.query;
    const { index, start_date, end_date, ...known } = rangeOf(asked);
    const head = { index, start_date, end_date, interval, ...known };
    if (interval !== 'day') return { ...head, ...(await readPeriods(this.database, interval, asked)) };
    const { rows, ...page } = await this.readPage(asked);
    return { ...head, ...page, ...pageOf(rows, asked.limit, byDate) };
  }

  private async readPage(
    asked: AskedRange<PerformanceQuery>,
  ): Promise<PerformancePage & { readonly period_return: number; readonly net_period_return: number }> {
    const page = await readPerformance(this.database, asked);
    const { period_return, net_period_return } = page;
    if (period_return === null || net_period_return === null)
      throw nothingPublishedIn(asked.query, asked.built, asked.indexId);
    return { ...page, period_return, net_period_return };
  }
}
