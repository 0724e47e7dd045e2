import type { DeadLetterTopic, Topic } from '#contracts/topics';
import { backOffMs, sleep, type BackOff } from '../back-off.js';
import type { ConsumerState, DeliveredMessage } from '../event-stream.js';
import type { MessagingLogger } from '../messaging-logger.js';
import { unlessAbandoned } from '../unless-abandoned.js';
import { WakeSignal } from '../wake-signal.js';
import type { MessageLog } from './message-log.js';

export interface TopicConsumerOptions {
  readonly log: MessageLog;
  readonly group: string;
  readonly topic: Topic | DeadLetterTopic;
  readonly deliver: (message: DeliveredMessage) => Promise<void>;
  readonly logger: MessagingLogger;
  readonly backOff: BackOff;
  readonly random: () => number;
}

const READ_LIMIT = 100;
/** Publishing wakes the loop; looking without being woken is a safety net only. */
const POLL_MS = 10_000;

/** Delivers one topic to one group: one message after the other, in the order of the log. */
export class TopicConsumer {
  private readonly wakeSignal = new WakeSignal();
  private readonly closing = new AbortController();
  private readonly abandoning = new AbortController();
  private position: number | null = null;
  private failures = 0;
  private running: Promise<void> | null = null;
  private status: ConsumerState['status'] = 'starting';
  private lastActivity: Date | null = null;

  constructor(private readonly options: TopicConsumerOptions) {}

  get group(): string {
    return this.options.group;
  }

  get topic(): string {
    return this.options.topic;
  }

  start(): void {
    this.running ??= this.run();
  }

  wake(): void {
    this.wakeSignal.wake();
  }

  state(): ConsumerState {
    return { group: this.options.group, status: this.status, lastActivity: this.lastActivity };
  }

  /** No further message is taken and the one in hand is waited for; after `limitMs` it is left to be delivered again. */
  async close(limitMs: number): Promise<void> {
    this.closing.abort();
    this.wakeSignal.wake();
    const impatience = setTimeout(() => this.abandoning.abort(), limitMs);
    await this.running;
    clearTimeout(impatience);
    this.status = 'stopped';
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      try {
        const delivered = await this.deliverNext();
        if (delivered === 0) await this.wakeSignal.wait(POLL_MS);
      } catch (error) {
        if (signal.aborted) return;
        await this.pauseAfter(error);
      }
    }
  }

  private async deliverNext(): Promise<number> {
    const { log, group, topic, deliver } = this.options;
    this.position ??= await log.openPosition(group, topic);
    const messages = await log.readAfter(topic, this.position, READ_LIMIT);
    // With messages to deliver, only a delivered one says that all is well.
    if (messages.length === 0) this.markAlive();
    for (const message of messages) {
      if (this.closing.signal.aborted) break;
      await unlessAbandoned(deliver(message), this.abandoning.signal);
      // A crash before this line delivers the message again; the inbox of the consumer knows it then.
      await log.savePosition(group, topic, Number(message.offset));
      this.position = Number(message.offset);
      this.markAlive();
    }
    return messages.length;
  }

  private markAlive(): void {
    this.failures = 0;
    this.status = 'running';
    this.lastActivity = new Date();
  }

  private async pauseAfter(error: unknown): Promise<void> {
    this.failures += 1;
    this.status = 'crashed';
    const { group, topic, logger, backOff, random } = this.options;
    logger[this.failures === 1 ? 'warn' : 'debug'](
      { group, topic, failures: this.failures, err: error },
      'A message could not be delivered; it is delivered again after a pause',
    );
    await sleep(backOffMs(backOff, this.failures, random), this.closing.signal);
  }
}
