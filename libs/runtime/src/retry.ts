import { setTimeout as sleep } from 'node:timers/promises';

export interface RetryOptions {
  /** Pause after the first failure, in milliseconds; it doubles up to `maximumPauseMs`. */
  readonly firstPauseMs: number;
  readonly maximumPauseMs: number;
  /** Ends the retrying. */
  readonly signal: AbortSignal;
  onFailure(error: unknown, pauseMs: number): void;
}

/**
 * Repeats `work` until it succeeds, with growing pauses of which up to half is chance, so that many processes do not come back
 * in step. Returns true when it succeeded and false when the signal ended it; never throws.
 */
export async function retryUntilDone(work: () => Promise<void>, options: RetryOptions): Promise<boolean> {
  for (let pause = options.firstPauseMs; !options.signal.aborted; pause = Math.min(pause * 2, options.maximumPauseMs)) {
    try {
      await work();
      return true;
    } catch (error) {
      if (options.signal.aborted) {
        return false;
      }
      const pauseMs = Math.round(pause * (1 - Math.random() / 2));
      options.onFailure(error, pauseMs);
      await sleep(pauseMs, undefined, { signal: options.signal }).catch(() => undefined);
    }
  }
  return false;
}
