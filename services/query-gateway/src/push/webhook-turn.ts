import { backOffMs } from '#messaging/back-off';
import type { Database } from '#storage/database';
import type { EventFeed } from './event-feed.js';
import { eventText } from './event-message.js';
import type { EventFilter, StoredEvent } from './published-event.store.js';
import type { DeliveryOutcome, WebhookSender } from './webhook-sender.js';
import { storeFailure, storeProgress } from './webhook.store.js';
import type { Attempt, SigningWebhook } from './webhook.store.js';

/** After this long another webhook has its turn. */
const TURN_MS = 10_000;

/** Deliveries are noted together, after so many or this long: a process that dies has at most these sent again. */
const NOTED_TOGETHER = 25;
const NOTED_AFTER_MS = 500;

/** Full jitter up to the doubled ceiling: that of the first failure, and that of all from the twelfth on, an hour. */
const BACK_OFF = { initialMs: 1_000, maximumMs: 3_600_000 };

/** The receiver is gone and says so. */
const GONE = 410;

export interface TurnParts {
  readonly database: Database;
  readonly feed: EventFeed;
  readonly sender: WebhookSender;
  /** Who has the lease. */
  readonly holder: string;
}

/** One turn of a webhook: its events in order, each after the one before has been taken, until there is none, one fails or time is up. */
export class WebhookTurn {
  private readonly filter: EventFilter;
  private readonly secrets: readonly Uint8Array[];
  /** Delivered and not yet noted. */
  private delivered: Attempt[] = [];
  private notedAt = performance.now();
  private position: number;
  private notedPosition: number;
  private attempts: number;

  constructor(
    private readonly parts: TurnParts,
    private readonly webhook: SigningWebhook,
  ) {
    this.filter = { topics: webhook.topics, indexIds: webhook.index_ids };
    this.secrets = [webhook.secret, ...(webhook.previous_secret === null ? [] : [webhook.previous_secret])];
    this.position = webhook.position;
    this.notedPosition = webhook.position;
    this.attempts = webhook.attempts;
  }

  /** The pause after a failure; null where nothing failed, or nothing more is sent. */
  async run(stopping: AbortSignal, giveUp: AbortSignal): Promise<number | null> {
    const until = performance.now() + TURN_MS;
    try {
      while (!stopping.aborted && performance.now() < until) {
        const { events, upTo } = await this.parts.feed.readAfter(this.position, this.filter);
        for (const event of events) {
          if (stopping.aborted || performance.now() >= until) return null;
          const outcome = await this.deliver(event, giveUp);
          if (outcome.error !== null) return await this.fail(event, outcome);
          if (!(await this.succeed(event, outcome))) return null;
        }
        if (upTo === this.position) return null;
        this.position = upTo;
      }
      return null;
    } finally {
      await this.note();
    }
  }

  private deliver(event: StoredEvent, giveUp: AbortSignal): Promise<DeliveryOutcome> {
    const { url } = this.webhook;
    return this.parts.sender.send({ url, secrets: this.secrets, eventId: event.id, body: eventText(event) }, giveUp);
  }

  /** False when the webhook is another's by now. */
  private async succeed(event: StoredEvent, outcome: DeliveryOutcome): Promise<boolean> {
    this.delivered.push(this.attemptOf(event, outcome));
    this.attempts = 0;
    this.position = event.place;
    const due = this.delivered.length >= NOTED_TOGETHER || performance.now() - this.notedAt >= NOTED_AFTER_MS;
    return due ? this.note() : true;
  }

  private async fail(event: StoredEvent, outcome: DeliveryOutcome): Promise<number | null> {
    // First what was delivered before: it begins the count of failures anew.
    if (!(await this.note())) return null;
    const gone = outcome.status === GONE;
    const attempt = this.attemptOf(event, outcome);
    const pauseMs = Math.max(backOffMs(BACK_OFF, attempt.attempt, Math.random), outcome.pauseMs);
    const { database, holder } = this.parts;
    await storeFailure(database, { id: this.webhook.id, holder, pauseMs, gone }, attempt);
    return gone ? null : pauseMs;
  }

  private attemptOf(event: StoredEvent, { status, error, milliseconds }: DeliveryOutcome): Attempt {
    return { event_id: event.id, attempt: this.attempts + 1, status, error, milliseconds };
  }

  /** Writes down how far it is, where that is news. False when the webhook is another's by now. */
  private async note(): Promise<boolean> {
    if (this.position === this.notedPosition) return true;
    const { database, holder } = this.parts;
    const delivered = this.delivered;
    this.delivered = [];
    this.notedAt = performance.now();
    const position = this.position;
    this.notedPosition = position;
    return storeProgress(database, { id: this.webhook.id, holder, position }, delivered);
  }
}
