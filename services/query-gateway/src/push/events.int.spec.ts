import { connect } from 'node:net';
import request from 'supertest';
import type { EventsAnswer, PublishedEvent } from '#contracts/api/push-event.schema';
import { eventsAnswer, publishedEvent } from '#contracts/api/push-event.schema';
import { EventReader, until } from '../../test/event-reader.js';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { changeOf, levelOf, tell } from '../../test/told-events.js';
import type { WaitingRoom } from '../waiting/waiting-room.js';
import { EventFeed } from './event-feed.js';
import { EventStreams, STREAMS_OF_CALLER_MAX } from './event-streams.js';
import { PushCleanup } from './push-cleanup.js';

const INDEX = 'top100-equal';

let gateway: GatewayApp;
let url: string;

/** The last place that was given before the test. */
let before: number;

beforeAll(async () => {
  gateway = await startGateway();
  url = await gateway.app.getUrl();
});
afterAll(() => gateway.close());
beforeEach(async () => {
  before = await gateway.get(EventFeed).findNewest();
  await gateway.store.executeScript('truncate published_events, forgotten_events, query_gateway.inbox');
});

const page = async (query: string): Promise<EventsAnswer> =>
  eventsAnswer.parse((await request(gateway.app.getHttpServer()).get(`/v1/events${query}`).expect(200)).body);
const problem = async (query: string, headers: Record<string, string> = {}) => {
  const { status, body } = await request(gateway.app.getHttpServer()).get(`/v1/events${query}`).set(headers);
  return { status, kind: String((body as { type: string }).type).replace('/problems/', ''), body: body as object };
};
const stream = (query = '', lastEventId?: string) =>
  new EventReader(`${url}/v1/events${query}`, lastEventId ?? null).open();
const read = (reader: EventReader): PublishedEvent[] =>
  reader.messages.map(({ data }) => publishedEvent.parse(JSON.parse(data)));
const received = (reader: EventReader, count: number) =>
  until(
    () => reader.messages.length >= count,
    () => `${reader.messages.length} of ${count} events`,
  );

describe('a page of events', () => {
  it('has what was told, once and in order, from the oldest on', async () => {
    await tell(gateway, changeOf(INDEX, 1), levelOf(INDEX, 1), changeOf(INDEX, 1), changeOf('other', 2));
    const { data, next_cursor, last_event_id } = await page('');
    expect(data.map(({ id }) => id)).toEqual([`${INDEX}-1`, `${INDEX}-level-1`, 'other-2']);
    expect(data[0]).toEqual({
      place: before + 1,
      id: `${INDEX}-1`,
      type: 'equal-index.composition.changed.v1',
      topic: 'composition.changed',
      time: '2023-01-06T21:31:04.120Z',
      index_id: INDEX,
      data: changeOf(INDEX, 1).body,
    });
    expect(next_cursor).toBeNull();
    expect(Number(last_event_id)).toBe(data.at(-1)?.place);
  });

  it('is filtered, and goes on by cursor and by place', async () => {
    await tell(gateway, ...[1, 2, 3, 4, 5].flatMap((number) => [changeOf(INDEX, number), levelOf(INDEX, number)]));
    expect((await page('?topics=performance.calculated')).data).toHaveLength(5);
    expect((await page(`?topics=performance.calculated,composition.changed&index_id=${INDEX}`)).data).toHaveLength(10);
    const first = await page('?limit=4');
    const second = await page(`?limit=4&cursor=${first.next_cursor}`);
    const third = await page(`?last_event_id=${second.last_event_id}`);
    expect([first, second, third].map(({ data }) => data.length)).toEqual([4, 4, 2]);
    expect(third.next_cursor).toBeNull();
    const linked = await request(url).get('/v1/events?from=start&limit=4').expect(200);
    const next = /<([^>]+)>; rel="next"/.exec(linked.get('link') ?? '')?.[1] ?? '';
    expect((await request(url).get(next).expect(200)).body).toEqual(second);
    expect((await page('?from=now')).data).toEqual([]);
    expect((await page('?from=now')).last_event_id).toBe(third.last_event_id);
  });

  it('says what is wrong with a question', async () => {
    await tell(gateway, changeOf(INDEX, 1));
    for (const [query, kind] of [
      ['?topics=job.progressed', 'invalid-request'],
      ['?topics=', 'invalid-request'],
      ['?limit=501', 'invalid-request'],
      ['?cursor=abc', 'invalid-request'],
      ['?last_event_id=-1', 'invalid-request'],
      ['?last_event_id=1x', 'invalid-request'],
      ['?last_event_id=99999', 'invalid-request'],
      ['?last_event_id=1&from=start', 'invalid-request'],
      ['?index_id=nobody', 'index-not-found'],
      ['?unknown=1', 'invalid-request'],
    ] as const) {
      expect([query, (await problem(query)).kind]).toEqual([query, kind]);
    }
    const streamed = { accept: 'text/event-stream' };
    expect((await problem('', { ...streamed, 'last-event-id': '99999' })).body).toMatchObject({
      errors: [{ parameter: 'Last-Event-ID', value: '99999' }],
    });
    expect((await problem('', { ...streamed, 'last-event-id': 'x' })).status).toBe(400);
    expect((await problem('?limit=5', streamed)).status).toBe(400);
    expect((await problem('', { accept: 'text/csv' })).status).toBe(406);
  });

  it('tells who would miss something that it is gone', async () => {
    await tell(gateway, levelOf(INDEX, 1), changeOf(INDEX, 1), levelOf(INDEX, 2), levelOf(INDEX, 3));
    await gateway.store.execute(
      `update published_events set published_at = now() - interval '91 days' where event_id <> '${INDEX}-level-3'`,
    );
    await gateway.get(PushCleanup).run();
    // Changes of composition are kept for ever.
    expect((await page('')).data.map(({ id }) => id)).toEqual([`${INDEX}-1`, `${INDEX}-level-3`]);
    expect(await problem(`?last_event_id=${before + 1}`)).toMatchObject({ status: 410, kind: 'events-expired' });
    expect(await problem('', { accept: 'text/event-stream', 'last-event-id': `${before + 2}` })).toMatchObject({
      status: 410,
    });
    expect((await page(`?last_event_id=${before + 1}&topics=composition.changed`)).data).toHaveLength(1);
    expect((await page(`?last_event_id=${before + 3}`)).data).toHaveLength(1);
    await gateway.store.execute(`update published_events set published_at = now() - interval '91 days'`);
    await gateway.get(PushCleanup).run();
    // A place whose event is gone was given all the same.
    expect((await page(`?last_event_id=${before + 4}`)).data).toEqual([]);
  });
});

describe('a stream of events', () => {
  it('begins now, tells at once, and goes on where it was left', async () => {
    await tell(gateway, changeOf(INDEX, 1));
    const reader = await stream();
    expect(reader.status).toBe(200);
    expect(Object.fromEntries(reader.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    await until(
      () => reader.retries.length > 0,
      () => 'a word on when to come back',
    );
    const told = performance.now();
    await tell(gateway, changeOf(INDEX, 2), levelOf(INDEX, 1));
    await received(reader, 2);
    expect(performance.now() - told).toBeLessThan(3_000);
    expect(reader.messages.map(({ id, event }) => [id, event])).toEqual([
      [`${before + 2}`, 'composition.changed'],
      [`${before + 3}`, 'performance.calculated'],
    ]);
    expect(read(reader)[0]).toEqual((await page(`?last_event_id=${before + 1}`)).data[0]);
    await reader.kill();
    await tell(gateway, changeOf(INDEX, 3));
    const again = await stream('?from=start', reader.lastEventId ?? '');
    await received(again, 1);
    expect(read(again).map(({ id }) => id)).toEqual([`${INDEX}-3`]);
    await again.kill();
    const all = await stream('?from=start&topics=composition.changed');
    await received(all, 3);
    expect(read(all).map(({ id }) => id)).toEqual([`${INDEX}-1`, `${INDEX}-2`, `${INDEX}-3`]);
    await all.kill();
  });

  it('tells an event that another replica stored', async () => {
    const reader = await stream();
    await gateway.store.execute(
      `insert into published_events (event_id, topic, index_id, occurred_at, body) values ('x', 'composition.changed', 'i', now(), '{}')`,
    );
    await received(reader, 1);
    await reader.kill();
  });

  it('shares what it reads between readers', async () => {
    const { room } = gateway.get(EventFeed) as unknown as { room: WaitingRoom<number> };
    const readers = await Promise.all(Array.from({ length: 20 }, () => stream()));
    await until(
      () => room.subjects.length === 20,
      () => `${room.subjects.length} wait`,
    );
    gateway.statements.length = 0;
    await tell(gateway, changeOf(INDEX, 1));
    await Promise.all(readers.map((reader) => received(reader, 1)));
    expect(gateway.statements.filter((text) => text.includes('from published_events e where e.id >'))).toHaveLength(1);
    await Promise.all(readers.map((reader) => reader.kill()));
  });

  it('leaves nothing behind when readers go', async () => {
    const { room } = gateway.get(EventFeed) as unknown as { room: WaitingRoom<number> };
    const streams = gateway.get(EventStreams) as unknown as { open: Map<unknown, unknown> };
    const readers = await Promise.all(Array.from({ length: 5 }, () => stream()));
    await until(
      () => room.subjects.length === 5,
      () => `${room.subjects.length} wait`,
    );
    await Promise.all(readers.map((reader) => reader.kill()));
    await until(
      () => room.subjects.length === 0 && streams.open.size === 0,
      () => `${room.subjects.length} wait, ${streams.open.size} open`,
    );
    expect(room).toMatchObject({ timer: null });
  });

  it('API4: has bounds', async () => {
    const readers = await Promise.all(Array.from({ length: STREAMS_OF_CALLER_MAX }, () => stream()));
    const refused = await stream();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    await readers[0]?.kill();
    const streams = gateway.get(EventStreams) as unknown as { open: Map<unknown, unknown> };
    await until(
      () => streams.open.size < STREAMS_OF_CALLER_MAX,
      () => `${streams.open.size} open`,
    );
    const taken = await stream();
    expect(taken.status).toBe(200);
    await Promise.all([...readers, taken].map((reader) => reader.kill()));
  });

  it('API4: cuts off who does not read, without holding up the others', async () => {
    const large = changeOf(INDEX, 1, 'large');
    const tickers = Array.from({ length: 9_000 }, (_, number) => `T${number}`);
    const entered = tickers.map((ticker) => ({ ticker, rank: 1, previous_rank: null }));
    for (let number = 0; number < 40; number += 1) {
      await tell(gateway, { ...large, id: `large-${number}`, body: { ...large.body, entered } });
    }
    const port = Number(new URL(url).port);
    const socket = connect(port, '127.0.0.1');
    socket.pause();
    socket.write('GET /v1/events?from=start HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n');
    const reader = await stream('?from=start');
    await received(reader, 40);
    const streams = gateway.get(EventStreams) as unknown as { open: Map<unknown, unknown> };
    expect(streams.open.size).toBe(2);
    await until(
      () => streams.open.size === 1,
      () => 'the one that does not read is still there',
      20_000,
    );
    await reader.kill();
    socket.destroy();
  });

  it('ends when the process stops, with a word on when to come back', async () => {
    const reader = await stream();
    await until(
      () => reader.retries.length === 1,
      () => 'no first word',
    );
    const stopping = performance.now();
    gateway.get(EventStreams).onModuleDestroy();
    await reader.ended();
    expect(performance.now() - stopping).toBeLessThan(3_000);
    expect(reader.retries).toHaveLength(2);
    expect(reader.text).toMatch(/: the service is being stopped\n\n$/);
    expect((await stream()).status).toBe(503);
  });
});
