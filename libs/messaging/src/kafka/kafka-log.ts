import { logLevel, type logCreator } from 'kafkajs';
import type { MessagingLogger } from '../messaging-logger.js';

/**
 * kafkajs' own log lines, one level milder: it says ERROR of every lost connection and WARN of every rebalance, which a group
 * is made to survive. What needs a person is logged by this room itself.
 */
export function kafkaLog(logger: MessagingLogger): logCreator {
  return () =>
    ({ namespace, level, log }) => {
      const { message, timestamp: _timestamp, logger: _logger, ...fields } = log;
      logger[mildened(level)]({ component: 'kafkajs', namespace, ...fields }, message);
    };
}

function mildened(level: logLevel): 'debug' | 'info' | 'warn' {
  if (level === logLevel.ERROR) return 'warn';
  return level === logLevel.WARN ? 'info' : 'debug';
}
