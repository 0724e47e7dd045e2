/** So many calls within any span of time that long, per key. */
export interface QuotaLimit {
  readonly calls: number;
  readonly perMs: number;
}

/** Counts calls in a sliding window; a call exactly `perMs` after another no longer meets it. Refused calls are not counted. */
export class RequestQuota {
  private readonly taken = new Map<string, number[]>();

  constructor(private readonly limit: QuotaLimit) {}

  /** Milliseconds to wait; 0: the call was counted. */
  take(key: string, now: Date): number {
    const at = now.getTime();
    const recent = (this.taken.get(key) ?? []).filter((instant) => instant > at - this.limit.perMs);
    const [oldest] = recent;
    if (recent.length >= this.limit.calls && oldest !== undefined) {
      this.taken.set(key, recent);
      return oldest + this.limit.perMs - at;
    }
    this.taken.set(key, [...recent, at]);
    return 0;
  }
}
