import type { Kafka } from 'kafkajs';
import type { DeadLetterTopic, TopicDeclaration } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import { backOffMs, DEFAULT_BACK_OFF, sleep, type BackOff } from '../back-off.js';
import type { DeadLetterStore } from '../dead-letter-store.js';
import type { ConsumerState, DeliveredMessage, EventStream, StreamMessage, Subscription } from '../event-stream.js';
import type { MessagingLogger } from '../messaging-logger.js';
import { createKafka, type KafkaConnection } from './kafka-client.js';
import { KafkaDeadLetters } from './kafka-dead-letters.js';
import { KafkaGroupConsumer } from './kafka-group-consumer.js';
import { KafkaPublisher } from './kafka-publisher.js';
import { createMissingTopics } from './kafka-topics.js';

export interface KafkaStreamOptions extends KafkaConnection {
  readonly logger: MessagingLogger;
  readonly replicationFactor?: number;
  readonly sessionTimeoutMs?: number;
  /** How long `close` may take. */
  readonly closeTimeoutMs?: number;
  readonly backOff?: BackOff;
  readonly random?: () => number;
}

const DEFAULT_SESSION_TIMEOUT_MS = 10_000;
const DEFAULT_CLOSE_TIMEOUT_MS = 8_000;

/**
 * The stream over Kafka (kafkajs). Brokers that are away, at boot or later, fail `publish` within seconds and keep consumers
 * trying in the background; neither ends the process.
 */
export class KafkaStream implements EventStream, DeadLetterStore {
  private readonly kafka: Kafka;
  private readonly publisher: KafkaPublisher;
  private readonly deadLetters: KafkaDeadLetters;
  private readonly groups = new Map<string, KafkaGroupConsumer>();
  private readonly closing = new AbortController();
  private ensured: Promise<void> = Promise.resolve();

  constructor(private readonly options: KafkaStreamOptions) {
    this.kafka = createKafka(options, options.logger);
    this.publisher = new KafkaPublisher(this.kafka, options.logger);
    this.deadLetters = new KafkaDeadLetters(this.kafka);
  }

  /** Resolves when all topics exist, however long the broker is away; rejects only when the stream is closed before. */
  ensureTopics(topics: readonly TopicDeclaration[]): Promise<void> {
    this.ensured = this.createTopics(topics);
    // Whoever awaits it sees the rejection; nobody has to.
    this.ensured.catch(() => undefined);
    return this.ensured;
  }

  async publish(messages: readonly StreamMessage[]): Promise<void> {
    if (messages.length > 0) await this.publisher.publish(messages);
  }

  /** Resolves at once; `consumers` says how the group is. */
  async subscribe(subscription: Subscription): Promise<void> {
    if (this.closing.signal.aborted) {
      throw new ApplicationError(
        'stream_closed',
        `Group ${subscription.group} cannot subscribe: the stream is closed.`,
      );
    }
    if (this.groups.has(subscription.group)) {
      throw new ApplicationError(
        'group_subscribed',
        `Group ${subscription.group} has subscribed already; name all its topics at once.`,
      );
    }
    const consumer = new KafkaGroupConsumer({
      kafka: this.kafka,
      subscription,
      logger: this.options.logger,
      backOff: this.options.backOff ?? DEFAULT_BACK_OFF,
      random: this.options.random ?? Math.random,
      sessionTimeoutMs: this.options.sessionTimeoutMs ?? DEFAULT_SESSION_TIMEOUT_MS,
      topicsEnsured: () => this.ensured,
    });
    this.groups.set(subscription.group, consumer);
    consumer.start();
  }

  consumers(): readonly ConsumerState[] {
    return [...this.groups.values()].map((group) => group.state());
  }

  async close(): Promise<void> {
    this.closing.abort();
    const limitMs = this.options.closeTimeoutMs ?? DEFAULT_CLOSE_TIMEOUT_MS;
    await Promise.all([...this.groups.values()].map((group) => group.close(limitMs)));
    await this.publisher.close().catch((error: unknown) => {
      this.options.logger.debug({ err: error }, 'The Kafka producer could not be closed');
    });
  }

  readDeadLetters(topic: DeadLetterTopic, limit: number): Promise<readonly DeliveredMessage[]> {
    return this.deadLetters.read(topic, limit);
  }

  markReplayed(messages: readonly DeliveredMessage[]): Promise<void> {
    return this.deadLetters.markReplayed(messages);
  }

  private async createTopics(topics: readonly TopicDeclaration[]): Promise<void> {
    const { logger, replicationFactor = 1, backOff = DEFAULT_BACK_OFF, random = Math.random } = this.options;
    for (let failures = 1; ; failures += 1) {
      if (this.closing.signal.aborted) {
        throw new ApplicationError('stream_closed', 'The stream was closed before its topics existed.', {
          retryable: true,
        });
      }
      try {
        return await createMissingTopics(this.kafka, topics, replicationFactor, logger);
      } catch (error) {
        logger[failures === 1 ? 'warn' : 'debug'](
          { failures, err: error },
          'Topics could not be ensured; it is tried again',
        );
        await sleep(backOffMs(backOff, failures, random), this.closing.signal);
      }
    }
  }
}
