import type { MessagingLogger } from './messaging-logger.js';

const nothing = (): void => undefined;

/** For tests whose subject is not what is logged. */
export const silentLogger: MessagingLogger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
