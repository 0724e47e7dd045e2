import { STEPS_PER_PERIOD } from './rate-limiter.js';
import type { RateDecision } from './rate-limiter.js';

/** What one name has used up lately. Plain numbers, no clock: time is an argument. */
export class UsageWindow {
  /** Steps in which something was used, oldest first, and how much. */
  private readonly steps: number[] = [];
  private readonly counts: number[] = [];
  private used = 0;

  constructor(readonly periodMs: number) {}

  /** @param nowMs milliseconds since any fixed instant; never goes back */
  consume(nowMs: number, cost: number, points: number): RateDecision {
    const width = this.periodMs / STEPS_PER_PERIOD;
    const step = Math.floor(nowMs / width);
    this.forget(step);
    const price = Math.min(cost, points);
    if (this.used + price > points) {
      const free = this.stepThatFrees(this.used + price - points);
      return { allowed: false, remaining: Math.max(0, points - this.used), resetSeconds: seconds(free, width, nowMs) };
    }
    this.add(step, price);
    return {
      allowed: true,
      remaining: points - this.used,
      resetSeconds: seconds(this.steps[0] ?? step, width, nowMs),
    };
  }

  /** Drops what no period that contains now can reach. */
  private forget(step: number): void {
    let gone = 0;
    while (gone < this.steps.length && (this.steps[gone] ?? 0) < step - STEPS_PER_PERIOD) {
      this.used -= this.counts[gone] ?? 0;
      gone += 1;
    }
    if (gone > 0) {
      this.steps.splice(0, gone);
      this.counts.splice(0, gone);
    }
  }

  private add(step: number, price: number): void {
    if (price === 0) return;
    const last = this.steps.length - 1;
    if (last >= 0 && this.steps[last] === step) {
      this.counts[last] = (this.counts[last] ?? 0) + price;
    } else {
      this.steps.push(step);
      this.counts.push(price);
    }
    this.used += price;
  }

  /** The step with whose end at least `wanted` points will have come back. */
  private stepThatFrees(wanted: number): number {
    let freed = 0;
    for (const [position, count] of this.counts.entries()) {
      freed += count;
      if (freed >= wanted) return this.steps[position] ?? 0;
    }
    return this.steps.at(-1) ?? 0;
  }
}

/** Seconds until `step` no longer counts. */
function seconds(step: number, width: number, nowMs: number): number {
  return Math.max(1, Math.ceil(((step + STEPS_PER_PERIOD + 1) * width - nowMs) / 1000));
}
