import { z } from 'zod';
import { publicTopics } from '../topics.js';
import { dataSource } from './data-source.schema.js';
import { indexId } from './index-path.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';
import { publicTopic } from './push-event.schema.js';

const URL_LENGTH_MAX = 2000;
const INDEX_IDS_MAX = 20;

const notAUrl = 'is not a URL to send to: give one such as https://example.org/hooks/index';

export const webhookBody = z.strictObject({
  url: z
    .string({ error: (issue) => (issue.input === undefined ? 'is missing: say where to send events' : notAUrl) })
    .max(URL_LENGTH_MAX, { error: `is too long: at most ${URL_LENGTH_MAX} characters` })
    .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), { error: notAUrl })
    .meta({
      description:
        'Where events are POSTed to. https, at a public address, unless the deployment allows others; without user or password.',
      format: 'uri',
    }),
  topics: z
    .array(publicTopic, { error: 'is not a list of topics' })
    .min(1, { error: 'is empty: leave it out for all topics' })
    .max(publicTopics.length, { error: 'names a topic twice' })
    .optional()
    .meta({ description: 'Events of these topics only; all that are public unless said.' }),
  index_ids: z
    .array(indexId, { error: 'is not a list of ids' })
    .min(1, { error: 'is empty: leave it out for every index' })
    .max(INDEX_IDS_MAX, { error: `names too many: at most ${INDEX_IDS_MAX}` })
    .optional()
    .meta({ description: 'Events of these indices only; unless said, of every index, and those of none.' }),
});

export const webhookStatus = z.enum(['active', 'failing', 'disabled']);

const webhookFields = {
  id: z.uuid(),
  url: z.string(),
  topics: z.array(z.string()),
  index_ids: z.array(z.string()).nullable(),
  status: webhookStatus.meta({
    description:
      'failing: the last attempt failed, another follows. disabled: nothing is sent until it is resumed, from where it stopped.',
  }),
  reason: z.string().nullable().meta({ description: 'Why it is disabled.' }),
  created_at: z.iso.datetime(),
  last_event_id: z.string().meta({
    description: 'Every event up to this place of the stream has been delivered or does not concern it.',
  }),
  attempts: z.int().nonnegative().meta({ description: 'Failed attempts at the next event.' }),
  failing_since: z.iso.datetime().nullable(),
  next_attempt_at: z.iso.datetime().nullable(),
};

export const webhookAnswer = z.object({ ...webhookFields, data_source: dataSource });
export type WebhookAnswer = z.infer<typeof webhookAnswer>;

export const webhookSecretAnswer = z.object({
  ...webhookFields,
  secret: z.string().meta({
    description: 'Verify messages with it (Standard Webhooks). 256 random bits; shown this once.',
  }),
  data_source: dataSource,
});
export type WebhookSecretAnswer = z.infer<typeof webhookSecretAnswer>;

export const webhooksAnswer = z.object({ data: z.array(z.object(webhookFields)), data_source: dataSource });
export type WebhooksAnswer = z.infer<typeof webhooksAnswer>;

export const webhookTestAnswer = z.object({
  webhook_id: z.uuid(),
  event_id: z.string(),
  delivered: z.boolean().meta({ description: 'Whether the answer was one of 2xx.' }),
  status: z.int().nullable().meta({ description: 'HTTP status of the answer; null where there was none.' }),
  error: z.string().nullable().meta({ description: 'Why it failed.' }),
  milliseconds: z.int().nonnegative().meta({ description: 'Until the answer, in milliseconds.' }),
  data_source: dataSource,
});
export type WebhookTestAnswer = z.infer<typeof webhookTestAnswer>;

export const deliveriesQuery = z.strictObject(pagingFields);

export const deliveriesAnswer = z.object({
  data: z.array(
    z.object({
      event_id: z.string(),
      attempt: z.int().positive(),
      at: z.iso.datetime(),
      delivered: z.boolean(),
      status: z.int().nullable().meta({ description: 'HTTP status of the answer; null where there was none.' }),
      error: z.string().nullable(),
      milliseconds: z.int().nonnegative(),
    }),
  ),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type DeliveriesAnswer = z.infer<typeof deliveriesAnswer>;
