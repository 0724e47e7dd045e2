import { decodeEvent, encodeEvent, eventType, MAXIMUM_BODY_BYTES, sourceTopic, type EncodedEvent } from './codec.js';
import { Topic } from './topics.js';

const origin = {
  id: '6f0e7f9a-3c5d-4a3c-9c39-9a2f6f1f0001',
  source: 'query-gateway',
  time: new Date('2024-01-02T03:04:05.678Z'),
  traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
};
const body = {
  job_id: '6f0e7f9a-3c5d-4a3c-9c39-9a2f6f1f0002',
  index_id: 'top100-equal',
  start_date: '2023-01-03',
  end_date: '2023-12-29',
};
const encoded = encodeEvent({ topic: Topic.indexBuildRequested, key: 'top100-equal', body }, origin);
const withBody = (value: unknown): EncodedEvent => ({
  ...encoded,
  body: typeof value === 'string' ? value : JSON.stringify(value),
});
const withHeader = (name: string, value: string): EncodedEvent => ({
  ...encoded,
  headers: { ...encoded.headers, [name]: value },
});

describe('encodeEvent', () => {
  test('writes CloudEvents attributes as headers and the data alone as body', () => {
    expect(encoded).toEqual({
      topic: 'index.build.requested',
      key: 'top100-equal',
      headers: {
        ce_specversion: '1.0',
        ce_id: origin.id,
        ce_type: 'equal-index.index.build.requested.v1',
        ce_source: 'query-gateway',
        ce_time: '2024-01-02T03:04:05.678Z',
        ce_subject: 'top100-equal',
        'content-type': 'application/json',
        traceparent: origin.traceparent,
      },
      body: JSON.stringify(body),
    });
  });

  test('leaves traceparent out where there is none', () => {
    const { headers } = encodeEvent(
      { topic: Topic.indexBuildRequested, key: 'k', body },
      { ...origin, traceparent: null },
    );
    expect(headers).not.toHaveProperty('traceparent');
  });

  test('refuses a body that breaks its schema and names the field', () => {
    const wrong = { ...body, start_date: '2023-02-30' };
    expect(() => encodeEvent({ topic: Topic.indexBuildRequested, key: 'k', body: wrong }, origin)).toThrow(
      /index\.build\.requested.*start_date/,
    );
  });

  test('refuses a body that no broker would take', () => {
    const large = { ...body, index_id: 'x'.repeat(MAXIMUM_BODY_BYTES) };
    expect(() => encodeEvent({ topic: Topic.indexBuildRequested, key: 'k', body: large }, origin)).toThrow(
      /at most 900000/,
    );
  });
});

describe('decodeEvent', () => {
  test('gives back what was announced', () => {
    expect(decodeEvent(encoded)).toEqual({
      id: origin.id,
      topic: 'index.build.requested',
      source: 'query-gateway',
      time: '2024-01-02T03:04:05.678Z',
      key: 'top100-equal',
      traceparent: origin.traceparent,
      body,
    });
  });

  test('accepts and drops fields of newer producers', () => {
    expect(decodeEvent(withBody({ ...body, priority: 'high' })).body).toEqual(body);
  });

  test('reads a dead letter as the event that it was', () => {
    expect(decodeEvent({ ...encoded, topic: 'index.build.requested.dlq' })).toEqual(decodeEvent(encoded));
  });

  test.each([
    ['an empty body', withBody(''), /body is not JSON/],
    ['null', withBody('null'), /body: .*expected object/],
    ['a cut-off body', withBody('{"job_id":'), /body is not JSON/],
    ['a wrong date', withBody({ ...body, end_date: 'soon' }), /end_date/],
    ['a missing field', withBody({ ...body, job_id: undefined }), /job_id/],
    ['no id', withHeader('ce_id', ''), /header ce_id is missing/],
    [
      'another version',
      withHeader('ce_type', 'equal-index.index.build.requested.v2'),
      /ce_type is ".*v2", expected ".*v1"/,
    ],
    ['another specification', withHeader('ce_specversion', '0.3'), /ce_specversion/],
    ['no time', withHeader('ce_time', 'yesterday'), /ce_time/],
  ])('refuses %s, for good, and says why', (_name, message, reason) => {
    let error: unknown;
    try {
      decodeEvent(message);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'event_malformed', retryable: false });
    expect((error as Error).message).toMatch(reason);
  });
});

test('sourceTopic refuses what is not declared', () => {
  expect(sourceTopic('prices.ingested.dlq')).toBe('prices.ingested');
  expect(() => sourceTopic('prices.dlq.dlq' as never)).toThrow(/not declared/);
});

test('every topic has a type of its own', () => {
  expect(new Set(Object.values(Topic).map(eventType)).size).toBe(Object.values(Topic).length);
});
