import fc from 'fast-check';
import { MemoryRateLimiter } from './memory-rate-limiter.js';
import { rateLimiterContract } from './rate-limiter.contract.js';
import { STEPS_PER_PERIOD } from './rate-limiter.js';

rateLimiterContract('memory', async () => new MemoryRateLimiter(1000));

const PERIOD_SECONDS = 60;
const PERIOD_MS = PERIOD_SECONDS * 1000;

/** Calls in the order of time: milliseconds since the one before, and cost. */
const calls = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 12 })), {
  maxLength: 120,
});

describe('the memory rate limiter', () => {
  it('keeps the promise for any calls: never more than the points within any period, wherever it begins', () => {
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 20 }), (given, points) => {
        let now = 0;
        const limiter = new MemoryRateLimiter(10, () => now);
        const spent: { at: number; price: number }[] = [];
        for (const [pause, cost] of given) {
          now += pause;
          const { allowed, remaining } = limiter.consume('name', cost, { points, periodSeconds: PERIOD_SECONDS });
          if (allowed) spent.push({ at: now, price: Math.min(cost, points) });
          expect(remaining).toBeGreaterThanOrEqual(0);
        }
        for (const { at } of spent) {
          const within = spent.filter((other) => other.at >= at && other.at < at + PERIOD_MS);
          expect(within.reduce((sum, { price }) => sum + price, 0)).toBeLessThanOrEqual(points);
        }
      }),
    );
  });

  it('refuses nothing that fits into the last period and one step more, and tells when a refused call fits', () => {
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 20 }), (given, points) => {
        let now = 0;
        const limit = { points, periodSeconds: PERIOD_SECONDS };
        const limiter = new MemoryRateLimiter(10, () => now);
        const spent: { at: number; price: number }[] = [];
        for (const [pause, cost] of given) {
          now += pause;
          const price = Math.min(cost, points);
          const since = now - PERIOD_MS - PERIOD_MS / STEPS_PER_PERIOD;
          const lately = spent.filter(({ at }) => at >= since).reduce((sum, one) => sum + one.price, 0);
          const decision = limiter.consume('name', cost, limit);
          expect(decision.allowed || lately + price > points).toBe(true);
          if (!decision.allowed) {
            now += decision.resetSeconds * 1000;
            expect(limiter.consume('name', cost, limit).allowed).toBe(true);
          }
          spent.push({ at: now, price });
        }
      }),
    );
  });

  it('decides at once', () => {
    expect(new MemoryRateLimiter(10).consume('name', 1, { points: 2, periodSeconds: 60 })).toMatchObject({
      allowed: true,
      remaining: 1,
    });
  });

  it('OWASP API4: knows a bounded number of names, and forgets the one asked for longest ago', () => {
    const limiter = new MemoryRateLimiter(2);
    const use = (name: string) => limiter.consume(name, 1, { points: 1, periodSeconds: 60 }).allowed;
    expect([use('a'), use('b'), use('a')]).toEqual([true, true, false]);
    expect(use('c')).toBe(true);
    expect(use('a')).toBe(false);
    expect(use('b')).toBe(true);
  });
});
