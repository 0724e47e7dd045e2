import type { Timing } from '../src/upstream/timing.js';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** Time that moves only while everybody sleeps, to the instant at which the first of them wants to wake. */
export class VirtualTiming implements Timing {
  private sleepers: Sleeper[] = [];
  /** How long was slept, call by call. */
  readonly slept: number[] = [];

  /** `actors` is the number of those who sleep or work at the same time. */
  constructor(
    private instant: Date,
    private actors = 1,
  ) {}

  now(): Date {
    return new Date(this.instant);
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.slept.push(milliseconds);
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const giveUp = (): void => {
        this.sleepers = this.sleepers.filter((one) => one !== sleeper);
        reject(signal.reason as Error);
      };
      const wake = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const sleeper = { wakeAt: this.instant.getTime() + milliseconds, wake };
      signal.addEventListener('abort', giveUp, { once: true });
      this.sleepers.push(sleeper);
      this.move();
    });
  }

  /** Lets time pass with nobody asleep. */
  pass(milliseconds: number): void {
    this.instant = new Date(this.instant.getTime() + milliseconds);
  }

  /** Lets time pass up to an instant, unless it is past already. */
  moveTo(instant: Date): void {
    if (instant > this.instant) this.instant = new Date(instant);
  }

  /** One actor has done his work. */
  leave(): void {
    this.actors -= 1;
    this.move();
  }

  private move(): void {
    if (this.sleepers.length === 0 || this.sleepers.length < this.actors) return;
    const first = this.sleepers.reduce((one, other) => (other.wakeAt < one.wakeAt ? other : one));
    this.sleepers = this.sleepers.filter((sleeper) => sleeper !== first);
    if (first.wakeAt > this.instant.getTime()) this.instant = new Date(first.wakeAt);
    first.wake();
  }
}
