import { Kafka, logLevel, type KafkaConfig } from 'kafkajs';
import type { MessagingLogger } from '../messaging-logger.js';
import { kafkaLog } from './kafka-log.js';

export interface KafkaConnection {
  /** host:port */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: boolean;
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** A client whose calls fail within seconds when the broker is away: whoever calls tries again with a back-off of his own. */
export function createKafka(connection: KafkaConnection, logger: MessagingLogger): Kafka {
  const config: KafkaConfig = {
    brokers: [...connection.brokers],
    clientId: connection.clientId,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { retries: 3, initialRetryTime: 200, maxRetryTime: 1_000 },
    logLevel: logLevel.INFO,
    logCreator: kafkaLog(logger),
    ...(connection.ssl === undefined ? {} : { ssl: connection.ssl }),
    ...(connection.sasl === undefined ? {} : { sasl: { ...connection.sasl } as NonNullable<KafkaConfig['sasl']> }),
  };
  return new Kafka(config);
}
