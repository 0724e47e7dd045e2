import { startRealKafka, type RealKafka } from '#testing/real-services';
import { describeEventStream } from '../event-stream.contract.js';
import { describeEventStrategy } from '../event-strategy.contract.js';
import { silentLogger } from '../silent-logger.js';
import { KafkaStream } from './kafka-stream.js';

jest.setTimeout(120_000);

let kafka: RealKafka;
beforeAll(async () => {
  kafka = await startRealKafka();
});
afterAll(() => kafka.stop());

const openStream = (): KafkaStream =>
  new KafkaStream({
    brokers: kafka.brokers.split(','),
    clientId: 'contract',
    logger: silentLogger,
    closeTimeoutMs: 4_000,
    sessionTimeoutMs: 6_000,
    backOff: { initialMs: 20, maximumMs: 500 },
  });

describeEventStream('Kafka', () => ({ open: openStream }));
describeEventStrategy('Kafka', () => ({ open: openStream }));
