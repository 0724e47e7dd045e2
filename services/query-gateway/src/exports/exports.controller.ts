import { pipeline } from 'node:stream/promises';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { identifierPath } from '#contracts/api/job.schema';
import { WORKBOOK_MEDIA_TYPE } from '#contracts/api/index-operations';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { callerOf, mayTouch } from '../access/caller.js';
import type { Caller } from '../access/caller.js';
import { labelSource } from '../answers/answer.writer.js';
import { DataRevisions } from '../answers/data-revision.js';
import { matches } from '../answers/if-none-match.js';
import { parseByteRange } from '../http/byte-range.js';
import { noQuery } from '../http/no-query.js';
import { ProblemError } from '../http/problem.error.js';
import { parsePath, parseQuery } from '../http/request-validation.js';
import { Concurrency } from '../limits/concurrency.js';
import { readExportBytes, readExportFile, readExportOwner } from './export-file.read-model.js';
import type { ExportFile } from './export-file.read-model.js';

@Controller('v1/exports')
export class ExportsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly revisions: DataRevisions,
    private readonly concurrency: Concurrency,
  ) {}

  @Get(':id')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    const file = await this.find(callerOf(request), id);
    const etag = `"${file.sha256}"`;
    labelSource(response, await this.revisions.read());
    response.set({
      'Content-Type': WORKBOOK_MEDIA_TYPE,
      'Content-Disposition': attachment(file.file_name),
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'private, no-cache',
      ETag: etag,
      'Last-Modified': file.created_at.toUTCString(),
      'Repr-Digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
    });
    if (matches(request.get('if-none-match'), etag)) {
      response.status(304).end();
      return;
    }
    await this.send(request, response, file, etag);
  }

  /** An export of somebody else is answered like one that is not there. */
  private async find(caller: Caller, id: string): Promise<ExportFile> {
    const file = await readExportFile(this.database, id);
    const job = await readExportOwner(this.database, id);
    if ((file === null && job === null) || !mayTouch(caller, job?.owner ?? null)) {
      throw new ProblemError(
        'export-not-found',
        `There is no export ${id}: use the download_url of POST /export-data.`,
      );
    }
    if (file !== null && file.expires_at > this.clock.now()) return file;
    throw new ProblemError(
      'export-expired',
      `Export ${id} has expired and was deleted: POST /export-data again for a new one.`,
    );
  }

  private async send(request: Request, response: Response, file: ExportFile, etag: string): Promise<void> {
    const whole = { first: 0, last: file.bytes - 1 };
    const condition = request.get('if-range');
    const asked =
      condition === undefined || condition === etag ? parseByteRange(request.get('range'), file.bytes) : null;
    if (asked === 'unsatisfiable') {
      throw new ProblemError(
        'range-not-satisfiable',
        `The file has ${file.bytes} bytes: ask for a range within it.`,
        {},
        { 'Content-Range': `bytes */${file.bytes}`, 'Accept-Ranges': 'bytes' },
      );
    }
    const range = asked ?? whole;
    if (asked !== null) response.set('Content-Range', `bytes ${range.first}-${range.last}/${file.bytes}`);
    response.status(asked === null ? 200 : 206).set('Content-Length', String(range.last - range.first + 1));
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    try {
      await this.concurrency.run('long-answers', callerOf(request), () =>
        pipeline(readExportBytes(this.database, { id: file.id, ...range }), response),
      );
    } catch (error) {
      // A caller who hangs up is no failure of ours.
      if (!response.destroyed || response.errored !== null) throw error;
    }
  }
}

/** RFC 6266: a plain name for old readers, the true one for the others. */
function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^A-Za-z0-9._ -]/g, '_');
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
