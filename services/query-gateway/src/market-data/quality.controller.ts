import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { LIMIT_DEFAULT, LIMIT_MAX } from '#contracts/api/paging.schema';
import { datedDecision, decisionBody, decisionsQuery, qualityQuery } from '#contracts/api/quality.schema';
import type { DecisionBody, DecisionsAnswer, QualityAnswer } from '#contracts/api/quality.schema';
import { Topic, US_UNIVERSE } from '#contracts/topics';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { noQuery } from '../http/no-query.js';
import { decodeCursor, pageOf } from '../http/paging-cursor.js';
import { ProblemError } from '../http/problem.error.js';
import { parseBody, parseQuery } from '../http/request-validation.js';
import { JobOrders } from '../jobs/job-orders.js';
import { sessionOf } from './calendar-range.js';
import { readCoverage } from './coverage.read-model.js';
import { readDecisions, readFindings, readVerdict } from './quality.read-model.js';
import { refuseFutureDay } from './refuse-future.js';

const DECISION_COLUMNS = Object.keys(datedDecision.shape);

const decisionKey = z.tuple([z.iso.date(), z.uuid()]);

@Controller('v1/quality')
export class QualityController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly orders: JobOrders,
    private readonly writer: AnswerWriter,
  ) {}

  @Get()
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { date } = parseQuery(qualityQuery, request.originalUrl);
    refuseFutureDay(date, this.clock.now());
    await this.writer.fresh(request, response, 200, await this.compute(date));
  }

  private async compute(date: string): Promise<QualityAnswer> {
    const session = sessionOf(date);
    const [coverage] = await readCoverage(this.database, [session]);
    if (coverage === undefined) throw new Error('one session was asked for and none answered');
    const { verdict, assessed } = await readVerdict(this.database, session);
    return {
      requested_date: date,
      date: session,
      verdict,
      status: coverage.status,
      reasons: coverage.reasons,
      assessed,
      findings: await readFindings(this.database, session),
      decisions: (
        await readDecisions(this.database, { start: session, end: session, after: null, limit: LIMIT_MAX })
      ).map(({ date: _date, ...decision }) => decision),
    };
  }

  @Post('decisions')
  @HttpCode(200)
  async decide(@Req() request: Request, @Res() response: Response): Promise<void> {
    parseQuery(noQuery, request.originalUrl);
    const { ticker = null, values = null, ...body } = parseBody(decisionBody, request.body);
    const decision = { ...body, ticker, values };
    await this.orders.take(request, response, {
      kind: 'quality-decision',
      request: decision,
      event: (id) => ({ topic: Topic.qualityDecisionRequested, key: US_UNIVERSE, body: { job_id: id, ...decision } }),
      check: () => this.refuseUnknown(body),
    });
  }

  /** A decision is about rows: without any there is nothing to accept, to change or to keep back. */
  private async refuseUnknown({ date }: Pick<DecisionBody, 'date'>): Promise<void> {
    if ((await readVerdict(this.database, date)).stored) return;
    throw new ProblemError(
      'quality-session-not-found',
      `No rows are stored of ${date}: GET /v1/coverage names the sessions that have some, and what is missing.`,
      { errors: [{ pointer: '/date', value: date, message: 'is not a session with rows' }] },
    );
  }

  @Get('decisions')
  async decisions(@Req() request: Request, @Res() response: Response): Promise<void> {
    const {
      start_date: start,
      end_date: end,
      limit = LIMIT_DEFAULT,
      cursor,
      format,
    } = parseQuery(decisionsQuery, request.originalUrl);
    const after = decodeCursor(cursor, decisionKey);
    const rows = await readDecisions(this.database, { start, end, after, limit });
    const page = pageOf(rows, limit, ({ date, id }) => [date, id]);
    const answer: DecisionsAnswer = { start_date: start, end_date: end, ...page };
    const table = () => tableOf(DECISION_COLUMNS, page.data);
    await this.writer.fresh(request, response, 200, answer, { format, table });
  }
}
