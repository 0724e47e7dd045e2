import { examples } from './examples.js';

const webhookId = '019a9c40-1b20-7abc-8def-0123456789ab';
const eventId = '5f0f3c0e-9d5a-4f8e-8a39-7f6f1f2f9d11';

const event = {
  place: 1042,
  id: eventId,
  type: 'equal-index.composition.changed.v1',
  topic: 'composition.changed',
  time: '2023-01-06T21:31:04.120Z',
  index_id: 'top100-equal',
  data: {
    index_id: 'top100-equal',
    session: '2023-01-06',
    effective_from: '2023-01-09',
    kind: 'changed',
    revision: 1,
    constituents: 100,
    members: null,
    entered: [{ ticker: 'CB', rank: 99, previous_rank: 101 }],
    exited: [{ ticker: 'MO', rank: 102, previous_rank: 100, reason: 'rank' }],
    hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
};

const webhook = {
  id: webhookId,
  url: 'https://example.org/hooks/index',
  topics: ['composition.changed'],
  index_ids: ['top100-equal'],
  status: 'active',
  reason: null,
  created_at: '2023-01-05T14:30:00.000Z',
  last_event_id: '1042',
  attempts: 0,
  failing_since: null,
  next_attempt_at: null,
};

/** Answers about events as they look, for the documentation. A test checks each against its schema. */
export const pushExamples = {
  events: { data: [event], last_event_id: '1042', next_cursor: null },
  streamed: { id: '1042', event: 'composition.changed', data: JSON.stringify(event) },
  streamedJob: { id: 'ended', event: 'job', data: JSON.stringify(examples.job) },
  webhookBody: { url: webhook.url, topics: webhook.topics, index_ids: webhook.index_ids },
  webhook,
  // Not a secret that was ever used.
  newWebhook: { ...webhook, last_event_id: '1041', secret: 'whsec_RVhBTVBMRS1FWEFNUExFLUVYQU1QTEUtRVhBTVBMRSE=' },
  webhookTest: {
    webhook_id: webhookId,
    event_id: 'test-0c7a1f5e-6f0e-4b7e-9d55-3a1c2b4d5e6f',
    delivered: true,
    status: 204,
    error: null,
    milliseconds: 84,
  },
  deliveries: {
    data: [
      {
        event_id: eventId,
        attempt: 2,
        at: '2023-01-06T21:31:06.410Z',
        delivered: true,
        status: 204,
        error: null,
        milliseconds: 91,
      },
      {
        event_id: eventId,
        attempt: 1,
        at: '2023-01-06T21:31:04.300Z',
        delivered: false,
        status: 503,
        error: 'answered 503',
        milliseconds: 112,
      },
    ],
    next_cursor: null,
  },
};
