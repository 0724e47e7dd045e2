import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Timing } from '#services/ingestion/src/upstream/timing';

/** A clock that stands still until somebody waits: a wait moves it and takes no time. */
export class VirtualTiming implements Timing {
  #now: number;

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#now += milliseconds;
    await nextTurn();
  }

  moveTo(instant: Date): void {
    this.#now = Math.max(this.#now, instant.getTime());
  }
}
