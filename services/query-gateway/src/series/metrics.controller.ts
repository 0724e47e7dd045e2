import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { metricsQuery, performanceFigures, relativeFigures } from '#contracts/api/metrics.schema';
import type { MetricsAnswer, MetricsQuery } from '#contracts/api/metrics.schema';
import { windowMetrics } from '#domain/metrics-window';
import type { WindowPoint } from '#domain/metrics-window';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import type { AnswerTable, Cell } from '../answers/answer-table.js';
import { nothingPublishedIn } from './index-not-built.js';
import { RangeQuestions, rangeOf } from './range-questions.js';
import type { AskedRange } from './range-questions.js';
import { readSeries } from './series.read-model.js';
import type { SeriesPoint } from './series.read-model.js';

@Controller('v1/indices/:index_id/metrics')
export class MetricsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly questions: RangeQuestions,
  ) {}

  @Get()
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.questions.answer(request, response, {
      operation: 'metrics',
      schema: metricsQuery,
      table: figureTable,
      compute: (asked) => this.compute(asked),
    });
  }

  private async compute(asked: AskedRange<MetricsQuery>): Promise<MetricsAnswer> {
    const { risk_free: riskFree = 0 } = asked.query;
    const { gaps, points } = await readSeries(this.database, asked);
    const [base, last] = [points[0], points.at(-1)];
    if (base === undefined || last === undefined || last.date < asked.start) {
      throw nothingPublishedIn(asked.query, asked.built, asked.indexId);
    }
    const { index, benchmark } = windowMetrics(points.map(windowPoint), riskFree);
    return {
      ...rangeOf(asked),
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
