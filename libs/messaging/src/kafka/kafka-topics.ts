import type { Kafka } from 'kafkajs';
import type { TopicDeclaration } from '#contracts/topics';
import type { MessagingLogger } from '../messaging-logger.js';

/**
 * Creates the declared topics that are missing. One that exists stays as it is, with whatever an operator has set on it;
 * fewer partitions than declared are only reported.
 */
export async function createMissingTopics(
  kafka: Kafka,
  declared: readonly TopicDeclaration[],
  replicationFactor: number,
  logger: MessagingLogger,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = declared.filter(({ topic }) => !existing.has(topic));
    if (missing.length > 0) {
      // Resolves to false when another process has made them all meanwhile.
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map(({ topic, partitions, retentionHours }) => ({
          topic,
          numPartitions: partitions,
          replicationFactor,
          configEntries: [
            { name: 'cleanup.policy', value: 'delete' },
            { name: 'retention.ms', value: String(retentionHours * 3_600_000) },
          ],
        })),
      });
      logger.info({ topics: missing.map(({ topic }) => topic) }, 'Topics created');
    }
    const { topics } = await admin.fetchTopicMetadata({ topics: declared.map(({ topic }) => topic) });
    for (const { topic, partitions } of declared) {
      const actual = topics.find(({ name }) => name === topic)?.partitions.length ?? 0;
      if (actual < partitions)
        logger.warn({ topic, partitions: actual, declared: partitions }, 'A topic has fewer partitions than declared');
    }
  } finally {
    await admin.disconnect();
  }
}
