import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Agent, request as send } from 'undici';
import type { Dispatcher } from 'undici';
import type { Metrics } from '#runtime/metrics';
import { CLOCK, METRICS } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import { signatureHeaders } from './webhook-signature.js';
import { TargetRefusedError, WebhookTargets } from './webhook-targets.js';

/** For the whole of one delivery, from the name to the answer. */
const DELIVERY_MS = 10_000;
const CONNECT_MS = 5_000;
/** The body of an answer means nothing; one that is short is read, so that the connection can be used again. */
const DROPPED_BODY_BYTES = 16 * 1024;
const PAUSE_MS_MAX = 3_600_000;

export interface Delivery {
  readonly url: string;
  readonly secrets: readonly Uint8Array[];
  readonly eventId: string;
  readonly body: string;
}

/** What came of one attempt. */
export interface DeliveryOutcome {
  /** HTTP status of the answer; null where there was none. */
  readonly status: number | null;
  /** Null: it was delivered. */
  readonly error: string | null;
  /** How long the receiver wants us to wait, bounded; 0 where it says nothing. */
  readonly pauseMs: number;
  readonly milliseconds: number;
}

/** Sends signed messages, each once, to nowhere but where webhooks may go. Redirects are not followed. */
@Injectable()
export class WebhookSender implements OnApplicationShutdown {
  private readonly agents: { readonly secure: Agent; readonly plain: Agent };

  constructor(
    private readonly targets: WebhookTargets,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {
    this.agents = { secure: this.agent(true), plain: this.agent(false) };
  }

  /** Rejects only when `signal` was aborted: then it is not known what has arrived. */
  async send(delivery: Delivery, signal: AbortSignal): Promise<DeliveryOutcome> {
    const started = performance.now();
    const outcome = await this.attempt(delivery, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      return { status: null, error: reasonOf(error), pauseMs: 0 };
    });
    this.metrics.webhookDeliveries.inc({ outcome: outcome.error === null ? 'delivered' : 'failed' });
    return { ...outcome, milliseconds: Math.round(performance.now() - started) };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.agents.secure.destroy(), this.agents.plain.destroy()]);
  }

  private agent(secure: boolean): Agent {
    return new Agent({
      connect: { timeout: CONNECT_MS, lookup: this.targets.lookup(secure) },
      headersTimeout: DELIVERY_MS,
      bodyTimeout: DELIVERY_MS,
    });
  }

  private async attempt(delivery: Delivery, signal: AbortSignal): Promise<Omit<DeliveryOutcome, 'milliseconds'>> {
    const url = new URL(delivery.url);
    this.targets.checkAddress(url);
    const now = this.clock.now();
    const message = { id: delivery.eventId, sentAt: now, body: delivery.body };
    const response = await send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'equal-weighted-index-webhooks/1',
        ...signatureHeaders(message, delivery.secrets),
      },
      body: delivery.body,
      dispatcher: url.protocol === 'https:' ? this.agents.secure : this.agents.plain,
      signal: AbortSignal.any([signal, AbortSignal.timeout(DELIVERY_MS)]),
    });
    // The answer counts, however its body ends.
    await response.body.dump({ limit: DROPPED_BODY_BYTES }).catch(() => undefined);
    const { statusCode: status } = response;
    return { status, error: failureOf(status), pauseMs: pauseAskedFor(response.headers['retry-after'], now) };
  }
}

function failureOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400
    ? `answered ${status}: redirects are not followed, change the URL of the webhook`
    : `answered ${status}`;
}

/** Of a `Retry-After` in seconds or as a date. */
export function pauseAskedFor(header: Dispatcher.ResponseData['headers'][string], now: Date): number {
  if (typeof header !== 'string') return 0;
  const until = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(until) ? 0 : Math.min(Math.max(until, 0), PAUSE_MS_MAX);
}

/** For the log of the subscriber: what he can see from outside, nothing of our network. */
function reasonOf(error: unknown): string {
  if (error instanceof TargetRefusedError) return `the URL ${error.message}`;
  const { name, code } = Object(error) as { readonly name?: unknown; readonly code?: unknown };
  if (name === 'TimeoutError') return `no answer within ${DELIVERY_MS / 1000} seconds`;
  return typeof code === 'string' ? `no answer (${code})` : 'no answer';
}
