import { LRUCache } from 'lru-cache';
import type { MemoryRateLimiter } from './memory-rate-limiter.js';
import type { RateDecision, RateLimit, RateLimiter } from './rate-limiter.js';

/** How long the far limiter is left alone after a failure before it is asked whether it answers again, in milliseconds. */
const PAUSE_MS = 1000;
/** Names whose refusal is remembered. */
const REFUSALS = 10_000;

interface Refusal {
  readonly cost: number;
  readonly limit: RateLimit;
  readonly decision: RateDecision;
  readonly untilMs: number;
}

/**
 * A limiter for all processes together, and one in memory for when it is away. After a failure nobody waits for the far one: everything
 * is decided near, and once a second the far one is asked about a call that costs nothing, until it answers. The near one always counts
 * along, so that losing the far one gives nobody his limit anew; while it is away, each process grants the limit by itself.
 *
 * Who was refused is refused near until the time that he was told, so a flood of such calls never reaches the far limiter.
 */
export class LayeredRateLimiter implements RateLimiter {
  private readonly refusals = new LRUCache<string, Refusal>({ max: REFUSALS });
  private away = false;
  private pausedUntil = 0;
  private trying = false;

  constructor(
    private readonly near: MemoryRateLimiter,
    private readonly far: RateLimiter,
  ) {}

  consume(name: string, cost: number, limit: RateLimit): RateDecision | Promise<RateDecision> {
    const known = this.knownRefusal(name, cost, limit);
    if (known !== null) return known;
    const near = this.near.consume(name, cost, limit);
    if (!this.away) return this.ask(near, name, cost, limit);
    if (!this.trying && performance.now() >= this.pausedUntil) void this.tryAgain(name, limit);
    return near;
  }

  async close(): Promise<void> {
    await Promise.all([this.near.close(), this.far.close()]);
  }

  private async ask(near: RateDecision, name: string, cost: number, limit: RateLimit): Promise<RateDecision> {
    try {
      const decision = await this.far.consume(name, cost, limit);
      this.away = false;
      if (!decision.allowed) {
        const untilMs = performance.now() + decision.resetSeconds * 1000;
        this.refusals.set(name, { cost, limit, decision, untilMs });
      }
      return decision;
    } catch {
      // The far limiter has told of it already.
      this.leaveAlone();
      return near;
    }
  }

  /** On nobody's behalf: the caller has been answered by then. */
  private async tryAgain(name: string, limit: RateLimit): Promise<void> {
    this.trying = true;
    try {
      await this.far.consume(name, 0, limit);
      this.away = false;
    } catch {
      this.leaveAlone();
    } finally {
      this.trying = false;
    }
  }

  private leaveAlone(): void {
    this.away = true;
    this.pausedUntil = performance.now() + PAUSE_MS;
  }

  /** What was said to a call that cost no more than this one still holds for it. */
  private knownRefusal(name: string, cost: number, limit: RateLimit): RateDecision | null {
    const refusal = this.refusals.get(name);
    if (refusal === undefined) return null;
    const leftMs = refusal.untilMs - performance.now();
    const same = refusal.limit.points === limit.points && refusal.limit.periodSeconds === limit.periodSeconds;
    if (leftMs <= 0 || !same) {
      this.refusals.delete(name);
      return null;
    }
    return cost < refusal.cost ? null : { ...refusal.decision, resetSeconds: Math.ceil(leftMs / 1000) };
  }
}
