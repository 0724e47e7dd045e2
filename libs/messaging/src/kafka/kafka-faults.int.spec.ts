import { declaredTopics, Topic } from '#contracts/topics';
import { eventually } from '#testing/eventually';
import { startRealKafka, type RealKafka } from '#testing/real-services';
import { Collector, messageOf } from '../event-stream.contract.js';
import { silentLogger } from '../silent-logger.js';
import { KafkaStream } from './kafka-stream.js';

let kafka: RealKafka;
const opened: KafkaStream[] = [];
beforeAll(async () => {
  kafka = await startRealKafka();
}, 180_000);
afterAll(() => kafka.stop());
afterEach(async () => {
  await Promise.all(opened.splice(0).map((stream) => stream.close()));
});

function openStream(): KafkaStream {
  const stream = new KafkaStream({
    brokers: kafka.brokers.split(','),
    clientId: 'faults',
    logger: silentLogger,
    sessionTimeoutMs: 6_000,
    closeTimeoutMs: 4_000,
    backOff: { initialMs: 100, maximumMs: 1_000 },
  });
  opened.push(stream);
  return stream;
}

test('a handler that takes longer than the session keeps its partition, and then the others get their turn', async () => {
  const stream = openStream();
  await stream.ensureTopics(declaredTopics);
  const collector = new Collector();
  let slowDeliveries = 0;
  await stream.subscribe({
    group: collector.group,
    topics: [Topic.jobProgressed],
    deliver: async (message) => {
      if (message.body === 'slow') {
        slowDeliveries += 1;
        await new Promise((resolve) => setTimeout(resolve, 9_000));
      }
      await collector.deliver(message);
    },
  });
  await stream.publish([messageOf(collector.key('a'), 'slow'), messageOf(collector.key('a'), 'next')]);
  await eventually('both are taken', () => collector.messages.length === 2, 40_000);
  expect(collector.bodies()).toEqual(['slow', 'next']);
  expect(slowDeliveries).toBe(1);
}, 90_000);

const testOutage: typeof test = ((...parameters: Parameters<typeof test>) =>
  test(
    parameters[0],
    async () => {
      if (kafka.provider === 'given') {
        process.stderr.write(
          `"${String(parameters[0])}" needs a broker that it may kill; KAFKA_BROKERS names one that it may not.\n`,
        );
        return;
      }
      await (parameters[1] as () => Promise<void>)();
    },
    parameters[2],
  )) as typeof test;

testOutage(
  'a broker that is away at boot, and goes away later, ends nothing: publishing fails in time and all heals by itself',
  async () => {
    const collector = new Collector();
    await kafka.kill();
    const stream = openStream();
    const ensured = stream.ensureTopics(declaredTopics);
    await stream.subscribe({ group: collector.group, topics: [Topic.jobProgressed], deliver: collector.deliver });
    const startedAt = Date.now();
    await expect(stream.publish([messageOf(collector.key('a'), 'lost')])).rejects.toMatchObject({
      code: 'stream_unavailable',
      retryable: true,
    });
    expect(Date.now() - startedAt).toBeLessThan(15_000);
    expect(stream.consumers()[0]?.status).not.toBe('running');

    await kafka.start();
    await ensured;
    await publishUntilTaken(stream, messageOf(collector.key('a'), 'first'));
    await eventually('the group runs', () => stream.consumers()[0]?.status === 'running', 60_000);
    await eventually('the first arrives', () => collector.bodies().includes('first'), 60_000);

    await kafka.kill();
    await eventually('the dead consumer is seen', () => stream.consumers()[0]?.status === 'crashed', 60_000);
    await kafka.start();
    await publishUntilTaken(stream, messageOf(collector.key('a'), 'second'));
    await eventually('the second arrives', () => collector.bodies().includes('second'), 60_000);
  },
  240_000,
);

async function publishUntilTaken(
  stream: KafkaStream,
  message: Parameters<KafkaStream['publish']>[0][number],
): Promise<void> {
  await eventually(
    'the broker takes it',
    () =>
      stream.publish([message]).then(
        () => true,
        () => false,
      ),
    60_000,
  );
}
