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

/** npm passes a Ctrl-C on that the terminal has sent to its children already: within this time two are one, in milliseconds. */
const SAME_SIGNAL_MS = 500;

/** The first SIGTERM or SIGINT stops in order, the second ends the process at once. */
export function stopOnSignals(logger: Logger, stop: () => Promise<boolean>): void {
  let stoppingSince: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSince !== null) {
      if (performance.now() - stoppingSince < SAME_SIGNAL_MS) return;
      logger.warn({ signal }, 'Asked again; ending at once');
      process.exit(1);
    }
    stoppingSince = performance.now();
    logger.info({ signal }, 'Stopping');
    void stop().then((well) => {
      logger.info('Stopped');
      process.exit(well ? 0 : 1);
    });
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
