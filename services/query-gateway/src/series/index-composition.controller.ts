import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { compositionQuery, constituent, indexCompositionQuery } from '#contracts/api/composition.schema';
import type { CompositionAnswer, CompositionQuery } from '#contracts/api/composition.schema';
import { nextSession } from '#domain/calendar';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { canonicalQuery } from '../answers/canonical-query.js';
import type { DataRevision, SessionRange } from '../answers/data-revision.js';
import { pickFields } from '../answers/pick-fields.js';
import { ProblemError } from '../http/problem.error.js';
import { parseQuery } from '../http/request-validation.js';
import { refuseFutureDay, refuseFutureInstant } from '../market-data/refuse-future.js';
import { requireBuilt } from './built-range.js';
import { readComposition, readSessionStatus } from './composition.read-model.js';
import type { DayRequest } from './composition.read-model.js';
import { howToExtend } from './index-not-built.js';
import { indexOf } from './index-of.js';

const COLUMNS = Object.keys(constituent.shape);

@Controller()
export class IndexCompositionController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly writer: AnswerWriter,
  ) {}

  @Get(['index-composition', 'v1/index-composition'])
  get(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer(request, response, parseQuery(compositionQuery, request.originalUrl));
  }

  @Get('v1/indices/:index_id/composition')
  getOfIndex(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer(request, response, parseQuery(indexCompositionQuery, request.originalUrl));
  }

  private async answer(request: Request, response: Response, query: CompositionQuery): Promise<void> {
    const indexId = indexOf(request);
    refuseFutureDay(query.date, this.clock.now());
    refuseFutureInstant(query.as_known_at, this.clock.now());
    await this.writer.answer(request, response, {
      operation: 'composition',
      indexId,
      query: canonicalQuery({ ...query, exact: query.exact === true ? true : undefined }),
      format: query.format,
      settled: { end: query.date, asKnownAt: query.as_known_at },
      table: ({ data }: CompositionAnswer) => tableOf(query.fields ?? COLUMNS, data),
      compute: (revision) => this.compute(indexId, query, revision),
    });
  }

  private async compute(indexId: string, query: CompositionQuery, revision: DataRevision): Promise<CompositionAnswer> {
    const asked = { indexId, date: query.date, asKnownAt: query.as_known_at };
    const built = await requireBuilt(this.database, revision, asked);
    if (query.date < built.first_session) throw beforeBase(asked, built);
    const composition = await readComposition(this.database, asked);
    if (composition === null) throw beforeBase(asked, built);
    if (query.exact === true && composition.date !== query.date) {
      throw await this.notASession(asked, composition.date, built);
    }
    return {
      index: indexId,
      requested_date: query.date,
      ...(query.as_known_at === undefined ? {} : { as_known_at: query.as_known_at }),
      date: composition.date,
      effective_from: nextSession(composition.date),
      hash: composition.hash,
      data: pickFields(composition.members, query.fields),
    };
  }

  private async notASession(asked: DayRequest, before: string, built: SessionRange): Promise<ProblemError> {
    const session = await readSessionStatus(this.database, asked);
    const why =
      session === null
        ? 'is not a session of the index'
        : `is a session that is not published (${[session.status, ...session.reasons].join(': ')})`;
    return new ProblemError(
      'outside-built-range',
      `${asked.date} ${why}: leave out exact=true to get the session before it, ${before}.`,
      { built },
    );
  }
}

function beforeBase({ indexId, date }: DayRequest, built: SessionRange): ProblemError {
  return new ProblemError(
    'outside-built-range',
    `date ${date} is before the index's base session ${built.first_session}: ask for a date from then on, or ${howToExtend(indexId)}.`,
    { built },
  );
}
