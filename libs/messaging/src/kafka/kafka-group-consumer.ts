import type { Consumer, EachMessagePayload, Kafka } from 'kafkajs';
import { ApplicationError } from '#domain/errors';
import { backOffMs, settledWithin, sleep, type BackOff } from '../back-off.js';
import type { ConsumerState, Subscription } from '../event-stream.js';
import type { MessagingLogger } from '../messaging-logger.js';
import { unlessAbandoned } from '../unless-abandoned.js';
import { toDeliveredMessage } from './kafka-message.js';

export interface GroupConsumerOptions {
  readonly kafka: Kafka;
  readonly subscription: Subscription;
  readonly logger: MessagingLogger;
  readonly backOff: BackOff;
  readonly random: () => number;
  /** A member that has not been heard of for so long loses its partitions. */
  readonly sessionTimeoutMs: number;
  /** Resolves when the topics exist. */
  readonly topicsEnsured: () => Promise<void>;
}

const PARTITIONS_AT_ONCE = 3;
/** A fetch waits so long for messages; closing waits for the fetch. */
const FETCH_WAIT_MS = 1_000;
const REBALANCE_TIMEOUT_MS = 60_000;
/** A running member fetches every second; one that has been silent for so long with nothing in hand is restarted. */
const SILENCE_LIMIT_MS = 60_000;
const SILENCE_CHECK_MS = 5_000;
/** After a message that took longer, the other partitions get their turn before the rest of its batch. */
const SLOW_MESSAGE_MS = 1_000;
const DISCONNECT_LIMIT_MS = 5_000;

/**
 * One consumer group of this process, kept alive: whatever ends the kafkajs consumer, a new one is made after a back-off.
 * (kafkajs restarts itself after some errors and stays dead after others; here it never does, so there is one way only.)
 */
export class KafkaGroupConsumer {
  private readonly closing = new AbortController();
  /** Set off when closing cannot wait any longer for the messages in hand. */
  private readonly abandoning = new AbortController();
  private readonly heartbeatMs: number;
  private running: Promise<void> | null = null;
  private status: ConsumerState['status'] = 'starting';
  private lastActivity: Date | null = null;
  private failures = 0;
  private inHand = 0;

  constructor(private readonly options: GroupConsumerOptions) {
    this.heartbeatMs = Math.floor(options.sessionTimeoutMs / 5);
  }

  start(): void {
    this.running ??= this.run();
  }

  state(): ConsumerState {
    return { group: this.options.subscription.group, status: this.status, lastActivity: this.lastActivity };
  }

  /** Stops intake and waits for the messages in hand; after three quarters of `limitMs` they are left to be delivered again. */
  async close(limitMs: number): Promise<void> {
    this.closing.abort();
    const impatience = setTimeout(() => this.abandoning.abort(), limitMs * 0.75);
    await settledWithin(this.running ?? Promise.resolve(), limitMs);
    clearTimeout(impatience);
    this.status = 'stopped';
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const consumer = this.createConsumer();
      const error = await this.consume(consumer).catch((failure: unknown) => failure);
      await this.disconnect(consumer);
      if (signal.aborted) return;
      this.status = 'crashed';
      this.failures += 1;
      this.options.logger[this.failures === 1 ? 'error' : 'warn'](
        { group: this.options.subscription.group, failures: this.failures, err: error },
        'A Kafka consumer has stopped; it is started again after a pause',
      );
      await sleep(backOffMs(this.options.backOff, this.failures, this.options.random), signal);
    }
  }

  private createConsumer(): Consumer {
    return this.options.kafka.consumer({
      groupId: this.options.subscription.group,
      sessionTimeout: this.options.sessionTimeoutMs,
      heartbeatInterval: this.heartbeatMs,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
      retry: { retries: 5, initialRetryTime: 200, maxRetryTime: 2_000, restartOnFailure: () => Promise.resolve(false) },
    });
  }

  /** Resolves or rejects with the reason why the consumer does not consume any more. */
  private async consume(consumer: Consumer): Promise<unknown> {
    const { group, topics } = this.options.subscription;
    const ended = this.endOf(consumer);
    try {
      await this.options.topicsEnsured();
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      if (this.closing.signal.aborted) return null;
      await consumer.run({
        autoCommit: true,
        autoCommitThreshold: 1,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachMessage: (payload) => this.takeMessage(consumer, payload),
      });
      this.options.logger.debug({ group, topics }, 'A Kafka consumer runs');
      return await ended.promise;
    } finally {
      ended.dispose();
    }
  }

  /** Settles when the consumer crashes, falls silent, or is to close. */
  private endOf(consumer: Consumer): { promise: Promise<unknown>; dispose: () => void } {
    const disposers: (() => void)[] = [];
    const promise = new Promise<unknown>((resolve) => {
      const { CRASH, GROUP_JOIN, HEARTBEAT, FETCH } = consumer.events;
      disposers.push(
        consumer.on(CRASH, ({ payload }) => resolve(payload.error)),
        consumer.on(GROUP_JOIN, () => this.markAlive()),
        consumer.on(HEARTBEAT, () => this.markAlive()),
        consumer.on(FETCH, () => this.markAlive()),
      );
      const startedAt = Date.now();
      const silenceCheck = setInterval(() => {
        const silentMs = Date.now() - Math.max(startedAt, this.lastActivity?.getTime() ?? 0);
        if (this.inHand === 0 && silentMs > SILENCE_LIMIT_MS) {
          resolve(
            new ApplicationError('consumer_silent', `The consumer has not fetched for ${silentMs} ms.`, {
              retryable: true,
            }),
          );
        }
      }, SILENCE_CHECK_MS);
      const close = (): void => resolve(null);
      this.closing.signal.addEventListener('abort', close, { once: true });
      disposers.push(
        () => clearInterval(silenceCheck),
        () => this.closing.signal.removeEventListener('abort', close),
      );
    });
    return { promise, dispose: () => disposers.forEach((dispose) => dispose()) };
  }

  private markAlive(): void {
    if (this.closing.signal.aborted) return;
    this.status = 'running';
    this.failures = 0;
    this.lastActivity = new Date();
  }

  private async disconnect(consumer: Consumer): Promise<void> {
    const disconnected = consumer.disconnect().catch((error: unknown) => {
      const { group } = this.options.subscription;
      this.options.logger.debug({ group, err: error }, 'A Kafka consumer could not be closed');
    });
    // While closing, `close` is the limit: it waits for the messages in hand.
    await (this.closing.signal.aborted ? disconnected : settledWithin(disconnected, DISCONNECT_LIMIT_MS));
  }

  /** Heartbeats go on while the handler runs, however long; kafkajs alone sends them between messages only. */
  private async takeMessage(consumer: Consumer, payload: EachMessagePayload): Promise<void> {
    const startedAt = Date.now();
    let rebalanced: unknown = null;
    const heartbeats = setInterval(() => {
      payload.heartbeat().catch((error: unknown) => {
        rebalanced = error;
      });
    }, this.heartbeatMs);
    this.inHand += 1;
    try {
      await this.deliver(payload, () => rebalanced);
    } finally {
      this.inHand -= 1;
      clearInterval(heartbeats);
    }
    if (Date.now() - startedAt > SLOW_MESSAGE_MS) {
      // kafkajs fetches anew only when all batches of the last fetch are done. Seeking ends this batch here.
      const { topic, partition, message } = payload;
      consumer.seek({ topic, partition, offset: (BigInt(message.offset) + 1n).toString() });
    }
  }

  /** Delivers until it is taken. An error thrown from here leaves the message unacknowledged. */
  private async deliver(payload: EachMessagePayload, rebalanced: () => unknown): Promise<void> {
    const { topic, partition, message } = payload;
    const { subscription, logger, backOff, random } = this.options;
    for (let failures = 1; ; failures += 1) {
      try {
        await unlessAbandoned(
          subscription.deliver(toDeliveredMessage(topic, partition, message)),
          this.abandoning.signal,
        );
        return;
      } catch (error) {
        if (this.closing.signal.aborted) throw error;
        logger[failures === 1 ? 'warn' : 'debug'](
          { group: subscription.group, topic, partition, offset: message.offset, failures, err: error },
          'A message could not be delivered; it is delivered again after a pause',
        );
        await sleep(backOffMs(backOff, failures, random), this.closing.signal);
        if (this.closing.signal.aborted) throw error;
        // The partition may belong to another member by now: let kafkajs join again.
        if (rebalanced() !== null) throw rebalanced();
      }
    }
  }
}
