import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { changesQuery } from '#contracts/api/changes.schema';
import type { ChangesAnswer, ChangesQuery } from '#contracts/api/changes.schema';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { nextSession } from '#domain/calendar';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import type { AnswerTable, Cell } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import type { DataRevision } from '../answers/data-revision.js';
import { readCompositionChanges } from './composition-changes.read-model.js';
import { requireBuilt } from './built-range.js';
import { nothingPublishedIn } from './index-not-built.js';
import { refuseFutureInstant } from '../market-data/refuse-future.js';
import { canonicalQuery } from '../answers/canonical-query.js';
import { indexOf } from './index-of.js';
import { dateKey, decodeCursor, pageOf } from '../http/paging-cursor.js';
import { parseQuery } from '../http/request-validation.js';

interface Asked {
  readonly indexId: string;
  readonly query: ChangesQuery;
  /** The last date of the page before; null for the first page. */
  readonly after: string | null;
}

@Controller()
export class CompositionChangesController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly writer: AnswerWriter,
  ) {}

  @Get(['composition-changes', 'v1/composition-changes', 'v1/indices/:index_id/changes'])
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    const indexId = indexOf(request);
    const query = parseQuery(changesQuery, request.originalUrl);
    refuseFutureInstant(query.as_known_at, this.clock.now());
    const [after] = decodeCursor(query.cursor, dateKey) ?? [null];
    await this.writer.answer(request, response, {
      operation: 'changes',
      indexId,
      query: canonicalQuery({ ...query, cursor: after }),
      format: query.format,
      settled: { end: query.end_date, asKnownAt: query.as_known_at },
      table: lineTable,
      compute: (revision) => this.compute({ indexId, query, after }, revision),
    });
  }

  private async compute({ indexId, query, after }: Asked, revision: DataRevision): Promise<ChangesAnswer> {
    const { start_date: start, end_date: end, limit = LIMIT_DEFAULT, as_known_at: asKnownAt } = query;
    const built = await requireBuilt(this.database, revision, { indexId, asKnownAt });
    const page = await readCompositionChanges(this.database, { indexId, start, end, after, limit, asKnownAt });
    if (!page.published) throw nothingPublishedIn(query, built);
    const { data, next_cursor } = pageOf(page.sessions, limit);
    return {
      index: indexId,
      start_date: start,
      end_date: end,
      ...(asKnownAt === undefined ? {} : { as_known_at: asKnownAt }),
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
