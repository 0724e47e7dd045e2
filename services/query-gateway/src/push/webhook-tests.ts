import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { WebhookTestAnswer } from '#contracts/api/push-webhook.schema';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { ProblemError } from '../http/problem.error.js';
import { testEventText } from './event-message.js';
import { WebhookSender } from './webhook-sender.js';
import { logAttempts } from './webhook.store.js';
import type { SigningWebhook } from './webhook.store.js';

/** Each holds a request for as long as the receiver takes. */
const AT_ONCE_MAX = 8;

/** Sends test events while the caller waits. */
@Injectable()
export class WebhookTests {
  private running = 0;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly sender: WebhookSender,
  ) {}

  /** Throws a 429 problem when too many are being sent. */
  async run(webhook: SigningWebhook): Promise<WebhookTestAnswer> {
    if (this.running >= AT_ONCE_MAX) {
      const detail = 'As many test events as there may be are being sent: try again in a few seconds.';
      throw new ProblemError('too-many-at-once', detail, {}, { 'Retry-After': '5' });
    }
    this.running += 1;
    try {
      return await this.sendTo(webhook);
    } finally {
      this.running -= 1;
    }
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
