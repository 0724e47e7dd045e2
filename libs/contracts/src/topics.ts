/** The only place where a topic, a consumer group or a key is named. */

export const Topic = {
  pricesIngested: 'prices.ingested',
  importRequested: 'import.requested',
  acquisitionRequested: 'acquisition.requested',
  qualityDecisionRequested: 'quality.decision.requested',
  indexBuildRequested: 'index.build.requested',
  indexConstructed: 'index.constructed',
  compositionChanged: 'composition.changed',
  performanceCalculated: 'performance.calculated',
  exportRequested: 'export.requested',
  exportCompleted: 'export.completed',
  jobProgressed: 'job.progressed',
} as const;
export type Topic = (typeof Topic)[keyof typeof Topic];

/** A message that could not be processed goes to `<topic>.dlq`. */
export type DeadLetterTopic = `${Topic}.dlq`;
export const deadLetterTopic = (topic: Topic): DeadLetterTopic => `${topic}.dlq`;

/** What everybody may be told of: by event streams and webhooks of the gateway. The rest is between the services. */
export const publicTopics = [Topic.compositionChanged, Topic.performanceCalculated, Topic.pricesIngested] as const;
export type PublicTopic = (typeof publicTopics)[number];

/** A service consumes in one group named after it; its database role and schema carry the same name. */
export const Service = {
  ingestion: 'ingestion',
  indexConstruction: 'index-construction',
  performance: 'performance',
  queryGateway: 'query-gateway',
  export: 'export',
} as const;
export type Service = (typeof Service)[keyof typeof Service];

/** The universe of lines that one stream of prices covers. One today. */
export const US_UNIVERSE = 'us';

export interface TopicDeclaration {
  readonly topic: Topic | DeadLetterTopic;
  readonly partitions: number;
  /** How long the broker keeps messages, in hours. */
  readonly retentionHours: number;
}

const DAY_HOURS = 24;

/** Every topic that exists; brokers get exactly these. Order is needed per key only, so partitions may grow. */
export const declaredTopics: readonly TopicDeclaration[] = Object.values(Topic).flatMap((topic) => [
  { topic, partitions: 3, retentionHours: (topic === Topic.compositionChanged ? 3650 : 14) * DAY_HOURS },
  { topic: deadLetterTopic(topic), partitions: 1, retentionHours: 90 * DAY_HOURS },
]);
