import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import type { Format } from '#contracts/api/representation.schema';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import type { AnswerTable } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { canonicalQuery } from '../answers/canonical-query.js';
import type { QueryFields } from '../answers/canonical-query.js';
import type { SessionRange } from '../answers/data-revision.js';
import { dateKey, decodeCursor } from '../http/paging-cursor.js';
import { parseQuery } from '../http/request-validation.js';
import { refuseFutureInstant } from '../market-data/refuse-future.js';
import { requireBuilt } from './built-range.js';
import { indexOf } from './index-of.js';
import type { RangePageRequest } from './performance.read-model.js';
import type { SeriesRequest } from './series.read-model.js';

/** What every question about a range says, in one way or another. */
type RangeQuery = QueryFields & {
  readonly start_date: string;
  readonly end_date: string;
  readonly as_known_at?: string | undefined;
  readonly format?: Format | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
};

/** A range of an index that is built, as it is asked about. */
export interface AskedRange<Query extends RangeQuery> extends RangePageRequest {
  readonly query: Query;
  readonly built: SessionRange;
}

interface RangeQuestion<Query extends RangeQuery, Answer extends object> {
  readonly operation: string;
  readonly schema: z.ZodObject & z.ZodType<Query>;
  /** The rows of an answer, where they are offered as CSV. */
  table(answer: Answer, query: Query): AnswerTable;
  /** Throws a ProblemError where there is no answer. */
  compute(asked: AskedRange<Query>): Promise<Answer>;
}

/** How questions about a range of an index are asked: whole or by pages, now or as known at an instant. */
@Injectable()
export class RangeQuestions {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly writer: AnswerWriter,
  ) {}

  async answer<Query extends RangeQuery, Answer extends object>(
    request: Request,
    response: Response,
    { operation, schema, table, compute }: RangeQuestion<Query, Answer>,
  ): Promise<void> {
    const indexId = indexOf(request);
    const query: Query = parseQuery(schema, request.originalUrl);
    const { start_date: start, end_date: end, as_known_at: asKnownAt, format, limit = LIMIT_DEFAULT } = query;
    refuseFutureInstant(asKnownAt, this.clock.now());
    const [after] = decodeCursor(query.cursor, dateKey) ?? [null];
    await this.writer.answer<Answer>(request, response, {
      operation,
      indexId,
      query: canonicalQuery({ ...query, cursor: after }),
      format,
      settled: { end, asKnownAt },
      table: (answer) => table(answer, query),
      compute: async (revision) => {
        const built = await requireBuilt(this.database, revision, { indexId, asKnownAt });
        return compute({ indexId, start, end, asKnownAt, after, limit, query, built });
      },
    });
  }
}

/** What every answer about a range begins with. */
export function rangeOf({ indexId, start, end, asKnownAt }: SeriesRequest) {
  return {
    index: indexId,
    start_date: start,
    end_date: end,
    ...(asKnownAt === undefined ? {} : { as_known_at: asKnownAt }),
  };
}
