import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { decodeEvent, isDeadLetterTopic } from '#contracts/codec';
import type { Event } from '#contracts/envelope';
import { declaredTopics } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import { backOffMs, DEFAULT_BACK_OFF, sleep, type BackOff } from './back-off.js';
import { describeError, errorCode, toDeadLetter } from './dead-letter-message.js';
import { EventContext } from './event-context.js';
import type { DeliveredMessage, EventStream } from './event-stream.js';
import { HandlerRegistry } from './handler-registry.js';
import type { HandledMessage, MessagingMetrics } from './messaging-metrics.js';
import type { MessagingLogger } from './messaging-logger.js';
import { runWithTraceparent } from './trace-context.js';

export interface EventStrategyOptions {
  readonly stream: EventStream;
  readonly logger: MessagingLogger;
  readonly metrics?: MessagingMetrics;
  /** How often a handler is tried before its message becomes a dead letter. */
  readonly attempts?: number;
  readonly backOff?: BackOff;
  readonly random?: () => number;
  readonly now?: () => Date;
}

const DEFAULT_ATTEMPTS = 5;

/** How one message ended in one handler: null when well. */
type HandlerFailure = { readonly error: unknown; readonly attempts: number } | null;

/**
 * Nest's transport over the event stream: `@EventPattern(topic, { group })` controllers, several groups in one process.
 *
 * What it adds to the port: decoding, retry with back-off, dead letters. A handler is tried `attempts` times, once if its error
 * says `retryable: false`; then the message goes to `<topic>.dlq` and the next one is taken. `database_unavailable`, a broker
 * that does not take the dead letter, and the end of the process send the message back to the stream instead: nothing is wrong
 * with it.
 *
 * The stream belongs to the composition root: `close` here takes no further message and waits for the ones in hand.
 */
export class EventStrategy extends Server implements CustomTransportStrategy {
  /** Errors are this class's affair: Nest need not log them too. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly registry = new HandlerRegistry();
  private readonly closing = new AbortController();
  private readonly inHand = new Set<Promise<void>>();
  private readonly attempts: number;
  private readonly backOff: BackOff;
  private readonly random: () => number;
  private readonly now: () => Date;

  constructor(private readonly options: EventStrategyOptions) {
    super();
    this.attempts = options.attempts ?? DEFAULT_ATTEMPTS;
    this.backOff = options.backOff ?? DEFAULT_BACK_OFF;
    this.random = options.random ?? Math.random;
    this.now = options.now ?? (() => new Date());
  }

  /** Nest would chain all handlers of a topic and run them together; here each group has its own delivery, order and retry. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    this.registry.add(pattern, callback, isEventHandler, extras);
  }

  /** Calls back once every group is subscribed; whether the broker is there is seen in `stream.consumers()`. */
  listen(callback: (error?: unknown) => void): void {
    // Not awaited: it may take as long as the broker is away, and HTTP must come up meanwhile.
    this.options.stream.ensureTopics(declaredTopics).catch((error: unknown) => {
      this.options.logger.error({ err: error }, 'The declared topics could not be ensured');
    });
    const subscriptions = this.registry.groupNames().map((group) =>
      this.options.stream.subscribe({
        group,
        topics: this.registry.topicsOf(group),
        deliver: (message) => this.take(group, message),
      }),
    );
    Promise.all(subscriptions).then(() => callback(), callback);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled([...this.inHand]);
  }

  /** The stream offers no events of its own; its state is polled by `consumers()`. */
  on(): void {
    throw new ApplicationError('unsupported', 'The event strategy emits no events; read stream.consumers() instead.');
  }

  unwrap<T>(): T {
    return this.options.stream as T;
  }

  private take(group: string, message: DeliveredMessage): Promise<void> {
    if (this.closing.signal.aborted) return Promise.reject(closingError(message));
    const handled = this.handle(group, message);
    this.inHand.add(handled);
    const forget = (): void => void this.inHand.delete(handled);
    handled.then(forget, forget);
    return handled;
  }

  private async handle(group: string, message: DeliveredMessage): Promise<void> {
    const startedAt = performance.now();
    const done = (outcome: HandledMessage['outcome'], attempts: number): void =>
      this.options.metrics?.messageHandled?.({
        group,
        topic: message.topic,
        outcome,
        attempts,
        durationSeconds: (performance.now() - startedAt) / 1_000,
      });
    try {
      const { failure, attempts } = await this.process(group, message);
      if (failure === null) return done('succeeded', attempts);
      return done(await this.giveUp(group, message, failure), attempts);
    } catch (error) {
      this.options.metrics?.messageReturned?.(group, message.topic);
      throw error;
    }
  }

  /** Runs all handlers of the message; that one of them fails does not keep the others from it. */
  private async process(
    group: string,
    message: DeliveredMessage,
  ): Promise<{ failure: HandlerFailure; attempts: number }> {
    let event: Event;
    try {
      event = decodeEvent(message);
    } catch (error) {
      return { failure: { error, attempts: 1 }, attempts: 1 };
    }
    let failure: HandlerFailure = null;
    let attempts = 0;
    for (const handler of this.registry.handlersOf(group, message.topic)) {
      const outcome = await runWithTraceparent(event.traceparent, () =>
        this.tryHandler(group, message, event, handler),
      );
      failure ??= outcome.failure;
      attempts = Math.max(attempts, outcome.attempts);
    }
    return { failure, attempts };
  }

  private async tryHandler(
    group: string,
    message: DeliveredMessage,
    event: Event,
    handler: MessageHandler,
  ): Promise<{ failure: HandlerFailure; attempts: number }> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.callHandler(handler, event, {
          topic: message.topic,
          group,
          attempt,
          headers: message.headers,
          signal: this.closing.signal,
        });
        return { failure: null, attempts: attempt };
      } catch (error) {
        if (errorCode(error) === 'database_unavailable') throw error;
        // What fails now may do so because of the end: the next process says what it comes to.
        if (this.closing.signal.aborted) throw closingError(message);
        const final = attempt >= this.attempts || (error instanceof ApplicationError && !error.retryable);
        if (final) return { failure: { error, attempts: attempt }, attempts: attempt };
        this.noteFailedAttempt(group, message, attempt, error);
        await sleep(backOffMs(this.backOff, attempt, this.random), this.closing.signal);
        if (this.closing.signal.aborted) throw closingError(message);
      }
    }
  }

  /** Nest returns a promise of a value or, after an interceptor or a filter, of an observable. */
  private async callHandler(handler: MessageHandler, event: Event, context: EventContext): Promise<void> {
    const result: unknown = await handler(event, new EventContext(context));
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  }

  private noteFailedAttempt(group: string, message: DeliveredMessage, attempt: number, error: unknown): void {
    this.options.metrics?.attemptFailed?.(group, message.topic);
    this.options.logger.warn(
      { group, topic: message.topic, eventId: message.headers['ce_id'], attempt, err: error },
      'An event could not be handled; it is tried again',
    );
  }

  /** The dead letter is durable before the message counts as done. */
  private async giveUp(
    group: string,
    message: DeliveredMessage,
    failure: NonNullable<HandlerFailure>,
  ): Promise<'dead-lettered' | 'skipped'> {
    const fields = {
      group,
      topic: message.topic,
      partition: message.partition,
      offset: message.offset,
      eventId: message.headers['ce_id'],
      attempts: failure.attempts,
      reason: describeError(failure.error),
      err: failure.error,
    };
    if (isDeadLetterTopic(message.topic)) {
      this.options.logger.error(
        fields,
        'A dead letter could not be handled; it stays in its topic and the next one is taken',
      );
      return 'skipped';
    }
    await this.options.stream.publish([toDeadLetter(message, { ...failure, group, failedAt: this.now() })]);
    this.options.logger.error(fields, 'An event could not be handled and went to the dead letters');
    return 'dead-lettered';
  }
}

function closingError(message: DeliveredMessage): ApplicationError {
  return new ApplicationError(
    'consumer_closing',
    `The process is closing; the message of ${message.topic} is delivered again later.`,
    {
      retryable: true,
    },
  );
}
