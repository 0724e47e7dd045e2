import type { KafkaMessage } from 'kafkajs';
import type { DeadLetterTopic, Topic } from '#contracts/topics';
import type { DeliveredMessage } from '../event-stream.js';

/** Bytes become text here and nowhere else. Of a header that occurs several times the first counts. */
export function toDeliveredMessage(topic: string, partition: number, message: KafkaMessage): DeliveredMessage {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) headers[name] = first.toString();
  }
  return {
    topic: topic as Topic | DeadLetterTopic,
    key: message.key?.toString() ?? '',
    headers,
    body: message.value?.toString() ?? '',
    partition,
    offset: message.offset,
  };
}
