import { Controller, Delete, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { keyBody, keysQuery, OVERLAP_SECONDS_DEFAULT, rotateBody } from '#contracts/api/access.schema';
import type { KeyAnswer, KeysAnswer } from '#contracts/api/access.schema';
import { identifierPath } from '#contracts/api/job.schema';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { AnswerWriter } from '../answers/answer.writer.js';
import { noQuery } from '../http/no-query.js';
import { decodeCursor, pageOf } from '../http/paging-cursor.js';
import { invalidRequest } from '../http/problem.error.js';
import { parseBody, parsePath, parseQuery } from '../http/request-validation.js';
import { ApiKeys, keyStatus } from './api-keys.js';
import type { IssuedKey } from './api-keys.js';
import { listKeys } from './api-keys.store.js';
import type { ApiKeyRow } from './api-keys.store.js';
import { callerOf } from './caller.js';

const keyPosition = z.tuple([z.iso.datetime(), z.uuid()]);

@Controller('v1/keys')
export class KeysController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly keys: ApiKeys,
    private readonly writer: AnswerWriter,
  ) {}

  @Post()
  async create(@Req() request: Request, @Res() response: Response): Promise<void> {
    parseQuery(noQuery, request.originalUrl);
    const body = parseBody(keyBody, request.body);
    this.refusePast(body.expires_at ?? null);
    await this.answerOnce(request, response, await this.keys.issue(body, callerOf(request).id));
  }

  @Get()
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { limit = LIMIT_DEFAULT, cursor } = parseQuery(keysQuery, request.originalUrl);
    const rows = await listKeys(this.database, { after: decodeCursor(cursor, keyPosition), limit });
    const keys = rows.map((row) => this.describe(row));
    const answer: KeysAnswer = pageOf(keys, limit, ({ created_at, id }) => [created_at, id]);
    await this.writer.fresh(request, response, 200, answer);
  }

  @Get(':id')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    await this.writer.fresh(request, response, 200, this.describe(await this.keys.find(id)));
  }

  @Delete(':id')
  async revoke(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    await this.writer.fresh(request, response, 200, this.describe(await this.keys.revoke(id)));
  }

  @Post(':id/rotate')
  async rotate(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = parsePath(identifierPath, path);
    parseQuery(noQuery, request.originalUrl);
    const { overlap_seconds: overlap = OVERLAP_SECONDS_DEFAULT } = parseBody(rotateBody, request.body);
    await this.answerOnce(request, response, await this.keys.rotate(id, overlap, callerOf(request).id));
  }

  private async answerOnce(request: Request, response: Response, { row, key }: IssuedKey): Promise<void> {
    response.set('Location', `/v1/keys/${row.id}`);
    await this.writer.fresh(request, response, 201, { ...this.describe(row), key });
  }

  private describe(row: ApiKeyRow): KeyAnswer {
    return {
      id: row.id,
      name: row.name,
      prefix: row.prefix,
      owner: row.owner,
      scopes: [...row.scopes],
      status: keyStatus(row, this.clock.now()),
      limit_per_minute: row.limit_per_minute,
      created_at: row.created_at.toISOString(),
      created_by: row.created_by,
      expires_at: row.expires_at?.toISOString() ?? null,
      revoked_at: row.revoked_at?.toISOString() ?? null,
      last_used_at: row.last_used_at?.toISOString() ?? null,
      replaced_by: row.replaced_by,
    };
  }

  private refusePast(expiresAt: string | null): void {
    if (expiresAt === null || Date.parse(expiresAt) > this.clock.now().getTime()) return;
    const message = `has passed, it is ${this.clock.now().toISOString()}: give an instant to come, or leave it out`;
    throw invalidRequest([{ pointer: '/expires_at', value: expiresAt, message }]);
  }
}
