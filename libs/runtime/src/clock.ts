import type { Clock } from './tokens.js';

/** The time of the machine. */
export const systemClock: Clock = { now: () => new Date() };
