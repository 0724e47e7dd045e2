import type { Logger } from './logging.js';

/** A promise nobody waits for or an event nobody catches: the state of the process is unknown, so it ends. */
export function endOnFatalErrors(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'An error was caught by nobody; the process ends');
    process.exit(1);
  });
  process.on('unhandledRejection', (reason) => {
    logger.fatal({ err: reason }, 'A rejection was handled by nobody; the process ends');
    process.exit(1);
  });
}

/** The first SIGTERM or SIGINT stops in order, the second ends the process at once. */
export function stopOnSignals(logger: Logger, stop: () => Promise<boolean>): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) {
      logger.warn({ signal }, 'Asked again; ending at once');
      process.exit(1);
    }
    stopping = true;
    logger.info({ signal }, 'Stopping');
    void stop().then((well) => {
      logger.info('Stopped');
      process.exit(well ? 0 : 1);
    });
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
