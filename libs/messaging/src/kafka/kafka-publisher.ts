import { Partitioners, type Kafka, type Producer, type TopicMessages } from 'kafkajs';
import { ApplicationError } from '#domain/errors';
import { sleep } from '../back-off.js';
import type { StreamMessage } from '../event-stream.js';
import type { MessagingLogger } from '../messaging-logger.js';

/**
 * kafkajs puts all messages of one send to one partition into one record batch, and a broker refuses a batch of more than
 * 1,048,588 bytes by default. So a publish is cut into sends of at most this many bytes, one after the other.
 */
const SEND_BYTES = 950_000;
const ACKNOWLEDGED_BY_ALL = -1;
const SEND_TIMEOUT_MS = 10_000;
/** A leader that has just changed, or a topic that is seconds old, is known everywhere within so long. */
const RETRY_WITHIN_MS = 4_000;
const RETRY_PAUSE_MS = 250;

/** Sends and waits until all in-sync replicas have it. */
export class KafkaPublisher {
  private connecting: Promise<Producer> | null = null;
  private readonly closing = new AbortController();

  constructor(
    private readonly kafka: Kafka,
    private readonly logger: MessagingLogger,
  ) {}

  async publish(messages: readonly StreamMessage[]): Promise<void> {
    for (const send of sendsOf(messages)) await this.send(send);
  }

  async close(): Promise<void> {
    this.closing.abort();
    const producer = await this.connecting?.catch(() => null);
    await producer?.disconnect();
  }

  /** Tries again, each time over a new connection, while that can be done within seconds. */
  private async send(topicMessages: TopicMessages[]): Promise<void> {
    const deadline = Date.now() + RETRY_WITHIN_MS;
    for (;;) {
      this.connecting ??= this.connect();
      const connecting = this.connecting;
      try {
        const producer = await connecting;
        await producer.sendBatch({ topicMessages, acks: ACKNOWLEDGED_BY_ALL, timeout: SEND_TIMEOUT_MS });
        return;
      } catch (error) {
        // A new connection, with fresh metadata, heals faster than kafkajs' own repair of the old one.
        if (this.connecting === connecting) this.connecting = null;
        this.dispose(connecting);
        if (this.closing.signal.aborted || Date.now() > deadline) throw unavailable(topicMessages, error);
        await sleep(RETRY_PAUSE_MS, this.closing.signal);
      }
    }
  }

  /** One request at a time, so that a repeated one cannot overtake the next: order per key. */
  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      retry: { retries: 1, initialRetryTime: 100 },
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  }

  private dispose(connecting: Promise<Producer>): void {
    connecting
      .then((producer) => producer.disconnect())
      .catch((error: unknown) => this.logger.debug({ err: error }, 'A broken Kafka producer could not be closed'));
  }
}

function unavailable(topicMessages: readonly TopicMessages[], cause: unknown): ApplicationError {
  const topics = topicMessages.map(({ topic }) => topic).join(', ');
  const message = `Kafka did not take messages for ${topics}: ${(cause as Error).message}`;
  return new ApplicationError('stream_unavailable', message, { retryable: true, cause });
}

function sendsOf(messages: readonly StreamMessage[]): TopicMessages[][] {
  const sends: Map<string, TopicMessages>[] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const size = sizeOf(message);
    if (bytes + size > SEND_BYTES) {
      sends.push(new Map());
      bytes = 0;
    }
    bytes += size;
    const send = sends[sends.length - 1] as Map<string, TopicMessages>;
    const ofTopic = send.get(message.topic) ?? { topic: message.topic, messages: [] };
    send.set(message.topic, ofTopic);
    ofTopic.messages.push({ key: message.key, value: message.body, headers: { ...message.headers } });
  }
  return sends.map((send) => [...send.values()]);
}

const RECORD_OVERHEAD_BYTES = 64;

function sizeOf(message: StreamMessage): number {
  let bytes = RECORD_OVERHEAD_BYTES + Buffer.byteLength(message.key) + Buffer.byteLength(message.body);
  for (const [name, value] of Object.entries(message.headers)) bytes += name.length + Buffer.byteLength(value) + 4;
  return bytes;
}
