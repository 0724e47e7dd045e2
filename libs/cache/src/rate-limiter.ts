/** How much may be used up per period. */
export interface RateLimit {
  readonly points: number;
  /** In whole seconds. */
  readonly periodSeconds: number;
}

export interface RateDecision {
  readonly allowed: boolean;
  /** Points left after this call. */
  readonly remaining: number;
  /** Allowed: seconds until the first of the points used up come back. Refused: seconds until the same call fits. At least 1. */
  readonly resetSeconds: number;
}

/**
 * Counts what callers use up, by name.
 *
 * The promise: of one name, never more than `points` are granted within any period, wherever it begins. To keep it with a few
 * numbers per name, time is cut into steps of a thirtieth of the period and a step counts as a whole until all of it has left the
 * period; so points come back after the period and at most one step more. A call that costs more than `points` costs `points`: it
 * is granted when nothing else was used. A refused call uses up nothing.
 */
export interface RateLimiter {
  /** Decides at once where it can (in memory), so that a caller who is in a hurry need not wait for the next turn of the event loop. */
  consume(name: string, cost: number, limit: RateLimit): RateDecision | Promise<RateDecision>;
  close(): Promise<void>;
}

/** Into how many steps a period is cut. */
export const STEPS_PER_PERIOD = 30;
