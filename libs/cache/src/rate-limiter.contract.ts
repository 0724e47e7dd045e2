import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RateLimiter } from './rate-limiter.js';

const granted = (decisions: readonly { allowed: boolean }[]) => decisions.filter(({ allowed }) => allowed).length;

/** What every limiter promises. `open` gives a limiter that nobody else uses at the time; the suite closes it. */
export function rateLimiterContract(title: string, open: () => Promise<RateLimiter>): void {
  describe(`the rate limiter contract: ${title}`, () => {
    let limiter: RateLimiter;
    beforeAll(async () => {
      limiter = await open();
    });
    afterAll(() => limiter.close());
    const newName = () => `contract:${randomUUID()}`;
    const minute = (points: number) => ({ points, periodSeconds: 60 });

    it('counts down, then refuses', async () => {
      const name = newName();
      const decisions = [];
      for (let call = 0; call < 4; call += 1) decisions.push(await limiter.consume(name, 1, minute(3)));
      expect(decisions.map(({ allowed }) => allowed)).toEqual([true, true, true, false]);
      expect(decisions.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0]);
      // A minute, and at most the thirtieth of it in which the first call was made.
      for (const { resetSeconds } of decisions) {
        expect(resetSeconds).toBeGreaterThan(55);
        expect(resetSeconds).toBeLessThanOrEqual(62);
      }
    });

    it('grants exactly as many of 1,000 parallel calls as the limit says', async () => {
      const name = newName();
      const decisions = await Promise.all(
        Array.from({ length: 1000 }, async () => limiter.consume(name, 1, minute(5))),
      );
      expect(granted(decisions)).toBe(5);
    });

    it('counts by cost, and a refused call uses up nothing', async () => {
      const name = newName();
      expect(await limiter.consume(name, 60, minute(100))).toMatchObject({ allowed: true, remaining: 40 });
      expect(await limiter.consume(name, 50, minute(100))).toMatchObject({ allowed: false, remaining: 40 });
      expect(await limiter.consume(name, 40, minute(100))).toMatchObject({ allowed: true, remaining: 0 });
    });

    it('grants a call that costs more than the whole limit, once nothing else was used', async () => {
      const [name, other] = [newName(), newName()];
      expect(await limiter.consume(name, 50, minute(5))).toMatchObject({ allowed: true, remaining: 0 });
      await limiter.consume(other, 1, minute(5));
      expect(await limiter.consume(other, 50, minute(5))).toMatchObject({ allowed: false, remaining: 4 });
    });

    it('counts every name and every period by itself, whatever signs a name has', async () => {
      const name = newName();
      for (const one of [name, `${name} 1:1`, `${name}%`, `${name}:ü`, 'n'.repeat(5000) + name]) {
        expect(await limiter.consume(one, 1, minute(1))).toMatchObject({ allowed: true });
        expect(await limiter.consume(one, 1, minute(1))).toMatchObject({ allowed: false });
      }
    });

    it('takes a limit that has changed since', async () => {
      const name = newName();
      await limiter.consume(name, 8, minute(10));
      expect(await limiter.consume(name, 1, minute(5))).toMatchObject({ allowed: false, remaining: 0 });
      expect(await limiter.consume(name, 1, minute(20))).toMatchObject({ allowed: true, remaining: 11 });
    });

    it('never grants more than the limit within any period, and gives back what was used when it has passed', async () => {
      const name = newName();
      const times: number[] = [];
      const started = performance.now();
      while (performance.now() - started < 3500) {
        const before = performance.now();
        if ((await limiter.consume(name, 1, { points: 4, periodSeconds: 1 })).allowed) times.push(before);
        await sleep(9);
      }
      // The clock of the test and the limiter's differ by what a call takes.
      const shortest = times.slice(4).map((time, position) => time - (times[position] ?? 0));
      expect(Math.min(...shortest)).toBeGreaterThan(980);
      expect(times.length).toBeGreaterThanOrEqual(12);
    });

    it('says when a refused call will fit', async () => {
      const name = newName();
      const limit = { points: 2, periodSeconds: 1 };
      await limiter.consume(name, 2, limit);
      const refused = await limiter.consume(name, 1, limit);
      expect(refused.allowed).toBe(false);
      expect(refused.resetSeconds).toBeLessThanOrEqual(2);
      await sleep(refused.resetSeconds * 1000 + 20);
      expect(await limiter.consume(name, 1, limit)).toMatchObject({ allowed: true });
    });
  });
}
