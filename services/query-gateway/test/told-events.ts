import type { Event } from '#contracts/envelope';
import { Topic } from '#contracts/topics';
import { PublishedEventsConsumer } from '../src/push/published-events.consumer.js';
import type { GatewayApp } from './gateway-app.js';

type Told = Event<typeof Topic.compositionChanged>;

/** The n-th change of an index, as index construction announces it. */
export function changeOf(indexId: string, number: number, id = `${indexId}-${number}`): Told {
  return {
    id,
    topic: Topic.compositionChanged,
    source: 'index-construction',
    time: '2023-01-06T21:31:04.120Z',
    key: indexId,
    traceparent: null,
    body: {
      index_id: indexId,
      session: '2023-01-06',
      effective_from: '2023-01-09',
      kind: 'changed',
      revision: number,
      constituents: 100,
      members: null,
      entered: [{ ticker: 'CB', rank: 99, previous_rank: 101 }],
      exited: [{ ticker: 'MO', rank: 102, previous_rank: 100, reason: 'rank' }],
      hash: 'abc',
    },
  };
}

export function levelOf(indexId: string, number: number): Event<typeof Topic.performanceCalculated> {
  return {
    id: `${indexId}-level-${number}`,
    topic: Topic.performanceCalculated,
    source: 'performance',
    time: '2023-01-06T21:32:00.000Z',
    key: indexId,
    traceparent: null,
    body: {
      index_id: indexId,
      first_session: '2023-01-06',
      last_session: '2023-01-06',
      latest_session: '2023-01-06',
      latest_level: 1000 + number,
      revision: number,
      job_id: null,
      complete: true,
    },
  };
}

/** Gives the gateway events as the stream would. */
export async function tell(
  gateway: GatewayApp,
  ...events: readonly (Told | ReturnType<typeof levelOf>)[]
): Promise<void> {
  for (const event of events) await gateway.get(PublishedEventsConsumer).handle(event);
}
