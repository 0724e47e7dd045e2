import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ProblemError } from '../http/problem.error.js';
import { readPublicFiles } from './public-files.js';
import { sendFile } from './send-file.js';

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
    await sendFile(request, response, file);
  }
}
