import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { BackgroundLoop } from '#runtime/background-loop';
import { DATABASE, LOGGER } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { EventFeed } from './event-feed.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookTurn } from './webhook-turn.js';
import { leaseWebhooks, releaseWebhook } from './webhook.store.js';
import type { SigningWebhook } from './webhook.store.js';

/** Webhooks that this process delivers to at the same time. */
const WEBHOOKS_AT_ONCE = 16;

/** How long deliveries in hand may take once the process stops; what is not known to have arrived is sent again by another one. */
const STOP_MS = 2_000;

/**
 * Delivers stored events to webhooks, each in order and one event at a time. Replicas share the webhooks: whoever holds the lease of
 * one delivers, for a turn, so that all have theirs; the lease of a process that died runs out.
 */
@Injectable()
export class WebhookWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly holder = randomUUID();
  private readonly loop: BackgroundLoop;
  private readonly turns = new Map<string, Promise<void>>();
  /** Aborted when what is in hand is to be given up. */
  private readonly giveUp = new AbortController();
  /** Aborted when no further delivery is to be begun. */
  private readonly stopping = new AbortController();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly feed: EventFeed,
    private readonly sender: WebhookSender,
  ) {
    this.loop = new BackgroundLoop('delivering to webhooks', logger, () => this.round());
    feed.onAdvance(() => this.loop.wake());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    const patience = setTimeout(() => this.giveUp.abort(), STOP_MS);
    await this.loop.stop();
    await Promise.all(this.turns.values());
    clearTimeout(patience);
  }

  /** There may be something to deliver. */
  wake(): void {
    this.loop.wake();
  }

  /** Begins turns as there is room; whether it began any. */
  private async round(): Promise<boolean> {
    const limit = WEBHOOKS_AT_ONCE - this.turns.size;
    if (limit <= 0) {
      await Promise.race(this.turns.values());
      return true;
    }
    await this.feed.findNewest();
    const lease = { holder: this.holder, newest: this.feed.readable, limit };
    const webhooks = await leaseWebhooks(this.database, lease);
    for (const webhook of webhooks) this.begin(webhook);
    return webhooks.length > 0;
  }

  private begin(webhook: SigningWebhook): void {
    const turn = this.take(webhook)
      .catch((error: unknown) => {
        if (this.giveUp.signal.aborted) return;
        this.logger.warn({ err: error, webhookId: webhook.id }, 'a turn of a webhook failed, another one follows');
      })
      .finally(() => {
        this.turns.delete(webhook.id);
        this.loop.wake();
      });
    this.turns.set(webhook.id, turn);
  }

  private async take(webhook: SigningWebhook): Promise<void> {
    const parts = { database: this.database, feed: this.feed, sender: this.sender, holder: this.holder };
    try {
      const pauseMs = await new WebhookTurn(parts, webhook).run(this.stopping.signal, this.giveUp.signal);
      // Else it would be found when the loop looks by itself, which is late for a first attempt.
      if (pauseMs !== null) setTimeout(() => this.loop.wake(), pauseMs).unref();
    } finally {
      await releaseWebhook(this.database, webhook.id, this.holder);
    }
  }
}
