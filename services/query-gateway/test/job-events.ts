import type { Event } from '#contracts/envelope';
import type { EventBody } from '#contracts/events';
import { Topic } from '#contracts/topics';
import { JobProgressedConsumer } from '../src/jobs/job-progressed.consumer.js';
import type { GatewayApp } from './gateway-app.js';

type Progress = EventBody<typeof Topic.jobProgressed>;

/** A command that the gateway has put into its outbox. */
export interface Command {
  readonly topic: string;
  readonly key: string;
  readonly body: Record<string, unknown> & { readonly job_id: string };
}

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
