import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { deadLetterTopic, declaredTopics, Topic } from '#contracts/topics';
import { eventually } from '#testing/eventually';
import type { DeadLetterStore } from './dead-letter-store.js';
import type { DeliveredMessage, EventStream, StreamMessage } from './event-stream.js';

export interface StreamFixture {
  /** A further stream over the same broker or store, as a further (or restarted) process has it. */
  open(): EventStream & DeadLetterStore;
}

const SECONDS = 1_000;

export const messageOf = (
  key: string,
  body: string,
  topic: StreamMessage['topic'] = Topic.jobProgressed,
): StreamMessage => ({
  topic,
  key,
  headers: { ce_id: randomUUID(), 'x-note': 'ünïcode' },
  body,
});

/** Collects what belongs to one test; topics are shared by all. */
export class Collector {
  readonly messages: DeliveredMessage[] = [];
  readonly run: string;
  readonly group: string;
  constructor(run: string = randomUUID()) {
    this.run = run;
    this.group = `group-${run}`;
  }
  key = (name: string): string => `${this.run}/${name}`;
  deliver = (message: DeliveredMessage): Promise<void> => {
    if (message.key.startsWith(this.run)) this.messages.push(message);
    return Promise.resolve();
  };
  bodies = (name?: string): string[] =>
    this.messages.filter(({ key }) => name === undefined || key === this.key(name)).map(({ body }) => body);
}

/** What every implementation of the port promises. `fixture` is asked anew in each test. */
export function describeEventStream(name: string, fixture: () => StreamFixture): void {
  describe(`${name}: event stream`, () => {
    const opened: EventStream[] = [];
    const open = async (): Promise<EventStream & DeadLetterStore> => {
      const stream = fixture().open();
      opened.push(stream);
      await stream.ensureTopics(declaredTopics);
      return stream;
    };
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((stream) => stream.close()));
    });

    test('carries key, headers and body unchanged', async () => {
      const stream = await open();
      const collector = new Collector();
      const sent = messageOf(collector.key('a'), '{"text":"€ \\u0000 \u2028 \\"quoted\\""}');
      await stream.publish([sent]);
      await stream.subscribe({ group: collector.group, topics: [Topic.jobProgressed], deliver: collector.deliver });
      await eventually('the message arrives', () => collector.messages.length === 1);
      expect(collector.messages[0]).toMatchObject(sent);
      expect(BigInt(collector.messages[0]?.offset ?? -1)).toBeGreaterThanOrEqual(0n);
    });

    test('a new group starts at the beginning, an old one where it stopped', async () => {
      const first = await open();
      const collector = new Collector();
      const subscription = { group: collector.group, topics: [Topic.jobProgressed], deliver: collector.deliver };
      await first.publish([messageOf(collector.key('a'), '1')]);
      await first.subscribe(subscription);
      await eventually('the first message arrives', () => collector.messages.length === 1);
      await first.publish([messageOf(collector.key('a'), '2')]);
      await eventually('the second message arrives', () => collector.messages.length === 2);
      await first.close();

      const second = await open();
      await second.publish([messageOf(collector.key('a'), '3')]);
      await second.subscribe(subscription);
      await eventually('the third message arrives', () => collector.messages.length >= 3);
      expect(collector.bodies()).toEqual(['1', '2', '3']);
    });

    test('keeps the order of every key under concurrent publishers', async () => {
      const stream = await open();
      const collector = new Collector();
      await stream.subscribe({ group: collector.group, topics: [Topic.jobProgressed], deliver: collector.deliver });
      const batches = fc.sample(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 6 }), {
        numRuns: 8,
        seed: 7,
      });
      await Promise.all(
        batches.map(async (sizes, key) => {
          let next = 0;
          for (const size of sizes) {
            await stream.publish(
              Array.from({ length: size }, () => messageOf(collector.key(`k${key}`), String(next++))),
            );
          }
        }),
      );
      const total = batches.flat().reduce((sum, size) => sum + size, 0);
      await eventually('all messages arrive', () => collector.messages.length >= total);
      batches.forEach((sizes, key) => {
        const count = sizes.reduce((sum, size) => sum + size, 0);
        expect(collector.bodies(`k${key}`)).toEqual(Array.from({ length: count }, (_, index) => String(index)));
      });
    });

    test('groups are independent: one that is stuck does not hold the other', async () => {
      const stream = await open();
      const stuck = new Collector();
      const free = new Collector(stuck.run);
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      await stream.subscribe({ group: `${stuck.group}-stuck`, topics: [Topic.jobProgressed], deliver: () => held });
      await stream.subscribe({ group: `${stuck.group}-free`, topics: [Topic.jobProgressed], deliver: free.deliver });
      await stream.publish([1, 2, 3].map((body) => messageOf(stuck.key('a'), String(body))));
      await eventually('the free group has all', () => free.messages.length === 3);
      release();
    });

    test('a rejected message is delivered again after a pause, before the next of its key', async () => {
      const stream = await open();
      const collector = new Collector();
      let refusals = 3;
      const seen: string[] = [];
      await stream.subscribe({
        group: collector.group,
        topics: [Topic.jobProgressed],
        deliver: async (message) => {
          if (!message.key.startsWith(collector.run)) return;
          seen.push(message.body);
          if (message.body === '1' && refusals-- > 0) throw new Error('not now');
          await collector.deliver(message);
        },
      });
      await stream.publish([messageOf(collector.key('a'), '1'), messageOf(collector.key('a'), '2')]);
      await eventually('both are taken', () => collector.messages.length === 2);
      expect(seen).toEqual(['1', '1', '1', '1', '2']);
    });

    test('a message in hand when the process ends without acknowledging is delivered again', async () => {
      const first = await open();
      const collector = new Collector();
      let inHand = 0;
      await first.subscribe({
        group: collector.group,
        topics: [Topic.jobProgressed],
        deliver: (message) => {
          if (!message.key.startsWith(collector.run)) return Promise.resolve();
          inHand += 1;
          return new Promise(() => undefined);
        },
      });
      await first.publish([messageOf(collector.key('a'), '1'), messageOf(collector.key('a'), '2')]);
      await eventually('the first is in hand', () => inHand === 1);
      const closingFrom = Date.now();
      await first.close();
      expect(Date.now() - closingFrom).toBeLessThan(8 * SECONDS);

      const second = await open();
      await second.subscribe({ group: collector.group, topics: [Topic.jobProgressed], deliver: collector.deliver });
      await eventually('both arrive', () => collector.messages.length >= 2);
      expect(collector.bodies()).toEqual(['1', '2']);
    });

    test('close lets the message in hand finish and acknowledges it', async () => {
      const first = await open();
      const collector = new Collector();
      let started = false;
      await first.subscribe({
        group: collector.group,
        topics: [Topic.jobProgressed],
        deliver: async (message) => {
          if (!message.key.startsWith(collector.run)) return;
          started = true;
          await new Promise((resolve) => setTimeout(resolve, 400));
          await collector.deliver(message);
        },
      });
      await first.publish([messageOf(collector.key('a'), '1'), messageOf(collector.key('a'), '2')]);
      await eventually('the first is in hand', () => started);
      await first.close();
      expect(collector.bodies()).toEqual(['1']);
      expect(first.consumers()).toMatchObject([{ group: collector.group, status: 'stopped' }]);

      const second = await open();
      await second.subscribe({ group: collector.group, topics: [Topic.jobProgressed], deliver: collector.deliver });
      await eventually('the second arrives', () => collector.messages.length >= 2);
      expect(collector.bodies()).toEqual(['1', '2']);
    });

    test('leaves no dead letter out where clocks disagree and only the first of them is replayed', async () => {
      const stream = await open();
      const topic = deadLetterTopic(Topic.acquisitionRequested);
      const key = randomUUID();
      const failed = (body: string, at: string): StreamMessage => {
        const message = messageOf(key, body, topic);
        return { ...message, headers: { ...message.headers, 'x-failed-at': at } };
      };
      await stream.publish([failed('1', '2026-03-02T12:00:01.000Z'), failed('2', '2026-03-02T12:00:00.000Z')]);
      const bodies: string[] = [];
      for (let step = 0; step < 2; step += 1) {
        const [first] = (await stream.readDeadLetters(topic, 2)).slice(0, 1);
        if (first === undefined) break;
        bodies.push(first.body);
        await stream.markReplayed([first]);
      }
      expect(bodies).toEqual(['1', '2']);
    });

    test('says how its groups are', async () => {
      const stream = await open();
      const collector = new Collector();
      await stream.subscribe({ group: collector.group, topics: [Topic.jobProgressed], deliver: collector.deliver });
      await eventually('the group runs', () => stream.consumers()[0]?.status === 'running');
      expect(stream.consumers()).toMatchObject([
        { group: collector.group, status: 'running', lastActivity: expect.any(Date) },
      ]);
    });
  });
}
