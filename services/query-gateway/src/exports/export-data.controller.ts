import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { exportBody } from '#contracts/api/job.schema';
import type { RangeBody } from '#contracts/api/job.schema';
import { Topic } from '#contracts/topics';
import { defaultIndex } from '#domain/index-definition';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { DataRevisions } from '../answers/data-revision.js';
import { readBuiltRange } from '../builds/build-result.read-model.js';
import { noQuery } from '../http/no-query.js';
import { parseBody, parseQuery } from '../http/request-validation.js';
import { JobOrders } from '../jobs/job-orders.js';
import { requireBuilt } from '../series/built-range.js';
import { nothingPublishedIn } from '../series/index-not-built.js';

@Controller(['', 'v1'])
export class ExportDataController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly revisions: DataRevisions,
    private readonly orders: JobOrders,
  ) {}

  @Post('export-data')
  @HttpCode(200)
  async post(@Req() request: Request, @Res() response: Response): Promise<void> {
    parseQuery(noQuery, request.originalUrl);
    const asked = parseBody(exportBody, request.body);
    const { index_id: indexId = defaultIndex.id, ...range } = asked;
    await this.orders.take(request, response, {
      kind: 'export',
      request: asked,
      event: (id) => ({
        topic: Topic.exportRequested,
        key: id,
        body: { job_id: id, index_id: indexId, ...range },
      }),
      check: () => this.refuseImpossible(indexId, range),
    });
  }

  private async refuseImpossible(indexId: string, range: RangeBody): Promise<void> {
    const revision = await this.revisions.read(indexId);
    const built = await requireBuilt(this.database, revision, { indexId, asKnownAt: undefined });
    const { sessions } = await readBuiltRange(this.database, { indexId, start: range.start_date, end: range.end_date });
    if (sessions === 0) throw nothingPublishedIn(range, built, indexId);
  }
}
