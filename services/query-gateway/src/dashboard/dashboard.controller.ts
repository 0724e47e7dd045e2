import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { chooseEncoding, compress } from '../answers/compression.js';
import { matches } from '../answers/answer.writer.js';
import { representationEtag } from '../answers/stored-answer.js';
import { ProblemError } from '../http/problem.error.js';
import { readPublicFiles } from './public-files.js';

/** The page for people: plain files from our own origin. */
@Controller()
export class DashboardController {
  private readonly files = readPublicFiles();

  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.send(request, response, 'index.html');
  }

  @Get('favicon.ico')
  async icon(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.send(request, response, 'favicon.svg');
  }

  @Get('assets/:name')
  async asset(@Req() request: Request, @Res() response: Response, @Param('name') name: string): Promise<void> {
    await this.send(request, response, name);
  }

  private async send(request: Request, response: Response, name: string): Promise<void> {
    const file = this.files.get(name);
    if (file === undefined) throw new ProblemError('not-found', `The page has no file ${name}.`);
    const encoding = chooseEncoding(request, file.body.length);
    const etag = representationEtag(file.etag, encoding);
    response.set({
      ETag: etag,
      'Cache-Control': 'no-cache',
      Vary: 'Accept-Encoding',
      'Content-Type': file.contentType,
    });
    if (matches(request.get('if-none-match'), etag)) {
      response.status(304).end();
      return;
    }
    const body = await compress(file.body, encoding);
    if (encoding !== 'identity') response.set('Content-Encoding', encoding);
    response.status(200).set('Content-Length', String(body.length));
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}
