import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { openApiDocument } from '#contracts/api/openapi-document';
import { asyncApiDocument } from '#contracts/asyncapi';
import { problemKinds, problemType } from '#contracts/api/problem.schema';
import { AnswerWriter } from '../answers/answer.writer.js';
import { sendFile } from '../dashboard/send-file.js';
import { ProblemError } from '../http/problem.error.js';
import { isProblemKind } from '../http/problem.filter.js';
import { DocumentPages, INTERFACE } from './document-pages.js';

/** What the interface says of itself. */
@Controller()
export class DocumentsController {
  constructor(
    private readonly writer: AnswerWriter,
    private readonly pages: DocumentPages,
  ) {}

  @Get('docs')
  async reference(@Req() request: Request, @Res() response: Response): Promise<void> {
    await sendFile(request, response, this.pages.reference(request));
  }

  @Get('docs/events')
  async events(@Req() request: Request, @Res() response: Response): Promise<void> {
    await sendFile(request, response, this.pages.events());
  }

  @Get('openapi.json')
  async openApi(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.writer.document(request, response, 'openapi', () => openApiDocument(INTERFACE));
  }

  @Get('asyncapi.json')
  async asyncApi(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.writer.document(request, response, 'asyncapi', () => asyncApiDocument(INTERFACE));
  }

  @Get('problems/:kind')
  async problem(@Req() request: Request, @Res() response: Response, @Param('kind') kind: string): Promise<void> {
    if (!isProblemKind(kind)) {
      throw new ProblemError(
        'not-found',
        `There is no problem ${kind}: the kinds are ${Object.keys(problemKinds).join(', ')}.`,
      );
    }
    await this.writer.document(request, response, `problem:${kind}`, () => ({
      type: problemType(kind),
      ...problemKinds[kind],
    }));
  }
}
