import { retryUntilDone } from './retry.js';

const failingTimes = (times: number): (() => Promise<void>) => {
  let calls = 0;
  return () => (calls++ < times ? Promise.reject(new Error(`failure ${calls}`)) : Promise.resolve());
};

describe('retrying', () => {
  it('repeats until it is done, with pauses that grow up to a limit', async () => {
    const pauses: number[] = [];
    const done = await retryUntilDone(failingTimes(6), {
      firstPauseMs: 2,
      maximumPauseMs: 8,
      signal: new AbortController().signal,
      onFailure: (_error, pauseMs) => pauses.push(pauseMs),
    });
    expect(done).toBe(true);
    expect(pauses).toHaveLength(6);
    expect(pauses[0]).toBeLessThanOrEqual(2);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(8);
    expect(Math.min(...pauses.slice(3))).toBeGreaterThanOrEqual(4);
  });

  it('ends at once when it is told to, also in a pause', async () => {
    const stop = new AbortController();
    const started = performance.now();
    const done = await retryUntilDone(failingTimes(Infinity), {
      firstPauseMs: 60_000,
      maximumPauseMs: 60_000,
      signal: stop.signal,
      onFailure: () => setTimeout(() => stop.abort(), 10),
    });
    expect(done).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('does nothing after it was told to end', async () => {
    let called = false;
    const work = async (): Promise<void> => {
      called = true;
    };
    const done = await retryUntilDone(work, {
      firstPauseMs: 1,
      maximumPauseMs: 1,
      signal: AbortSignal.abort(),
      onFailure: () => undefined,
    });
    expect([done, called]).toEqual([false, false]);
  });
});
