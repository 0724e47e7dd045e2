import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { rangeBody } from '#contracts/api/job.schema';
import type { RangeBody } from '#contracts/api/job.schema';
import { Topic } from '#contracts/topics';
import { defaultIndex } from '#domain/index-definition';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { noQuery } from '../http/no-query.js';
import { ProblemError } from '../http/problem.error.js';
import { parseBody, parseQuery } from '../http/request-validation.js';
import { JobOrders } from '../jobs/job-orders.js';
import { readAvailableSessions } from '../market-data/available-sessions.read-model.js';
import { refuseAfterCalendar } from '../market-data/calendar-range.js';

@Controller(['', 'v1'])
export class BuildIndexController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly orders: JobOrders,
  ) {}

  @Post('build-index')
  @HttpCode(200)
  async post(@Req() request: Request, @Res() response: Response): Promise<void> {
    parseQuery(noQuery, request.originalUrl);
    const range = parseBody(rangeBody, request.body);
    await this.orders.take(request, response, {
      kind: 'build',
      request: range,
      event: (id) => ({
        topic: Topic.indexBuildRequested,
        key: defaultIndex.id,
        body: { job_id: id, index_id: defaultIndex.id, ...range },
      }),
      check: () => this.refuseImpossible(range),
    });
  }

  private async refuseImpossible({ start_date: start, end_date: end }: RangeBody): Promise<void> {
    refuseAfterCalendar(end);
    const { available, inRange } = await readAvailableSessions(this.database, { start, end });
    if (inRange > 0) return;
    if (available === null) {
      throw new ProblemError(
        'no-data-in-range',
        'The store holds no prices yet: send a file to POST /v1/imports?kind=prices, then build.',
      );
    }
    throw new ProblemError(
      'no-data-in-range',
      `There are no prices from ${start} to ${end}: prices are stored from ${available.first_session} to ` +
        `${available.last_session}. Give dates within it, or import the prices that are missing.`,
      { available },
    );
  }
}
