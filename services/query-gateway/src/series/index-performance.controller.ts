import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { intervalPerformanceQuery, periodRow, sessionRow } from '#contracts/api/interval.schema';
import type { IntervalPerformanceAnswer, IntervalPerformanceQuery } from '#contracts/api/interval.schema';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { performanceQuery, performanceRow } from '#contracts/api/performance.schema';
import type { PerformanceAnswer, PerformanceQuery } from '#contracts/api/performance.schema';
import { defaultIndex } from '#domain/index-definition';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { readPeriods } from './read-periods.js';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import type { DataRevision } from '../answers/data-revision.js';
import { pickFields } from '../answers/pick-fields.js';
import { requireBuilt } from './built-range.js';
import { nothingPublishedIn } from './index-not-built.js';
import { readPerformance } from './performance.read-model.js';
import type { PerformancePage } from './performance.read-model.js';
import { refuseFutureInstant } from '../market-data/refuse-future.js';
import { canonicalQuery } from '../answers/canonical-query.js';
import { indexOf } from './index-of.js';
import { dateKey, decodeCursor, pageOf } from '../http/paging-cursor.js';
import { parseQuery } from '../http/request-validation.js';

const fields = Object.keys(performanceRow.shape) as (keyof PerformanceAnswer['data'][number])[];

/** What both paths ask for. */
interface Asked {
  readonly indexId: string;
  readonly query: PerformanceQuery;
  /** The last date of the page before; null for the first page. */
  readonly after: string | null;
}

@Controller()
export class IndexPerformanceController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly writer: AnswerWriter,
  ) {}

  @Get(['index-performance', 'v1/index-performance'])
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = parseQuery(performanceQuery, request.originalUrl);
    refuseFutureInstant(query.as_known_at, this.clock.now());
    const [after] = decodeCursor(query.cursor, dateKey) ?? [null];
    await this.writer.answer(request, response, {
      operation: 'performance',
      query: canonicalQuery({ ...query, cursor: after }),
      format: query.format,
      settled: { end: query.end_date, asKnownAt: query.as_known_at },
      table: ({ data }: PerformanceAnswer) => tableOf(fields, data),
      compute: (revision) => this.compute({ indexId: defaultIndex.id, query, after }, revision),
    });
  }

  /** With the benchmark, and by session or by periods of the calendar. */
  @Get('v1/indices/:index_id/performance')
  async getByInterval(@Req() request: Request, @Res() response: Response): Promise<void> {
    const indexId = indexOf(request);
    const query = parseQuery(intervalPerformanceQuery, request.originalUrl);
    refuseFutureInstant(query.as_known_at, this.clock.now());
    const [after] = decodeCursor(query.cursor, dateKey) ?? [null];
    const columns = Object.keys((query.interval ?? 'day') === 'day' ? sessionRow.shape : periodRow.shape);
    await this.writer.answer(request, response, {
      operation: 'performance-by-interval',
      indexId,
      query: canonicalQuery({ ...query, cursor: after }),
      format: query.format,
      settled: { end: query.end_date, asKnownAt: query.as_known_at },
      table: ({ data }: IntervalPerformanceAnswer) => tableOf(columns, data),
      compute: (revision) => this.computeByInterval({ indexId, query, after }, revision),
    });
  }

  private async compute(asked: Asked, revision: DataRevision): Promise<PerformanceAnswer> {
    const { limit = LIMIT_DEFAULT } = asked.query;
    const page = await this.readPage(asked, revision);
    const { data, next_cursor } = pageOf(page.rows, limit);
    return {
      ...rangeOf(asked),
      period_return: page.period_return,
      gaps: page.gaps,
      data: pickFields(data, fields) as PerformanceAnswer['data'],
      next_cursor,
    };
  }

  private async computeByInterval(
    asked: Asked & { readonly query: IntervalPerformanceQuery },
    revision: DataRevision,
  ): Promise<IntervalPerformanceAnswer> {
    const { interval = 'day', limit = LIMIT_DEFAULT } = asked.query;
    const { index, start_date, end_date, ...known } = rangeOf(asked);
    if (interval === 'day') {
      const { rows, ...page } = await this.readPage(asked, revision);
      return { index, start_date, end_date, interval, ...known, ...page, ...pageOf(rows, limit) };
    }
    const { query, indexId, after } = asked;
    const built = await requireBuilt(this.database, revision, { indexId, asKnownAt: query.as_known_at });
    const page = await readPeriods(this.database, built, { indexId, query, interval, after, limit });
    return { index, start_date, end_date, interval, ...known, ...page };
  }

  private async readPage(
    { indexId, query, after }: Asked,
    revision: DataRevision,
  ): Promise<PerformancePage & { readonly period_return: number }> {
    const { start_date: start, end_date: end, limit = LIMIT_DEFAULT, as_known_at: asKnownAt } = query;
    const built = await requireBuilt(this.database, revision, { indexId, asKnownAt });
    const page = await readPerformance(this.database, { indexId, start, end, after, limit, asKnownAt });
    const { period_return } = page;
    if (period_return === null) throw nothingPublishedIn(query, built);
    return { ...page, period_return };
  }
}

function rangeOf({ indexId, query }: Asked) {
  return {
    index: indexId,
    start_date: query.start_date,
    end_date: query.end_date,
    ...(query.as_known_at === undefined ? {} : { as_known_at: query.as_known_at }),
  };
}
