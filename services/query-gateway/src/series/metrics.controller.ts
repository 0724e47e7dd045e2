import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { metricsQuery, performanceFigures, relativeFigures } from '#contracts/api/metrics.schema';
import type { MetricsAnswer, MetricsQuery } from '#contracts/api/metrics.schema';
import { windowMetrics } from '#domain/metrics-window';
import type { WindowPoint } from '#domain/metrics-window';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import type { AnswerTable, Cell } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import type { DataRevision } from '../answers/data-revision.js';
import { refuseFutureInstant } from '../market-data/refuse-future.js';
import { canonicalQuery } from '../answers/canonical-query.js';
import { indexOf } from './index-of.js';
import { parseQuery } from '../http/request-validation.js';
import { requireBuilt } from './built-range.js';
import { nothingPublishedIn } from './index-not-built.js';
import { readSeries } from './series.read-model.js';
import type { SeriesPoint } from './series.read-model.js';

@Controller('v1/indices/:index_id/metrics')
export class MetricsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly writer: AnswerWriter,
  ) {}

  @Get()
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    const indexId = indexOf(request);
    const query = parseQuery(metricsQuery, request.originalUrl);
    refuseFutureInstant(query.as_known_at, this.clock.now());
    await this.writer.answer(request, response, {
      operation: 'metrics',
      indexId,
      query: canonicalQuery({ ...query }),
      format: query.format,
      settled: { end: query.end_date, asKnownAt: query.as_known_at },
      table: figureTable,
      compute: (revision) => this.compute(indexId, query, revision),
    });
  }

  private async compute(indexId: string, query: MetricsQuery, revision: DataRevision): Promise<MetricsAnswer> {
    const { start_date: start, end_date: end, risk_free: riskFree = 0, as_known_at: asKnownAt } = query;
    const built = await requireBuilt(this.database, revision, { indexId, asKnownAt });
    const { gaps, points } = await readSeries(this.database, { indexId, start, end, asKnownAt });
    const [base, last] = [points[0], points.at(-1)];
    if (base === undefined || last === undefined || last.date < start) throw nothingPublishedIn(query, built);
    const { index, benchmark } = windowMetrics(points.map(windowPoint), riskFree);
    return {
      index: indexId,
      start_date: start,
      end_date: end,
      ...(asKnownAt === undefined ? {} : { as_known_at: asKnownAt }),
      base_session: base.date,
      last_session: last.date,
      risk_free: riskFree,
      gaps,
      metrics: index,
      benchmark:
        benchmark === null ? null : { name: 'cap-weighted-twin', metrics: benchmark.own, relative: benchmark.relative },
    };
  }
}

function windowPoint(point: SeriesPoint): WindowPoint {
  return {
    session: point.date,
    level: point.level,
    sessionReturn: point.session_return,
    turnover: point.turnover,
    benchmarkReturn: point.benchmark_return,
  };
}

const FIGURES = [...new Set([...Object.keys(performanceFigures.shape), ...Object.keys(relativeFigures.shape)])];

/** One row per figure. */
function figureTable({ metrics, benchmark }: MetricsAnswer): AnswerTable {
  const of = (figures: object | undefined, name: string): Cell =>
    (figures as Record<string, Cell> | undefined)?.[name] ?? null;
  return {
    columns: ['figure', 'index', 'benchmark', 'index_against_benchmark'],
    rows: FIGURES.map((name) => [name, of(metrics, name), of(benchmark?.metrics, name), of(benchmark?.relative, name)]),
  };
}
