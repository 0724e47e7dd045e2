import type { MessagingMetrics } from '#messaging/messaging-metrics';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';

/** What watches a process; made before anything that is to be watched. */
export interface ProcessInstruments {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly messagingMetrics: MessagingMetrics;
}
