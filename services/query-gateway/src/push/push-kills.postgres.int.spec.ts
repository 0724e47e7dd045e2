import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { createRandom } from '#testing/market-simulator/random';
import type { Random } from '#testing/market-simulator/random';
import { startRealPostgres } from '#testing/real-services';
import type { RealPostgres } from '#testing/real-services';
import { EventReader, until } from '../../test/event-reader.js';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { openPostgresAt } from '../../test/postgres-store.js';
import { changeOf, tell } from '../../test/told-events.js';
import { WebhookReceiver } from '../../test/webhook-receiver.js';

const EVENTS = Number(process.env['PUSH_EVENTS'] ?? 10_000);
const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000_000);
const INDICES = Array.from({ length: 6 }, (_, number) => `index-${number}`);
const PARTITIONS = 3;
const LONGEST_PAUSE_MS = 1_500;

let server: RealPostgres;
/** Two replicas over one store; a place is empty while one is being replaced. */
const gateways: (GatewayApp | null)[] = [];
const random = createRandom(SEED, 0);

const start = (): Promise<GatewayApp> =>
  startGateway(undefined, () => Promise.resolve(openPostgresAt(server.url)), { webhookNetworks: ['127.0.0.0/8'] });

beforeAll(async () => {
  server = await startRealPostgres();
  const first = await start();
  for (const index of INDICES) {
    await first.store.execute(
      `insert into indices (id, definition, first_requested, last_requested, revision)
       values ($1, '{}', '2023-01-03', '2023-01-31', 1)`,
      [index],
    );
  }
  gateways.push(first, await start());
});
afterAll(async () => {
  for (const gateway of gateways) await gateway?.close();
  await server.stop();
});

function anyGateway(): GatewayApp {
  const running = gateways.filter((gateway) => gateway !== null);
  const chosen = running[random.below(running.length)];
  if (chosen === undefined) throw new Error('no replica is running');
  return chosen;
}

/** What a subscriber made of what it got. */
interface Seen {
  readonly id: string;
  readonly place: number;
  readonly body: string;
}

class SeenEvents {
  readonly all: Seen[] = [];
  readonly ids = new Set<string>();

  add(body: string): void {
    const { id, place } = JSON.parse(body) as { id: string; place: number };
    this.all.push({ id, place, body });
    this.ids.add(id);
  }
}

/** A subscriber that can be killed and comes back with what it has noted. */
interface Subscriber {
  readonly name: string;
  /** The indices that it wants. */
  readonly wants: readonly string[];
  readonly seen: SeenEvents;
  kills: number;
  kill(): Promise<void>;
  comeBack(): Promise<void>;
}

class StreamSubscriber implements Subscriber {
  readonly seen = new SeenEvents();
  kills = 0;
  private noted: string | null = '0';
  private reader: EventReader | null = null;

  constructor(
    readonly name: string,
    readonly wants: readonly string[],
    private readonly query: string,
  ) {}

  async kill(): Promise<void> {
    await this.reader?.kill();
    this.noted = this.reader?.lastEventId ?? this.noted;
    this.reader = null;
  }

  /** A stream ends also because its replica does: whoever wants to read comes back. */
  async comeBack(): Promise<void> {
    const url = `${await anyGateway().app.getUrl()}/v1/events${this.query}`;
    const reader = new EventReader(url, this.noted, ({ data }) => this.seen.add(data));
    this.reader = reader;
    await reader.open().catch(() => undefined);
    void reader.ended().then(async () => {
      await sleep(50);
      if (this.reader !== reader) return;
      this.noted = reader.lastEventId ?? this.noted;
      await this.comeBack();
    });
  }
}

class WebhookSubscriber implements Subscriber {
  readonly seen = new SeenEvents();
  kills = 0;
  private readonly receiver: WebhookReceiver;

  constructor(
    readonly name: string,
    readonly wants: readonly string[],
    private readonly asked: object,
    random_: Random,
  ) {
    // Now and then it takes a message and does not say so, or says that it failed.
    this.receiver = new WebhookReceiver(({ body }) => {
      this.seen.add(body);
      const mood = random_.below(1_000);
      return mood === 0 ? null : { status: mood === 1 ? 500 : 204 };
    });
  }

  async subscribe(): Promise<void> {
    await this.receiver.start();
    await request(await anyGateway().app.getUrl())
      .post('/v1/webhooks')
      .send({ url: this.receiver.url, ...this.asked })
      .expect(201);
  }

  kill(): Promise<void> {
    return this.receiver.kill();
  }

  async comeBack(): Promise<void> {
    await this.receiver.start();
  }
}

/** The events of one partition, in order, through whichever replica has it; each move of it has some delivered again. */
async function consume(partition: number, ended: () => boolean): Promise<void> {
  const events = Array.from({ length: EVENTS }, (_, number) => number)
    .map((number) => changeOf(INDICES[number % INDICES.length] ?? '', number))
    .filter((_, number) => (number % INDICES.length) % PARTITIONS === partition);
  let gateway = anyGateway();
  for (let position = 0; position < events.length && !ended(); position += 1) {
    const event = events[position];
    if (event === undefined) break;
    if (random.below(200) === 0 || !gateways.includes(gateway)) {
      gateway = anyGateway();
      position = Math.max(-1, position - 1 - random.below(5));
      continue;
    }
    // A replica that stops gives its partition away: the event is delivered again by another.
    await tell(gateway, event).catch(() => void (position -= 1));
  }
}

async function killAtRandom(subscriber: Subscriber, ended: () => boolean): Promise<void> {
  for (;;) {
    await sleep(random.below(LONGEST_PAUSE_MS));
    if (ended()) return;
    await subscriber.kill();
    subscriber.kills += 1;
    await sleep(random.below(LONGEST_PAUSE_MS / 5));
    await subscriber.comeBack();
  }
}

/** One replica is stopped in order, and a new one takes its place. */
async function replaceReplica(): Promise<void> {
  const old = gateways[1] ?? null;
  gateways[1] = null;
  await old?.close();
  gateways[1] = await start();
}

const expected = (wants: readonly string[]): string[] =>
  Array.from({ length: EVENTS }, (_, number) => number)
    .filter((number) => wants.includes(INDICES[number % INDICES.length] ?? ''))
    .map((number) => `${INDICES[number % INDICES.length]}-${number}`);

/** Each event was seen; in the order of the places, hence of each index; again only as the very same. */
function verify({ name, wants, seen }: Subscriber): { name: string; seen: number; again: number } {
  const bodies = new Map<string, string>();
  const order: Seen[] = [];
  for (const event of seen.all) {
    const before = bodies.get(event.id);
    if (before === undefined) order.push(event);
    else expect([name, event.id, event.body]).toEqual([name, event.id, before]);
    bodies.set(event.id, event.body);
  }
  expect(order.every((event, position) => event.place > (order[position - 1]?.place ?? 0))).toBe(true);
  expect([...bodies.keys()].sort()).toEqual(expected(wants).sort());
  for (const index of wants) {
    const numbers = order.filter(({ id }) => id.startsWith(`${index}-`)).map(({ id }) => Number(id.split('-').at(-1)));
    expect([name, numbers]).toEqual([name, [...numbers].sort((left, right) => left - right)]);
  }
  return { name, seen: order.length, again: seen.all.length - order.length };
}

test(`subscribers that are killed at random see each of ${EVENTS} events, in order; TEST_SEED=${SEED}`, async () => {
  const streams = [
    new StreamSubscriber('stream of all', INDICES, ''),
    new StreamSubscriber('stream of changes', INDICES, '?topics=composition.changed&from=start'),
    new StreamSubscriber('stream of one index', ['index-1'], '?index_id=index-1'),
  ];
  const webhooks = [
    new WebhookSubscriber('webhook of all', INDICES, {}, random),
    new WebhookSubscriber(
      'webhook of two indices',
      ['index-2', 'index-3'],
      { index_ids: ['index-2', 'index-3'] },
      random,
    ),
  ];
  for (const stream of streams) await stream.comeBack();
  for (const webhook of webhooks) await webhook.subscribe();
  const subscribers: readonly Subscriber[] = [...streams, ...webhooks];

  const began = Date.now();
  let told = false;
  const killing = subscribers.map((subscriber) => killAtRandom(subscriber, () => told));
  const telling = Array.from({ length: PARTITIONS }, (_, partition) => consume(partition, () => false));
  await sleep(2_000);
  await replaceReplica();
  await Promise.all(telling);
  const tellingMs = Date.now() - began;
  told = true;
  await Promise.all(killing);

  const distinct = ({ seen }: Subscriber): number => seen.ids.size;
  await until(
    () => subscribers.every((subscriber) => distinct(subscriber) === expected(subscriber.wants).length),
    () => subscribers.map((subscriber) => `${subscriber.name} saw ${distinct(subscriber)}`).join(', '),
    120_000,
  );
  const results = subscribers.map((subscriber) => ({ ...verify(subscriber), kills: subscriber.kills }));
  process.stdout.write(
    `${EVENTS} events told in ${tellingMs} ms, seen by all after ${Date.now() - began} ms; TEST_SEED=${SEED}\n` +
      results.map((row) => `  ${row.name}: ${row.seen} seen, ${row.again} again, ${row.kills} kills\n`).join(''),
  );
  expect(results.every(({ kills }) => kills > 0)).toBe(true);
  for (const subscriber of subscribers) await subscriber.kill();
}, 300_000);
