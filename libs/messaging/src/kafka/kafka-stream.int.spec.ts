import type { Database } from '#storage/database';
import { createPostgresDatabase } from '#storage/postgres-database';
import { startRealKafka, startRealPostgres, type RealKafka, type RealPostgres } from '#testing/real-services';
import { describeEventPipeline } from '../event-pipeline.contract.js';
import { describeEventStream } from '../event-stream.contract.js';
import { describeEventStrategy } from '../event-strategy.contract.js';
import { createMessagingTables } from '../messaging-tables.js';
import { silentLogger } from '../silent-logger.js';
import { KafkaStream } from './kafka-stream.js';

let kafka: RealKafka;
let postgres: RealPostgres;
let database: Database;
beforeAll(async () => {
  [kafka, postgres] = await Promise.all([startRealKafka(), startRealPostgres()]);
  database = createPostgresDatabase({
    url: postgres.url,
    role: null,
    maxConnections: 8,
    statementTimeoutMs: 30_000,
    applicationName: 'messaging-contract',
    onError: () => undefined,
  });
  await createMessagingTables(database);
}, 180_000);
afterAll(async () => {
  await database.close();
  await Promise.all([kafka.stop(), postgres.stop()]);
});

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
describeEventPipeline('PostgreSQL and Kafka', () => ({ open: openStream, database }));
