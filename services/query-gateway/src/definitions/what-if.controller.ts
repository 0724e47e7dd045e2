import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { whatIfBody } from '#contracts/api/definition.schema';
import { DATABASE } from '#runtime/tokens';
import { corporateActions } from '#storage/corporate-actions.reader';
import type { Database } from '#storage/database';
import { tickerChanges } from '#storage/ticker-changes.reader';
import { AnswerWriter } from '../answers/answer.writer.js';
import { noQuery } from '../http/no-query.js';
import { parseBody, parseQuery } from '../http/request-validation.js';
import { Concurrency } from '../limits/concurrency.js';
import { breathing } from './breathing.js';
import { chosenDefinition } from './chosen-definition.js';
import { computeWhatIf } from './compute-what-if.js';
import { MarketPanels } from './market-panels.js';
import { readWhatIfRange, refuseTooLarge, refuseUnknownNames } from './what-if-request.js';
import { whatIfAnswerOf } from './what-if.answer.js';

/** Indices that nobody keeps: computed, told, forgotten. */
@Controller('v1/what-if')
export class WhatIfController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly panels: MarketPanels,
    private readonly concurrency: Concurrency,
    private readonly writer: AnswerWriter,
  ) {}

  @Post()
  @HttpCode(200)
  async post(@Req() request: Request, @Res() response: Response): Promise<void> {
    parseQuery(noQuery, request.originalUrl);
    const body = parseBody(whatIfBody, request.body);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const definition = chosenDefinition('what-if', body.definition ?? {});
    const answer = await this.concurrency.run(
      'what-ifs',
      async () => {
        const range = await readWhatIfRange(this.database, body);
        refuseTooLarge(definition, range);
        const { first, last } = range;
        const result = await this.panels.use(first, last, async ({ panel, references }) => {
          refuseUnknownNames(definition, references);
          const renames = await tickerChanges(this.database, first, last);
          const actionsOf = (tickers: readonly string[]) => corporateActions(this.database, first, last, tickers);
          const market = { ...range, panel, references, renames, actionsOf };
          return computeWhatIf(definition, market, breathing(gone.signal));
        });
        return whatIfAnswerOf(definition, body, range, result);
      },
      gone.signal,
    );
    await this.writer.fresh(request, response, 200, answer);
  }
}
