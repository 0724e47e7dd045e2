import { z } from 'zod';
import { eventType } from './codec.js';
import { EVENT_VERSION, eventSchemas } from './events.js';
import { deadLetterTopic, declaredTopics, publicTopics, Topic } from './topics.js';

type Json = { readonly [name: string]: unknown };

/** What a topic's events say, who announces them and what keys them. */
const descriptions: Readonly<Record<Topic, { readonly summary: string; readonly by: string; readonly key: string }>> = {
  [Topic.pricesIngested]: { summary: 'Sessions have new or corrected market data.', by: 'ingestion', key: 'universe' },
  [Topic.importRequested]: { summary: 'An uploaded file waits to be imported.', by: 'query-gateway', key: 'job id' },
  [Topic.acquisitionRequested]: {
    summary: 'Sessions are to be acquired from a vendor, or an acquisition is to end where it is.',
    by: 'query-gateway',
    key: 'universe',
  },
  [Topic.qualityDecisionRequested]: {
    summary: 'An operator has decided on a session that the quality gate has judged.',
    by: 'query-gateway',
    key: 'universe',
  },
  [Topic.indexBuildRequested]: {
    summary:
      'A range of an index is to be built, the index made first where it comes with a definition; or an index is given up.',
    by: 'query-gateway',
    key: 'index id',
  },
  [Topic.indexConstructed]: {
    summary: 'Compositions of a range of sessions are stored.',
    by: 'index-construction',
    key: 'index id',
  },
  [Topic.compositionChanged]: {
    summary:
      'The composition of one session differs from the session before, or was restated. Of several events of one session the one with the highest revision holds the truth.',
    by: 'index-construction',
    key: 'index id',
  },
  [Topic.performanceCalculated]: {
    summary: 'Levels and returns of a range of sessions are stored.',
    by: 'performance',
    key: 'index id',
  },
  [Topic.exportRequested]: { summary: 'A workbook is to be made.', by: 'query-gateway', key: 'job id' },
  [Topic.exportCompleted]: { summary: 'A workbook can be downloaded.', by: 'export', key: 'job id' },
  [Topic.jobProgressed]: {
    summary: 'A job has started, progressed, succeeded, failed or been cancelled.',
    by: 'the service that does it',
    key: 'job id',
  },
};

const toldToAll: ReadonlySet<Topic> = new Set(publicTopics);

/** How those outside get it who have no access to the broker. */
function publicly(topic: Topic): string {
  return toldToAll.has(topic)
    ? ' Public: also told by GET /v1/events and by webhooks, as `data` of what they tell.'
    : '';
}

const failureHeaders = {
  'x-error': 'Why the message could not be handled.',
  'x-attempts': 'How often it was tried.',
  'x-group': 'The consumer group that gave up.',
  'x-source-topic': 'Where it came from.',
  'x-source-partition': 'Its partition there.',
  'x-source-offset': 'Its offset there.',
  'x-failed-at': 'When it was given up, RFC 3339.',
};

/** The AsyncAPI 3 document of all topics, made from the schemas that the codec checks with. */
export function asyncApiDocument(info: { readonly title: string; readonly version: string }): Json {
  const topics = Object.values(Topic);
  const entries = topics.flatMap((topic) => [
    [topic, channelOf(topic, topic)] as const,
    [deadLetterTopic(topic), channelOf(topic, deadLetterTopic(topic))] as const,
  ]);
  return {
    asyncapi: '3.0.0',
    info: {
      ...info,
      description:
        'Events of the equal-weighted index over Kafka: CloudEvents 1.0 in binary mode, JSON bodies, order per key, at least once (tell repetitions by ce_id). New fields may appear; a breaking change is a new version in ce_type.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(entries),
    operations: Object.fromEntries(topics.map((topic) => [`announce.${topic}`, operationOf(topic)])),
    components: {
      messages: Object.fromEntries(
        topics.flatMap((topic) => [
          [topic, messageOf(topic)],
          [deadLetterTopic(topic), deadLetterOf(topic)],
        ]),
      ),
      schemas: Object.fromEntries(topics.map((topic) => [topic, bodySchema(topic)])),
    },
  };
}

/** `io: input`: what a consumer may meet, so fields that it does not know are not excluded. */
function bodySchema(topic: Topic): Json {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(eventSchemas[topic], { io: 'input' }) as Json;
  return schema;
}

function channelOf(topic: Topic, address: string): Json {
  const declaration = declaredTopics.find((declared) => declared.topic === address);
  return {
    address,
    description:
      address === topic ? descriptions[topic].summary : `Events of ${topic} that a consumer could not handle.`,
    messages: { [address]: { $ref: `#/components/messages/${address}` } },
    bindings: {
      kafka: {
        topic: address,
        partitions: declaration?.partitions ?? 1,
        topicConfiguration: {
          'cleanup.policy': ['delete'],
          'retention.ms': (declaration?.retentionHours ?? 0) * 3_600_000,
        },
        bindingVersion: '0.5.0',
      },
    },
  };
}

function operationOf(topic: Topic): Json {
  return {
    action: 'send',
    summary: `Announced by ${descriptions[topic].by}.`,
    channel: { $ref: `#/channels/${topic}` },
    messages: [{ $ref: `#/channels/${topic}/messages/${topic}` }],
  };
}

function messageOf(topic: Topic): Json {
  return {
    name: eventType(topic),
    title: topic,
    summary: descriptions[topic].summary,
    description: `Announced by ${descriptions[topic].by}; keyed by ${descriptions[topic].key}; schema version ${EVENT_VERSION}.${publicly(topic)}`,
    contentType: 'application/json',
    headers: headersSchema(topic),
    payload: { $ref: `#/components/schemas/${topic}` },
    bindings: { kafka: { key: { type: 'string', description: descriptions[topic].key }, bindingVersion: '0.5.0' } },
  };
}

function deadLetterOf(topic: Topic): Json {
  const headers = headersSchema(topic);
  const failure = Object.entries(failureHeaders).map(
    ([name, description]) => [name, { type: 'string', description }] as const,
  );
  return {
    ...messageOf(topic),
    title: deadLetterTopic(topic),
    summary: `An event of ${topic} that a consumer could not handle, with its own headers and what went wrong. Its body may break the schema: that can be the reason.`,
    headers: { ...headers, properties: { ...(headers['properties'] as Json), ...Object.fromEntries(failure) } },
    payload: {},
  };
}

function headersSchema(topic: Topic): Json {
  return {
    type: 'object',
    required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time'],
    properties: {
      ce_specversion: { type: 'string', const: '1.0' },
      ce_id: { type: 'string', description: 'Unique; the same event delivered twice has the same id.' },
      ce_type: { type: 'string', const: eventType(topic) },
      ce_source: { type: 'string', description: 'The announcing service.' },
      ce_time: { type: 'string', format: 'date-time' },
      ce_subject: { type: 'string', description: 'The key.' },
      'content-type': { type: 'string', const: 'application/json' },
      traceparent: { type: 'string', description: 'W3C trace context.' },
    },
  };
}
