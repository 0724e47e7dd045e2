/** Waiting times between attempts: they double from `initialMs` up to `maximumMs`. */
export interface BackOff {
  readonly initialMs: number;
  readonly maximumMs: number;
}

export const DEFAULT_BACK_OFF: BackOff = { initialMs: 100, maximumMs: 5_000 };

/**
 * Full jitter: anything from 0 to the capped exponential, so that many who failed together do not come back together.
 * `failures` counts from 1; `random` is in [0, 1).
 */
export function backOffMs(backOff: BackOff, failures: number, random: () => number): number {
  const ceiling = Math.min(backOff.maximumMs, backOff.initialMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(ceiling * random());
}

/** Resolves after `ms`, or at once when `signal` is or becomes aborted; never rejects. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** Resolves when `work` has settled, or after `limitMs`. */
export async function settledWithin(work: Promise<unknown>, limitMs: number): Promise<void> {
  const limit = new AbortController();
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([settled, sleep(limitMs, limit.signal)]);
  limit.abort();
}
