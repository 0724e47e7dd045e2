import { LRUCache } from 'lru-cache';
import type { RateDecision, RateLimit, RateLimiter } from './rate-limiter.js';
import { UsageWindow } from './usage-window.js';

/** Counts in the memory of this process. Beyond `names` names the one asked for longest ago is forgotten and begins anew. */
export class MemoryRateLimiter implements RateLimiter {
  private readonly windows: LRUCache<string, UsageWindow>;

  constructor(
    names: number,
    /** Milliseconds since any fixed instant; never goes back. */
    private readonly now: () => number = () => performance.now(),
  ) {
    this.windows = new LRUCache({ max: names });
  }

  consume(name: string, cost: number, limit: RateLimit): RateDecision {
    const periodMs = limit.periodSeconds * 1000;
    let window = this.windows.get(name);
    if (window?.periodMs !== periodMs) {
      window = new UsageWindow(periodMs);
      this.windows.set(name, window);
    }
    return window.consume(this.now(), cost, limit.points);
  }

  async close(): Promise<void> {
    this.windows.clear();
  }
}
