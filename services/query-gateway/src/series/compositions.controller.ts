import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { compositionsQuery, datedConstituent } from '#contracts/api/compositions.schema';
import type { CompositionsQuery, DatedConstituent } from '#contracts/api/compositions.schema';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { callerOf } from '../access/caller.js';
import { canonicalQuery } from '../answers/canonical-query.js';
import type { DataRevision } from '../answers/data-revision.js';
import { StreamWriter } from '../answers/stream.writer.js';
import type { StreamedAnswer, StreamedQuestion } from '../answers/stream.writer.js';
import { whileCallerWaits } from '../http/caller-gone.js';
import { parseQuery } from '../http/request-validation.js';
import { Concurrency } from '../limits/concurrency.js';
import { requireBuilt } from './built-range.js';
import { readCompositions, readGaps } from './compositions.read-model.js';
import { nothingPublishedIn } from './index-not-built.js';
import { indexOf } from './index-of.js';

const COLUMNS = Object.keys(datedConstituent.shape);

@Controller('v1/indices/:index_id/compositions')
export class CompositionsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly writer: StreamWriter,
    private readonly concurrency: Concurrency,
  ) {}

  @Get()
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    const indexId = indexOf(request);
    const query = parseQuery(compositionsQuery, request.originalUrl);
    const { format, ...range } = query;
    const question: StreamedQuestion<DatedConstituent> = {
      operation: 'compositions',
      indexId,
      query: canonicalQuery(range),
      format,
      columns: COLUMNS,
      open: (revision) => this.open(indexId, query, revision),
    };
    await whileCallerWaits(response, (gone) => {
      const write = () => this.writer.write(request, response, question);
      return this.concurrency.run('long-answers', callerOf(request), write, gone);
    });
  }

  private async open(
    indexId: string,
    query: CompositionsQuery,
    revision: DataRevision,
  ): Promise<StreamedAnswer<DatedConstituent>> {
    const { start_date: start, end_date: end } = query;
    const built = await requireBuilt(this.database, revision, { indexId, asKnownAt: undefined });
    const range = { indexId, start, end };
    const gaps = await readGaps(this.database, range);
    const database = this.database;
    async function* pages(): AsyncGenerator<DatedConstituent[]> {
      let empty = true;
      for await (const rows of readCompositions(database, range)) {
        empty = false;
        yield rows;
      }
      if (empty) throw nothingPublishedIn(query, built, indexId);
    }
    return { head: { index: indexId, start_date: start, end_date: end, gaps }, pages: pages() };
  }
}
