import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SingleFlight } from '#cache/single-flight';
import type { TableHashesAnswer } from '#contracts/api/table-hashes.schema';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableHashes } from '#storage/table-hashes';
import { callerOf } from '../access/caller.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { noQuery } from '../http/no-query.js';
import { parseQuery } from '../http/request-validation.js';
import { Concurrency } from '../limits/concurrency.js';

@Controller('v1/table-hashes')
export class TableHashesController {
  /** Every row is read for it, so it is never done twice at a time. */
  private readonly flights = new SingleFlight<TableHashesAnswer['tables']>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly writer: AnswerWriter,
    private readonly concurrency: Concurrency,
  ) {}

  /** Never cached: it is a proof of what is stored. */
  @Get()
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    parseQuery(noQuery, request.originalUrl);
    const tables = await this.concurrency.run('table-hashes', callerOf(request), () =>
      this.flights.run('all', () => tableHashes(this.database)),
    );
    await this.writer.fresh(request, response, 200, { tables });
  }
}
