import type { z } from 'zod';
import { identifierPath, jobAnswer } from './job.schema.js';
import type { Operation } from './operation.js';
import { eventsAnswer, eventsQuery, publishedEvent } from './push-event.schema.js';
import { pushExamples } from './push-examples.js';
import {
  deliveriesAnswer,
  deliveriesQuery,
  webhookAnswer,
  webhookBody,
  webhookSecretAnswer,
  webhooksAnswer,
  webhookTestAnswer,
} from './push-webhook.schema.js';

const EVENT_STREAM = 'text/event-stream';

const ofWebhook = {
  scope: 'read',
  tag: 'Events',
  path: identifierPath,
  problems: ['invalid-request', 'webhook-not-found'],
} as const satisfies Partial<Operation>;

const streams: readonly Operation[] = [
  {
    id: 'getEvents',
    scope: 'read',
    method: 'get',
    paths: ['/v1/events'],
    tag: 'Events',
    summary: 'What happens, as it happens',
    description:
      'With `Accept: text/event-stream` a stream of server-sent events that stays open: `id:` is the place, `event:` the topic, `data:` ' +
      'the event as one line of JSON. Connect again with `Last-Event-ID` and nothing is missed: events are stored before they are told, ' +
      'and come in the order of their places. Else a page of stored events, for those who ask now and then. Events of one topic and one ' +
      'index are in the order in which they happened; an event may be told twice, with the same `id`. Changes of composition are kept ' +
      'for ever, other events 90 days. A comment every 15 seconds keeps the connection; a reader that takes nothing for 10 seconds is ' +
      'cut off. At most 50 streams per caller.',
    query: eventsQuery,
    resumable: true,
    answers: [
      { status: 200, description: 'A page, or a stream.', schema: eventsAnswer, example: pushExamples.events },
      {
        status: 200,
        description: 'A stream.',
        mediaType: EVENT_STREAM,
        event: publishedEvent,
        example: pushExamples.streamed,
      },
    ],
    problems: ['invalid-request', 'index-not-found', 'not-acceptable', 'events-expired', 'too-many-at-once'],
  },
  {
    id: 'getJobEvents',
    scope: 'read',
    method: 'get',
    paths: ['/v1/jobs/{id}/events'],
    tag: 'Jobs',
    summary: 'How far a job is, as it goes',
    description:
      'A stream of server-sent events named `job`: the job as `GET /v1/jobs/{id}` shows it, at once and whenever it has moved on. The ' +
      'last one, with the `id:` `ended`, is of the job as it ended; then the stream ends. A browser that connects again after it gets 204.',
    path: identifierPath,
    resumable: true,
    answers: [
      {
        status: 200,
        description: 'A stream.',
        mediaType: EVENT_STREAM,
        event: jobAnswer,
        example: pushExamples.streamedJob,
      },
      { status: 204, description: 'The end has been told: there is nothing more.' },
    ],
    problems: ['invalid-request', 'job-not-found', 'not-acceptable', 'too-many-at-once'],
  },
];

const webhooks: readonly Operation[] = [
  {
    id: 'createWebhook',
    scope: 'read',
    method: 'post',
    paths: ['/v1/webhooks'],
    tag: 'Events',
    summary: 'Have events sent',
    description:
      'Every event from now on is POSTed to the URL, one at a time and in order, signed as the Standard Webhooks specification says ' +
      '(`webhook-id`, `webhook-timestamp`, `webhook-signature`). The next one follows after an answer of 2xx; else the same one is sent ' +
      'again, with growing pauses up to an hour, for three days, then the webhook is disabled. 410 disables it at once. Redirects are ' +
      'not followed, and 10 seconds are waited for the answer. The secret is shown in this answer only. At most 20 per owner.',
    body: { schema: webhookBody, example: pushExamples.webhookBody },
    answers: [
      {
        status: 201,
        description: 'It gets every event from now on.',
        schema: webhookSecretAnswer,
        example: pushExamples.newWebhook,
      },
    ],
    problems: ['invalid-request', 'index-not-found', 'body-too-large', 'unsupported-media-type', 'webhook-refused'],
  },
  {
    id: 'getWebhooks',
    scope: 'read',
    method: 'get',
    paths: ['/v1/webhooks'],
    tag: 'Events',
    summary: 'Your webhooks',
    description: 'All of them, the oldest first.',
    answers: [
      { status: 200, description: 'The webhooks.', schema: webhooksAnswer, example: { data: [pushExamples.webhook] } },
    ],
    problems: ['invalid-request'],
  },
  {
    ...ofWebhook,
    id: 'getWebhook',
    method: 'get',
    paths: ['/v1/webhooks/{id}'],
    summary: 'One webhook',
    description: 'Whether it is being delivered to, and up to where.',
    answers: [{ status: 200, description: 'The webhook.', schema: webhookAnswer, example: pushExamples.webhook }],
  },
  {
    ...ofWebhook,
    id: 'deleteWebhook',
    method: 'delete',
    paths: ['/v1/webhooks/{id}'],
    summary: 'End a webhook',
    description: 'Nothing more is sent, but for what is under way. Its log goes too.',
    answers: [
      { status: 200, description: 'The webhook as it was.', schema: webhookAnswer, example: pushExamples.webhook },
    ],
  },
  {
    ...ofWebhook,
    id: 'testWebhook',
    cost: 5,
    method: 'post',
    paths: ['/v1/webhooks/{id}/test'],
    summary: 'Send a test event now',
    description:
      'An event of the topic `webhook.test`, signed like any other, also to a disabled webhook. It changes nothing but the log.',
    answers: [
      { status: 200, description: 'What came of it.', schema: webhookTestAnswer, example: pushExamples.webhookTest },
    ],
    problems: ['invalid-request', 'webhook-not-found', 'too-many-at-once'],
  },
  {
    ...ofWebhook,
    id: 'resumeWebhook',
    method: 'post',
    paths: ['/v1/webhooks/{id}/resume'],
    summary: 'Go on with a webhook',
    description:
      'Goes on at the event at which it stopped: none is left out. One that is failing is tried at once. Where events have been ' +
      'deleted for their age since, it is refused: make a new webhook and read what is kept.',
    answers: [{ status: 200, description: 'It goes on.', schema: webhookAnswer, example: pushExamples.webhook }],
    problems: ['invalid-request', 'webhook-not-found', 'events-expired'],
  },
  {
    ...ofWebhook,
    id: 'rotateWebhookSecret',
    method: 'post',
    paths: ['/v1/webhooks/{id}/rotate'],
    summary: 'Replace the secret',
    description: 'Shows the new secret, once. For 24 hours messages carry a signature with each of both.',
    answers: [
      {
        status: 200,
        description: 'The new secret.',
        schema: webhookSecretAnswer,
        example: pushExamples.newWebhook,
      },
    ],
  },
  {
    ...ofWebhook,
    id: 'getWebhookDeliveries',
    method: 'get',
    paths: ['/v1/webhooks/{id}/deliveries'],
    summary: 'What was sent',
    description: 'Every attempt of the last 30 days, the newest first.',
    query: deliveriesQuery,
    answers: [
      { status: 200, description: 'The attempts.', schema: deliveriesAnswer, example: pushExamples.deliveries },
    ],
  },
];

/** Events as they happen: streams and webhooks. */
export const pushOperations: readonly Operation[] = [...streams, ...webhooks];

/** Their schemas, by the name that OpenAPI gives them. */
export const pushSchemas: Readonly<Record<string, z.ZodObject>> = {
  Event: publishedEvent,
  Events: eventsAnswer,
  WebhookRequest: webhookBody,
  Webhook: webhookAnswer,
  WebhookWithSecret: webhookSecretAnswer,
  Webhooks: webhooksAnswer,
  WebhookTest: webhookTestAnswer,
  WebhookDeliveries: deliveriesAnswer,
};
