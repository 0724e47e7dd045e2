import { randomUUID } from 'node:crypto';
import { Controller, Inject, Module, type INestApplication, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { encodeEvent } from '#contracts/codec';
import type { Event } from '#contracts/envelope';
import { deadLetterTopic, declaredTopics, Topic } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import { eventually } from '#testing/eventually';
import { connectEventStrategy } from './connect-event-strategy.js';
import type { DeadLetterStore } from './dead-letter-store.js';
import { listDeadLetters, replayDeadLetters } from './dead-letters.js';
import { EventContext } from './event-context.js';
import type { EventStream, StreamMessage } from './event-stream.js';
import type { StreamFixture } from './event-stream.contract.js';
import { EventStrategy } from './event-strategy.js';
import type { HandledMessage } from './messaging-metrics.js';
import { silentLogger } from './silent-logger.js';
import { currentTraceId } from './trace-context.js';

interface Call {
  readonly handler: string;
  readonly event: Event;
  readonly context: EventContext;
  readonly traceId: string | null;
}

/** What the handlers are to do, by event id, and what they were called with. */
class Script {
  readonly calls: Call[] = [];
  readonly plays = new Map<string, (call: Call) => Promise<void> | undefined>();
  initialized = 0;

  play(handler: string, event: Event, context: EventContext): Promise<void> | undefined {
    const call = { handler, event, context, traceId: currentTraceId() };
    this.calls.push(call);
    return this.plays.get(event.id)?.(call);
  }

  callsOf = (id: string, handler?: string): Call[] =>
    this.calls.filter(({ event, handler: by }) => event.id === id && (handler === undefined || by === handler));
}

const WORKER = 'contract-worker';
const GATEWAY = 'contract-gateway';

/** An ordinary controller; the same class runs over every stream. */
@Controller()
class ContractConsumer implements OnModuleInit {
  constructor(@Inject(Script) private readonly script: Script) {}

  onModuleInit(): void {
    this.script.initialized += 1;
  }

  @EventPattern<string>(Topic.importRequested, { group: WORKER })
  work(@Payload() event: Event, @Ctx() context: EventContext): Promise<void> | undefined {
    return this.script.play('worker', event, context);
  }

  @EventPattern<string>(Topic.importRequested, { group: GATEWAY })
  observe(@Payload() event: Event, @Ctx() context: EventContext): Promise<void> | undefined {
    return this.script.play('gateway', event, context);
  }

  @EventPattern<string>(deadLetterTopic(Topic.importRequested), { group: GATEWAY })
  bury(@Payload() event: Event, @Ctx() context: EventContext): Promise<void> | undefined {
    return this.script.play('undertaker', event, context);
  }
}

/** HTTP's affair: events must not come by here. */
class HttpOnlyFilter {
  caught = 0;
  catch(): void {
    this.caught += 1;
  }
}

export function describeEventStrategy(name: string, fixture: () => StreamFixture): void {
  describe(`${name}: event strategy`, () => {
    const script = new Script();
    const httpFilter = new HttpOnlyFilter();
    const handled: HandledMessage[] = [];
    const logged: { message: string; err: unknown }[] = [];
    let app: INestApplication;
    let stream: EventStream & DeadLetterStore;
    let strategy: EventStrategy;

    const note = (fields: object, message: string): void =>
      void logged.push({ message, err: (fields as { err?: unknown }).err });

    beforeAll(async () => {
      @Module({ controllers: [ContractConsumer], providers: [{ provide: Script, useValue: script }] })
      class ContractModule {}
      stream = fixture().open();
      strategy = new EventStrategy({
        stream,
        logger: { ...silentLogger, warn: note, error: note },
        metrics: { messageHandled: (message) => void handled.push(message) },
        attempts: 3,
        backOff: { initialMs: 10, maximumMs: 40 },
      });
      app = await NestFactory.create(ContractModule, { logger: false });
      app.useGlobalFilters(httpFilter);
      connectEventStrategy(app, strategy);
      await app.init();
      await app.startAllMicroservices();
      await stream.ensureTopics(declaredTopics);
    });
    afterAll(async () => {
      await app.close();
      await stream.close();
    });

    const eventOf = (key: string = randomUUID(), traceparent: string | null = null): StreamMessage & { id: string } => {
      const id = randomUUID();
      const body = { job_id: randomUUID(), kind: 'prices' as const, source: 'contract', bytes: 1 };
      const origin = { id, source: 'query-gateway', time: new Date(), traceparent };
      return { id, ...encodeEvent({ topic: Topic.importRequested, key, body }, origin) };
    };
    const announce = async (...messages: StreamMessage[]): Promise<void> =>
      stream.publish(messages.map(({ topic, key, headers, body }) => ({ topic, key, headers, body })));

    test('hands the decoded event, its context and its trace to the handler of every group, once', async () => {
      const traceId = 'a'.repeat(31) + '1';
      const message = eventOf('key-1', `00-${traceId}-${'b'.repeat(16)}-01`);
      await announce(message);
      await eventually('both groups have it', () => script.callsOf(message.id).length >= 2);
      const [call] = script.callsOf(message.id, 'worker');
      expect(call?.event).toMatchObject({
        id: message.id,
        topic: Topic.importRequested,
        source: 'query-gateway',
        key: 'key-1',
      });
      expect(call?.event.body).toEqual(JSON.parse(message.body));
      expect(call?.context).toBeInstanceOf(EventContext);
      expect(call?.context).toMatchObject({
        attempt: 1,
        topic: Topic.importRequested,
        group: WORKER,
        headers: message.headers,
      });
      expect(call?.context.signal.aborted).toBe(false);
      expect(call?.traceId).toBe(traceId);
      expect(script.callsOf(message.id, 'gateway')).toHaveLength(1);
      expect(script.initialized).toBe(1);
    });

    test('an event without a trace starts one', async () => {
      const message = eventOf();
      await announce(message);
      await eventually('it is handled', () => script.callsOf(message.id, 'worker').length === 1);
      expect(script.callsOf(message.id, 'worker')[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
    });

    test('a failing handler is tried again, alone, with the very error that it threw', async () => {
      const message = eventOf();
      const error = new Error('busy');
      script.plays.set(message.id, async ({ handler, context }) => {
        if (handler === 'worker' && context.attempt < 3) throw error;
      });
      await announce(message);
      await eventually('the third attempt is made', () => script.callsOf(message.id, 'worker').length === 3);
      expect(script.callsOf(message.id, 'worker').map(({ context }) => context.attempt)).toEqual([1, 2, 3]);
      expect(script.callsOf(message.id, 'gateway')).toHaveLength(1);
      expect(logged.filter(({ err }) => err === error)).toHaveLength(2);
      expect(httpFilter.caught).toBe(0);
      await eventually('it is counted', () =>
        handled.some(({ group, attempts }) => group === WORKER && attempts === 3),
      );
    });

    test('what keeps failing becomes a dead letter with its history, which the gateway reads as the event it was', async () => {
      const message = eventOf('key-7');
      script.plays.set(message.id, async ({ handler }) => {
        if (handler === 'worker') throw new Error('never\nworks');
      });
      await announce(message);
      await eventually('the undertaker has it', () => script.callsOf(message.id, 'undertaker').length === 1);
      expect(script.callsOf(message.id, 'worker')).toHaveLength(3);
      const call = script.callsOf(message.id, 'undertaker')[0] as Call;
      expect(call.event).toMatchObject({ topic: Topic.importRequested, key: 'key-7', body: JSON.parse(message.body) });
      expect(call.context.topic).toBe('import.requested.dlq');
      expect(call.context.headers).toMatchObject({
        ...message.headers,
        'x-error': 'never works',
        'x-attempts': '3',
        'x-group': WORKER,
        'x-source-topic': Topic.importRequested,
        'x-source-partition': expect.stringMatching(/^\d+$/),
        'x-source-offset': expect.stringMatching(/^\d+$/),
        'x-failed-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      });
    });

    test('an error that says it is not retryable is believed', async () => {
      const message = eventOf();
      script.plays.set(message.id, async ({ handler }) => {
        if (handler === 'worker') throw new ApplicationError('range_empty', 'Nothing there.', { retryable: false });
      });
      await announce(message);
      await eventually('the undertaker has it', () => script.callsOf(message.id, 'undertaker').length === 1);
      expect(script.callsOf(message.id, 'worker')).toHaveLength(1);
      expect(script.callsOf(message.id, 'undertaker')[0]?.context.headers['x-error']).toBe(
        'range_empty: Nothing there.',
      );
    });

    test('what cannot be read goes to the dead letters unchanged, and a dead letter that fails stays there', async () => {
      const broken = { ...eventOf('key-broken'), body: '{"job_id": 7' };
      const next = eventOf('key-broken');
      await announce(broken, next);
      await eventually('the next one is handled', () => script.callsOf(next.id, 'worker').length === 1);
      await eventually('the gateway has passed it by', () => handled.some(({ outcome }) => outcome === 'skipped'));
      const letters = await listDeadLetters(stream, 'import.requested.dlq', 1_000);
      const found = letters.filter(({ eventId }) => eventId === broken.id);
      // Both groups met it.
      expect(found.map(({ group }) => group).sort()).toEqual([GATEWAY, WORKER]);
      expect(found[0]).toMatchObject({ key: 'key-broken', body: broken.body, attempts: 1 });
      expect(found[0]?.error).toMatch(/^event_malformed: .*is not JSON/);
    });

    test('a store that is away is nobody’s fault: delivered again, no attempt counted, no dead letter', async () => {
      const message = eventOf();
      let outages = 5;
      script.plays.set(message.id, async ({ handler }) => {
        if (handler === 'worker' && outages-- > 0) {
          throw new ApplicationError('database_unavailable', 'gone', { retryable: true });
        }
      });
      await announce(message);
      await eventually('it is handled after all', () => script.callsOf(message.id, 'worker').length === 6);
      expect(script.callsOf(message.id, 'worker').map(({ context }) => context.attempt)).toEqual([1, 1, 1, 1, 1, 1]);
      expect(script.callsOf(message.id, 'undertaker')).toHaveLength(0);
    });

    test('poison among the others stalls nobody', async () => {
      const messages = Array.from({ length: 300 }, (_, index) => eventOf(`key-${index % 20}`));
      const poison = new Set(messages.filter((_, index) => index % 50 === 7).map(({ id }) => id));
      for (const id of poison) {
        script.plays.set(id, async ({ handler }) => {
          if (handler === 'worker') throw new Error('poison');
        });
      }
      let last = Date.now();
      let longestGapMs = 0;
      for (const { id } of messages.filter((message) => !poison.has(message.id))) {
        script.plays.set(id, ({ handler }) => {
          if (handler !== 'worker') return undefined;
          longestGapMs = Math.max(longestGapMs, Date.now() - last);
          last = Date.now();
          return undefined;
        });
      }
      await announce(...messages);
      const handledByWorker = (): number => messages.filter(({ id }) => script.callsOf(id, 'worker').length > 0).length;
      await eventually('all are handled', () => handledByWorker() === messages.length);
      await eventually('all poison is buried', () =>
        [...poison].every((id) => script.callsOf(id, 'undertaker').length === 1),
      );
      expect(longestGapMs).toBeLessThan(5_000);
      // Order per key, seen by the first attempt of each.
      const firstCalls = [
        ...new Set(script.calls.filter(({ handler }) => handler === 'worker').map(({ event }) => event.id)),
      ];
      for (let key = 0; key < 20; key += 1) {
        const sent = messages.filter((message) => message.key === `key-${key}`).map(({ id }) => id);
        expect(firstCalls.filter((id) => sent.includes(id))).toEqual(sent);
      }
    });

    test('a replay after the fix brings dead letters back, once, under their own ids', async () => {
      const message = eventOf();
      let fixed = false;
      script.plays.set(message.id, async ({ handler }) => {
        if (handler === 'worker' && !fixed) throw new ApplicationError('bug', 'a bug', { retryable: false });
      });
      await announce(message);
      await eventually('it is buried', () => script.callsOf(message.id, 'undertaker').length === 1);
      expect((await listDeadLetters(stream, 'import.requested.dlq', 1_000)).map(({ eventId }) => eventId)).toContain(
        message.id,
      );
      fixed = true;
      const replayed = await replayDeadLetters(stream, 'import.requested.dlq', 10_000);
      expect(replayed.filter(({ eventId }) => eventId === message.id)).toHaveLength(1);
      await eventually('it is handled', () => script.callsOf(message.id, 'worker').length === 2);
      const [, again] = script.callsOf(message.id, 'worker');
      expect(again?.context.headers).toEqual(message.headers);
      const left = await listDeadLetters(stream, 'import.requested.dlq', 10_000);
      expect(left.map(({ eventId }) => eventId)).not.toContain(message.id);
    });

    test('closing finishes the message in hand and takes no further one', async () => {
      const [first, second] = [eventOf('key-c'), eventOf('key-c')];
      let finished = false;
      script.plays.set(first.id, async ({ handler, context }) => {
        if (handler !== 'worker') return;
        await eventually('the signal is given', () => context.signal.aborted);
        finished = true;
      });
      await announce(first, second);
      await eventually('the first is in hand', () => script.callsOf(first.id, 'worker').length === 1);
      await strategy.close();
      expect(finished).toBe(true);
      expect(script.callsOf(second.id, 'worker')).toHaveLength(0);
    });
  });
}
