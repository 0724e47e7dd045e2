/** A pause that lies further ahead was not asked for by a vendor: the clock has been set back since. */
export const LONGEST_PAUSE_MS = 24 * 3_600_000;

export interface QuotaRecord {
  /** Instants at which tokens were taken. */
  readonly takenAt: readonly Date[];
  readonly pausedUntil: Date | null;
}

export interface QuotaSize {
  readonly calls: number;
  /** Milliseconds after which a token that was taken comes back. */
  readonly periodMs: number;
}

export interface Taking {
  /** Null: the token is taken. Else how long to wait before asking again, at least 1. */
  readonly waitMs: number | null;
  /** Tokens that are not back yet, oldest first, the new one included; never more than `calls` unless the quota was lowered. */
  readonly takenAt: readonly Date[];
}

/**
 * Takes a token of a bucket of `calls` tokens, each of which comes back one period after it was taken. A bucket that is refilled
 * steadily would let nearly twice as many calls into one window; of this one, no window of the period ever sees more than `calls`.
 *
 * An instant after `now` comes from a machine whose clock is ahead. The call itself is not in the future: it counts as made now.
 */
export function takeToken(record: QuotaRecord, quota: QuotaSize, now: Date): Taking {
  const takenAt = tokensOut(record.takenAt, quota, now);
  const pauseMs = pauseLeftMs(record.pausedUntil, now);
  // With a quota that was lowered, more may be out than there are now: wait for the one that makes room.
  const blocking = takenAt[takenAt.length - quota.calls];
  const tokenMs = blocking === undefined ? 0 : blocking.getTime() + quota.periodMs - now.getTime();
  const waitMs = Math.max(pauseMs, tokenMs);
  return waitMs > 0 ? { waitMs, takenAt } : { waitMs: null, takenAt: [...takenAt, now] };
}

/** The tokens that are not back at `now`, oldest first. */
export function tokensOut(takenAt: readonly Date[], { periodMs }: QuotaSize, now: Date): Date[] {
  return takenAt
    .map((instant) => (instant > now ? now : instant))
    .filter((instant) => instant.getTime() + periodMs > now.getTime())
    .sort((one, other) => one.getTime() - other.getTime());
}

export function pauseLeftMs(pausedUntil: Date | null, now: Date): number {
  const left = (pausedUntil?.getTime() ?? 0) - now.getTime();
  return left > LONGEST_PAUSE_MS ? 0 : Math.max(0, left);
}
