import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Configuration } from './configuration.js';
import { textLine } from './log-text.js';
import { logContext } from './request-context.js';

export type { Logger };

/**
 * The logger of the process: one JSON object per line (`time` in ISO 8601, `level` as a word, `service`, and `request_id` and
 * `trace_id` inside a request or message), or short lines for people.
 */
export function createLogger(
  configuration: Pick<Configuration, 'logLevel' | 'logFormat'>,
  service: string,
  destination: DestinationStream = process.stdout,
): Logger {
  const output =
    configuration.logFormat === 'text' ? { write: (line: string) => destination.write(textLine(line)) } : destination;
  return pino(
    {
      level: configuration.logLevel,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: logContext,
    },
    output,
  );
}
