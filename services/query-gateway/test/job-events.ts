import type { Response, Test } from 'supertest';
import type { Event } from '#contracts/envelope';
import type { EventBody } from '#contracts/events';
import { deadLetterTopic, Topic } from '#contracts/topics';
import { EventContext } from '#messaging/event-context';
import { IndexConstructedConsumer } from '../src/builds/index-constructed.consumer.js';
import { PerformanceCalculatedConsumer } from '../src/builds/performance-calculated.consumer.js';
import { JobProgressedConsumer } from '../src/job-reports/job-progressed.consumer.js';
import type { GatewayApp } from './gateway-app.js';

type Progress = EventBody<typeof Topic.jobProgressed>;

/** A command that the gateway has put into its outbox. */
export interface Command {
  readonly topic: string;
  readonly key: string;
  readonly body: Record<string, unknown> & { readonly job_id: string };
}

const BUILT = { index_id: 'top100-equal', first_session: '2023-01-03', last_session: '2023-01-31' };

let eventNumber = 0;

/** An event as it would come from the stream. */
export function event<T extends Topic>(topic: T, body: EventBody<T>): Event<T> {
  eventNumber += 1;
  const envelope = { source: 'test', time: '2023-02-03T17:00:00Z', key: 'key', traceparent: null };
  return { id: `event-${eventNumber}`, topic, ...envelope, body };
}

/** What a worker says of a job. */
export function progressed(gateway: GatewayApp, body: Partial<Progress> & { job_id: string }): Promise<void> {
  return gateway
    .get(JobProgressedConsumer)
    .handle(event(Topic.jobProgressed, { status: 'running', progress: 0, result: null, error: null, ...body }));
}

/** The compositions of a build are stored. */
export function indexConstructed(gateway: GatewayApp, jobId: string): Promise<void> {
  return gateway
    .get(IndexConstructedConsumer)
    .handle(
      event(Topic.indexConstructed, { ...BUILT, sessions_changed: 20, revision: 1, job_id: jobId, complete: true }),
    );
}

/** The levels of a build are stored: all of them, or some. */
export function performanceCalculated(gateway: GatewayApp, jobId: string | null, complete = true): Promise<void> {
  const latest = { latest_session: BUILT.last_session, latest_level: 1010 };
  return gateway
    .get(PerformanceCalculatedConsumer)
    .handle(event(Topic.performanceCalculated, { ...BUILT, ...latest, revision: 1, job_id: jobId, complete }));
}

/** With what a message comes that `worker` gave up. */
export function deadLetter(topic: Topic, worker: string): EventContext {
  return new EventContext({
    topic: deadLetterTopic(topic),
    group: 'query-gateway',
    attempt: 1,
    headers: { 'x-error': 'boom: it broke', 'x-attempts': '5', 'x-group': worker },
    signal: new AbortController().signal,
  });
}

/** Sends a request at once: supertest only does so when it is awaited. */
export function sent(test: Test): Promise<Response> {
  return test.then((answer) => answer);
}

/** Takes the newest command out of the outbox, once a request has put it there. */
export async function nextCommand(gateway: GatewayApp): Promise<Command> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const [row] = await gateway.store.query<{ id: number; topic: string; key: string; body: string }>(
      'select id, topic, key, body from query_gateway.outbox order by id desc limit 1',
    );
    if (row !== undefined) {
      await gateway.store.execute('delete from query_gateway.outbox where id = $1', [row.id]);
      return { topic: row.topic, key: row.key, body: JSON.parse(row.body) as Command['body'] };
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('no command came');
}
