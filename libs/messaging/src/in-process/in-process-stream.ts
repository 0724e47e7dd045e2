import type { DeadLetterTopic, Topic, TopicDeclaration } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import type { Database } from '#storage/database';
import { DEFAULT_BACK_OFF, type BackOff } from '../back-off.js';
import { DEAD_LETTER_REPLAY_GROUP, type DeadLetterStore } from '../dead-letter-store.js';
import type { ConsumerState, DeliveredMessage, EventStream, StreamMessage, Subscription } from '../event-stream.js';
import type { MessagingLogger } from '../messaging-logger.js';
import { MessageLog } from './message-log.js';
import { TopicConsumer } from './topic-consumer.js';

export interface InProcessStreamOptions {
  readonly database: Database;
  readonly logger: MessagingLogger;
  /** Between deliveries of a message that the subscriber rejected. */
  readonly backOff?: BackOff;
  readonly random?: () => number;
  /** How long `close` waits for the messages in hand. */
  readonly closeTimeoutMs?: number;
}

const DEFAULT_CLOSE_TIMEOUT_MS = 8_000;

const PRUNE_STEP_MESSAGES = 1_000;
const PRUNE_STEPS_PER_TOPIC = 20;
const PRUNE_EVERY_MS = 3_600_000;

/**
 * The stream of the one-process profile: tables in the process's own store. It keeps what Kafka keeps: durable when `publish`
 * returns, order per topic (hence per key), groups, at-least-once, a new group starts at the beginning.
 *
 * Wrinkles: `publish` runs a transaction of its own, so it must not be called from inside another on a single-connection
 * store. One process at a time may subscribe.
 */
export class InProcessStream implements EventStream, DeadLetterStore {
  private readonly log: MessageLog;
  private readonly declared = new Map<string, TopicDeclaration>();
  private readonly topicConsumers: TopicConsumer[] = [];
  private pruneTimer: NodeJS.Timeout | null = null;
  private pruning: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(private readonly options: InProcessStreamOptions) {
    this.log = new MessageLog(options.database);
  }

  ensureTopics(topics: readonly TopicDeclaration[]): Promise<void> {
    for (const declaration of topics) this.declared.set(declaration.topic, declaration);
    if (this.pruneTimer === null && !this.closed) {
      this.pruneTimer = setInterval(() => void this.prune(), PRUNE_EVERY_MS);
      this.pruneTimer.unref();
    }
    return Promise.resolve();
  }

  async publish(messages: readonly StreamMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const topics = new Set(messages.map((message) => message.topic));
    for (const topic of topics) this.requireDeclared(topic);
    await this.log.append(messages);
    for (const consumer of this.topicConsumers) {
      if (topics.has(consumer.topic as Topic)) consumer.wake();
    }
  }

  async subscribe(subscription: Subscription): Promise<void> {
    if (this.closed)
      throw new ApplicationError(
        'stream_closed',
        `Group ${subscription.group} cannot subscribe: the stream is closed.`,
      );
    if (this.topicConsumers.some((consumer) => consumer.group === subscription.group)) {
      throw new ApplicationError(
        'group_subscribed',
        `Group ${subscription.group} has subscribed already; name all its topics at once.`,
      );
    }
    for (const topic of subscription.topics) {
      this.requireDeclared(topic);
      const consumer = new TopicConsumer({
        log: this.log,
        group: subscription.group,
        topic,
        deliver: (message) => subscription.deliver(message),
        logger: this.options.logger,
        backOff: this.options.backOff ?? DEFAULT_BACK_OFF,
        random: this.options.random ?? Math.random,
      });
      this.topicConsumers.push(consumer);
      consumer.start();
    }
  }

  /** A group is as well as its worst topic. */
  consumers(): readonly ConsumerState[] {
    const groups = new Map<string, ConsumerState>();
    for (const consumer of this.topicConsumers) {
      const state = consumer.state();
      const known = groups.get(state.group);
      groups.set(state.group, known === undefined ? state : worse(known, state));
    }
    return [...groups.values()];
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.pruneTimer !== null) clearInterval(this.pruneTimer);
    const limitMs = this.options.closeTimeoutMs ?? DEFAULT_CLOSE_TIMEOUT_MS;
    await Promise.all(this.topicConsumers.map((consumer) => consumer.close(limitMs)));
    await this.pruning;
  }

  /** Deletes what is past its topic's retention, in bounded steps; called hourly, and by whoever wants it now. */
  prune(): Promise<void> {
    this.pruning = this.pruneTopics().catch((error: unknown) => {
      this.options.logger.warn({ err: error }, 'Old messages could not be deleted; the next run tries again');
    });
    return this.pruning;
  }

  async readDeadLetters(topic: DeadLetterTopic, limit: number): Promise<readonly DeliveredMessage[]> {
    return this.log.readAfter(topic, await this.log.position(DEAD_LETTER_REPLAY_GROUP, topic), limit);
  }

  async markReplayed(messages: readonly DeliveredMessage[]): Promise<void> {
    const last = messages.at(-1);
    if (last !== undefined) await this.log.savePosition(DEAD_LETTER_REPLAY_GROUP, last.topic, Number(last.offset));
  }

  private async pruneTopics(): Promise<void> {
    for (const { topic, retentionHours } of this.declared.values()) {
      for (let step = 0; step < PRUNE_STEPS_PER_TOPIC && !this.closed; step += 1) {
        const limits = { limit: PRUNE_STEP_MESSAGES, unless: DEAD_LETTER_REPLAY_GROUP };
        if ((await this.log.prune(topic, retentionHours, limits)) < PRUNE_STEP_MESSAGES) break;
      }
    }
  }

  private requireDeclared(topic: string): void {
    if (!this.declared.has(topic)) {
      throw new ApplicationError(
        'topic_unknown',
        `Topic "${topic}" has not been declared; pass it to ensureTopics first.`,
      );
    }
  }
}

const severity: Record<ConsumerState['status'], number> = { running: 0, stopped: 1, starting: 2, crashed: 3 };

function worse(one: ConsumerState, other: ConsumerState): ConsumerState {
  const lastActivity = Math.max(one.lastActivity?.getTime() ?? 0, other.lastActivity?.getTime() ?? 0);
  return {
    group: one.group,
    status: severity[one.status] >= severity[other.status] ? one.status : other.status,
    lastActivity: lastActivity === 0 ? null : new Date(lastActivity),
  };
}
