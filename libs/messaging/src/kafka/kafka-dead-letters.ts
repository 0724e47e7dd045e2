import { randomUUID } from 'node:crypto';
import type { Admin, Kafka } from 'kafkajs';
import type { DeadLetterTopic } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import { DEAD_LETTER_REPLAY_GROUP } from '../dead-letter-store.js';
import type { DeliveredMessage } from '../event-stream.js';
import { toDeliveredMessage } from './kafka-message.js';

/** Offsets of one partition: from the first message not replayed up to the end, exclusive. */
interface Range {
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}

const READ_LIMIT_MS = 30_000;

/** Reads one dead-letter topic at a time; the replay group's committed offsets say what has been replayed. */
export class KafkaDeadLetters {
  constructor(private readonly kafka: Kafka) {}

  async read(topic: DeadLetterTopic, limit: number): Promise<readonly DeliveredMessage[]> {
    const ranges = await this.withAdmin((admin) => pendingRanges(admin, topic));
    if (ranges.length === 0) return [];
    const messages = await this.readRanges(topic, ranges, limit);
    return oldestFirst(messages).slice(0, limit);
  }

  async markReplayed(messages: readonly DeliveredMessage[]): Promise<void> {
    const [first] = messages;
    if (first === undefined) return;
    const next = new Map<number, bigint>();
    for (const { partition, offset } of messages) {
      const after = BigInt(offset) + 1n;
      if (after > (next.get(partition) ?? 0n)) next.set(partition, after);
    }
    const partitions = [...next].map(([partition, offset]) => ({ partition, offset: offset.toString() }));
    await this.withAdmin((admin) =>
      admin.setOffsets({ groupId: DEAD_LETTER_REPLAY_GROUP, topic: first.topic, partitions }),
    );
  }

  private async withAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** At most `limit` messages of each range, by a consumer whose group nobody else has and which commits nothing. */
  private async readRanges(
    topic: DeadLetterTopic,
    ranges: readonly Range[],
    limit: number,
  ): Promise<DeliveredMessage[]> {
    const groupId = `${DEAD_LETTER_REPLAY_GROUP}-${randomUUID()}`;
    const consumer = this.kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 500 });
    const messages: DeliveredMessage[] = [];
    const open = new Map(ranges.map((range) => [range.partition, { ...range, left: limit }]));
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () =>
            reject(
              new ApplicationError(
                'dead_letters_unread',
                `Topic ${topic} could not be read within ${READ_LIMIT_MS} ms.`,
                { retryable: true },
              ),
            ),
          READ_LIMIT_MS,
        );
        const finish = (): void => {
          clearTimeout(timer);
          resolve();
        };
        consumer
          .run({
            autoCommit: false,
            eachMessage: ({ partition, message }) => {
              const range = open.get(partition);
              const offset = BigInt(message.offset);
              if (range !== undefined && offset >= range.from && offset < range.to) {
                messages.push(toDeliveredMessage(topic, partition, message));
                range.left -= 1;
                if (range.left === 0 || offset === range.to - 1n) open.delete(partition);
              }
              if (open.size === 0) finish();
              return Promise.resolve();
            },
          })
          .catch(reject);
        for (const { partition, from } of ranges) consumer.seek({ topic, partition, offset: from.toString() });
      });
    } finally {
      await consumer.disconnect();
      await this.withAdmin((admin) => admin.deleteGroups([groupId]));
    }
    return messages;
  }
}

async function pendingRanges(admin: Admin, topic: DeadLetterTopic): Promise<Range[]> {
  const ends = await admin.fetchTopicOffsets(topic);
  const [committed] = await admin.fetchOffsets({ groupId: DEAD_LETTER_REPLAY_GROUP, topics: [topic] });
  return ends
    .map(({ partition, low, high }) => {
      const position = BigInt(committed?.partitions.find((known) => known.partition === partition)?.offset ?? '-1');
      const from = position > BigInt(low) ? position : BigInt(low);
      return { partition, from, to: BigInt(high) };
    })
    .filter(({ from, to }) => from < to);
}

const failedAt = (message: DeliveredMessage): string => message.headers['x-failed-at'] ?? '';

/**
 * By the time of their failure, and those of one partition always by their offsets, which are all that is remembered of a replay: one
 * that came out after a later one would be passed by. Clocks of two processes may say otherwise.
 */
function oldestFirst(messages: readonly DeliveredMessage[]): DeliveredMessage[] {
  const newest = new Map<number, string>();
  return [...messages]
    .sort(compareOffsets)
    .map((message) => {
      const before = newest.get(message.partition) ?? '';
      const time = failedAt(message) > before ? failedAt(message) : before;
      newest.set(message.partition, time);
      return { message, time };
    })
    .sort((one, other) => one.time.localeCompare(other.time) || compareOffsets(one.message, other.message))
    .map(({ message }) => message);
}

function compareOffsets(one: DeliveredMessage, other: DeliveredMessage): number {
  const difference = BigInt(one.offset) - BigInt(other.offset);
  return difference < 0n ? -1 : Number(difference > 0n);
}
