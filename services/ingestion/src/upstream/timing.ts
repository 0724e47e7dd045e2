import { setTimeout as wait } from 'node:timers/promises';

/** The time that quotas, pauses and breakers go by. In tests a sleep moves the time, so that a year passes in seconds. */
export interface Timing {
  now(): Date;
  /** Rejects as soon as `signal` is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemTiming: Timing = {
  now: () => new Date(),
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};
