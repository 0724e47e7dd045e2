import { randomUUID } from 'node:crypto';
import { Controller, Inject, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import fc from 'fast-check';
import type { Event, NewEvent } from '#contracts/envelope';
import { declaredTopics, Service, Topic } from '#contracts/topics';
import type { Database } from '#storage/database';
import { eventually } from '#testing/eventually';
import { connectEventStrategy } from './connect-event-strategy.js';
import type { EventStream, StreamMessage } from './event-stream.js';
import type { StreamFixture } from './event-stream.contract.js';
import { EventStrategy } from './event-strategy.js';
import { OutboxRelay } from './outbox-relay.js';
import { silentLogger } from './silent-logger.js';
import { SqlInbox } from './sql-inbox.js';
import { SqlOutbox } from './sql-outbox.js';

export interface PipelineFixture extends StreamFixture {
  readonly database: Database;
}

type Step = Event<typeof Topic.jobProgressed>;

/** Loses its connection after a publish, now and then: what it published stays published, and it says that it failed. */
class LossyPublisher {
  readonly published: StreamMessage[] = [];
  private calls = 0;
  constructor(
    private readonly stream: EventStream,
    private readonly losesEvery: number,
  ) {}

  async publish(messages: readonly StreamMessage[]): Promise<void> {
    await this.stream.publish(messages);
    this.published.push(...messages);
    this.calls += 1;
    if (this.calls % this.losesEvery === 0) throw new Error('The connection was lost after the broker had everything.');
  }
}

const GROUP = 'contract-pipeline';

/** What happened, in the order of the effects; and a handler that dies between its effect and its acknowledgement, at times. */
class Effects {
  deaths = 0;
  random: () => number = Math.random;
}

@Controller()
class EffectConsumer {
  private readonly inbox = new SqlInbox(Service.queryGateway);

  constructor(
    @Inject('Database') private readonly database: Database,
    @Inject(Effects) private readonly effects: Effects,
  ) {}

  @EventPattern<string>(Topic.jobProgressed, { group: GROUP })
  async handle(@Payload() event: Step): Promise<void> {
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, GROUP, event.id))) return;
      await transaction.execute('insert into effects (key, number) values ($1, $2)', [
        event.key,
        event.body.result?.['number'] as number,
      ]);
      if (this.effects.random() < 0.1) throw new Error('died before the commit');
    });
    if (this.effects.random() < 0.1) {
      this.effects.deaths += 1;
      throw new Error('died after the commit, before the acknowledgement');
    }
  }
}

/** From a transaction of the announcer to a transaction of the consumer, over a relay that repeats itself. */
export function describeEventPipeline(name: string, fixture: () => PipelineFixture): void {
  describe(`${name}: outbox to inbox`, () => {
    const effects = new Effects();
    effects.random = seededRandom(11);
    let app: INestApplication;
    let stream: EventStream;

    beforeAll(async () => {
      const { database } = fixture();
      await database.executeScript(
        'create table effects (position int8 generated always as identity primary key, key text not null, number int4 not null)',
      );
      @Module({
        controllers: [EffectConsumer],
        providers: [
          { provide: Effects, useValue: effects },
          { provide: 'Database', useValue: database },
        ],
      })
      class PipelineModule {}
      stream = fixture().open();
      await stream.ensureTopics(declaredTopics);
      app = await NestFactory.create(PipelineModule, { logger: false });
      const strategy = new EventStrategy({
        stream,
        logger: silentLogger,
        attempts: 50,
        backOff: { initialMs: 1, maximumMs: 5 },
      });
      connectEventStrategy(app, strategy);
      await app.init();
      await app.startAllMicroservices();
    });
    afterAll(async () => {
      await app.close();
      await stream.close();
    });

    test('every committed event has its effect once and in the order of its key; rolled back ones have none', async () => {
      const { database } = fixture();
      const publisher = new LossyPublisher(stream, 2);
      const relays = ['one', 'two'].map(
        (holder) =>
          new OutboxRelay({
            service: Service.performance,
            database,
            stream: publisher,
            logger: silentLogger,
            holder,
            leaseMs: 300,
            pollMs: 20,
            backOff: { initialMs: 5, maximumMs: 20 },
          }),
      );
      relays.forEach((relay) => relay.start());
      const outbox = new SqlOutbox({
        service: Service.performance,
        relay: { wake: () => relays.forEach((relay) => relay.wake()) },
        now: () => new Date(),
      });
      const keys = ['a', 'b', 'c', 'd'].map((key) => `${randomUUID()}/${key}`);
      const numbers = new Map(keys.map((key) => [key, 0]));

      // One announcer per key says 0, 1, 2 … one by one or several in a transaction, and rolls back now and then.
      await Promise.all(
        keys.map(async (key, index) => {
          for (const size of fc.sample(fc.integer({ min: 1, max: 8 }), { numRuns: 12, seed: index })) {
            const first = numbers.get(key) as number;
            const events = Array.from({ length: size }, (_, offset) => stepOf(key, first + offset));
            const rolledBack = size % 4 === 0;
            await database
              .transaction(async (transaction) => {
                await outbox.append(transaction, events);
                if (rolledBack) throw new Error('rolled back');
                numbers.set(key, first + size);
              })
              .catch((error: unknown) => {
                if (!rolledBack) throw error;
              });
          }
        }),
      );
      const expected = [...numbers.values()].reduce((sum, count) => sum + count, 0);
      const countEffects = async (): Promise<number> =>
        (await database.query<{ count: number }>('select count(*) as count from effects'))[0]?.count ?? 0;
      await eventually('all effects are there', async () => (await countEffects()) >= expected);
      await eventually('the outbox is empty', () => relays.some((relay) => relay.state().lastPublishedAt !== null));
      await Promise.all(relays.map((relay) => relay.close()));

      const rows = await database.query<{ key: string; number: number }>(
        'select key, number from effects order by position',
      );
      for (const key of keys) {
        const seen = rows.filter((row) => row.key === key).map(({ number }) => number);
        expect(seen).toEqual(Array.from({ length: numbers.get(key) as number }, (_, number) => number));
      }
      // The point of it all: there were repetitions, of the same ids only.
      const ids = publisher.published.map(({ headers }) => headers['ce_id'] as string);
      expect(ids.length).toBeGreaterThan(expected);
      expect(new Set(ids).size).toBe(expected);
      expect(effects.deaths).toBeGreaterThan(0);
    });
  });
}

/** Uniform numbers in [0, 1), the same in every run (a linear congruential generator). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function stepOf(key: string, number: number): NewEvent {
  return {
    topic: Topic.jobProgressed,
    key,
    body: { job_id: randomUUID(), status: 'running', progress: 0, result: { number }, error: null },
  };
}
