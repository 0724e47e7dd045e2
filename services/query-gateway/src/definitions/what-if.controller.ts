import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { whatIfBody } from '#contracts/api/definition.schema';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { callerOf } from '../access/caller.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { whileCallerWaits } from '../http/caller-gone.js';
import { noQuery } from '../http/no-query.js';
import { parseBody, parseQuery } from '../http/request-validation.js';
import { Concurrency } from '../limits/concurrency.js';
import { MarketPanels } from './market-panels.js';
import { whatIf } from './what-if.js';

/** Indices that nobody keeps: computed, told, forgotten. */
@Controller('v1/what-if')
export class WhatIfController {
  constructor(
    @Inject(DATABASE) readonly database: Database,
    readonly panels: MarketPanels,
    private readonly concurrency: Concurrency,
    private readonly writer: AnswerWriter,
  ) {}

  @Post()
  @HttpCode(200)
  async post(@Req() request: Request, @Res() response: Response): Promise<void> {
    parseQuery(noQuery, request.originalUrl);
    const body = parseBody(whatIfBody, request.body);
    await whileCallerWaits(response, async (gone) => {
      const compute = () => whatIf(this, body, gone);
      const answer = await this.concurrency.run('what-ifs', callerOf(request), compute, gone);
      await this.writer.fresh(request, response, 200, answer);
    });
  }
}
