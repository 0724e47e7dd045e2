import { randomUUID } from 'node:crypto';
import { Controller, Delete, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { identifierPath } from '#contracts/api/job.schema';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { deliveriesQuery, webhookBody } from '#contracts/api/push-webhook.schema';
import type { DeliveriesAnswer, WebhookAnswer, WebhooksAnswer } from '#contracts/api/push-webhook.schema';
import { publicTopics } from '#contracts/topics';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { callerOf, mayTouch } from '../access/caller.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { DataRevisions } from '../answers/data-revision.js';
import { requireIndex } from '../answers/require-index.js';
import { noQuery } from '../http/no-query.js';
import { decodeCursor, pageOf } from '../http/paging-cursor.js';
import { ProblemError } from '../http/problem.error.js';
import { parseBody, parsePath, parseQuery } from '../http/request-validation.js';
import { eventsExpired } from './events-expired.js';
import { forgottenUpTo } from './published-event.store.js';
import { WebhookTests } from './webhook-tests.js';
import { createSecret, secretText } from './webhook-signature.js';
import { TargetRefusedError, WebhookTargets } from './webhook-targets.js';
import { WebhookWorker } from './webhook-worker.js';
import * as store from './webhook.store.js';

const WEBHOOKS_OF_OWNER_MAX = 20;

const attemptKey = z.tuple([z.int().positive()]);

@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly targets: WebhookTargets,
    private readonly tests: WebhookTests,
    private readonly worker: WebhookWorker,
    private readonly revisions: DataRevisions,
    private readonly writer: AnswerWriter,
  ) {}

  @Post()
  async create(@Req() request: Request, @Res() response: Response): Promise<void> {
    parseQuery(noQuery, request.originalUrl);
    const { url, topics, index_ids: indexIds } = parseBody(webhookBody, request.body);
    for (const indexId of indexIds ?? []) requireIndex(await this.revisions.read(indexId), indexId);
    await this.refuseTarget(url);
    const secret = createSecret();
    const webhook = await this.database.transaction((transaction) =>
      store.insertWebhook(
        transaction,
        {
          id: randomUUID(),
          owner: callerOf(request).owner,
          url: new URL(url).href,
          topics: [...new Set(topics ?? publicTopics)],
          index_ids: indexIds === undefined ? null : [...new Set(indexIds)],
          secret,
          now: this.clock.now(),
        },
        WEBHOOKS_OF_OWNER_MAX,
      ),
    );
    if (webhook === null) {
      throw new ProblemError(
        'webhook-refused',
        `You have ${WEBHOOKS_OF_OWNER_MAX} webhooks, as many as there may be: DELETE one of GET /v1/webhooks.`,
      );
    }
    response.set('Location', `/v1/webhooks/${webhook.id}`);
    await this.writer.fresh(request, response, 201, { ...toAnswer(webhook), secret: secretText(secret) });
  }

  @Get()
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    parseQuery(noQuery, request.originalUrl);
    const webhooks = await store.listWebhooks(this.database, callerOf(request).owner);
    const answer: WebhooksAnswer = { data: webhooks.map(toAnswer) };
    await this.writer.fresh(request, response, 200, answer);
  }

  @Get(':id')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    await this.writer.fresh(request, response, 200, toAnswer(await this.find(request, path)));
  }

  @Delete(':id')
  async delete(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const webhook = await this.find(request, path);
    await store.deleteWebhook(this.database, webhook.id);
    await this.writer.fresh(request, response, 200, toAnswer(webhook));
  }

  @Post(':id/test')
  async test(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const webhook = await this.find(request, path);
    await this.writer.fresh(request, response, 200, await this.tests.run(callerOf(request), webhook));
  }

  @Post(':id/resume')
  async resume(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const webhook = await this.find(request, path);
    const forgotten = await forgottenUpTo(this.database, webhook.topics);
    if (webhook.status === 'disabled' && webhook.position < forgotten) throw eventsExpired(webhook.position, forgotten);
    const resumed = await store.resumeWebhook(this.database, webhook.id);
    if (resumed === null) throw webhookNotFound(webhook.id);
    this.worker.wake();
    await this.writer.fresh(request, response, 200, toAnswer(resumed));
  }

  @Post(':id/rotate')
  async rotate(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { id } = await this.find(request, path);
    const secret = createSecret();
    const webhook = await store.replaceSecret(this.database, id, secret);
    if (webhook === null) throw webhookNotFound(id);
    await this.writer.fresh(request, response, 200, { ...toAnswer(webhook), secret: secretText(secret) });
  }

  @Get(':id/deliveries')
  async deliveries(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { limit = LIMIT_DEFAULT, cursor } = parseQuery(deliveriesQuery, request.originalUrl);
    const [before] = decodeCursor(cursor, attemptKey) ?? [null];
    const { id: webhookId } = await this.findOwn(request, path);
    const rows = await store.readAttempts(this.database, { webhookId, before, limit });
    const { data, next_cursor } = pageOf(rows, limit, ({ id }) => [id]);
    const answer: DeliveriesAnswer = {
      data: data.map(({ id: _id, at, error, ...attempt }) => ({
        event_id: attempt.event_id,
        attempt: attempt.attempt,
        at: at.toISOString(),
        delivered: error === null,
        status: attempt.status,
        error,
        milliseconds: attempt.milliseconds,
      })),
      next_cursor,
    };
    await this.writer.fresh(request, response, 200, answer);
  }

  private async refuseTarget(url: string): Promise<void> {
    try {
      await this.targets.check(new URL(url));
    } catch (error) {
      if (!(error instanceof TargetRefusedError)) throw error;
      throw new ProblemError('webhook-refused', `url ${error.message}.`, {
        errors: [{ pointer: '/url', value: url, message: error.message }],
      });
    }
  }

  private find(request: Request, path: unknown): Promise<store.SigningWebhook> {
    parseQuery(noQuery, request.originalUrl);
    return this.findOwn(request, path);
  }

  /** That of somebody else is not there. */
  private async findOwn(request: Request, path: unknown): Promise<store.SigningWebhook> {
    const { id } = parsePath(identifierPath, path);
    const webhook = await store.findWebhook(this.database, id);
    if (webhook === null || !mayTouch(callerOf(request), webhook.owner)) throw webhookNotFound(id);
    return webhook;
  }
}

function webhookNotFound(id: string): ProblemError {
  return new ProblemError('webhook-not-found', `There is no webhook ${id}: GET /v1/webhooks lists yours.`);
}

function toAnswer(webhook: store.Webhook): WebhookAnswer {
  return {
    id: webhook.id,
    url: webhook.url,
    topics: [...webhook.topics],
    index_ids: webhook.index_ids === null ? null : [...webhook.index_ids],
    status: webhook.status === 'active' && webhook.attempts > 0 ? 'failing' : webhook.status,
    reason: webhook.reason,
    created_at: webhook.created_at.toISOString(),
    last_event_id: String(webhook.position),
    attempts: webhook.attempts,
    failing_since: webhook.failing_since?.toISOString() ?? null,
    next_attempt_at: webhook.next_attempt_at?.toISOString() ?? null,
  };
}
