import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { WebhookTestAnswer } from '#contracts/api/push-webhook.schema';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import type { Caller } from '../access/caller.js';
import { Concurrency } from '../limits/concurrency.js';
import { testEventText } from './event-message.js';
import { WebhookSender } from './webhook-sender.js';
import { logAttempts } from './webhook.store.js';
import type { SigningWebhook } from './webhook.store.js';

/** Sends test events while the caller waits. */
@Injectable()
export class WebhookTests {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly sender: WebhookSender,
    private readonly concurrency: Concurrency,
  ) {}

  /** Throws a 429 problem when too many are being sent. */
  run(caller: Caller, webhook: SigningWebhook): Promise<WebhookTestAnswer> {
    return this.concurrency.run('webhook-tests', caller, () => this.sendTo(webhook));
  }

  private async sendTo({ id, url, secret, previous_secret: previous }: SigningWebhook): Promise<WebhookTestAnswer> {
    const eventId = `test-${randomUUID()}`;
    const secrets = previous === null ? [secret] : [secret, previous];
    const body = testEventText(eventId, this.clock.now());
    // It ends by itself: a delivery has a limit of time.
    const outcome = await this.sender.send({ url, secrets, eventId, body }, new AbortController().signal);
    const { status, error, milliseconds } = outcome;
    await logAttempts(this.database, id, [{ event_id: eventId, attempt: 1, status, error, milliseconds }]);
    return { webhook_id: id, event_id: eventId, delivered: error === null, status, error, milliseconds };
  }
}
