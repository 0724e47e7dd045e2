/**
 * The cache port. A cache only saves time: every method of every adapter swallows the loss of its backing service (and counts
 * it), so a caller never needs to know whether there is one.
 */
export interface Cache {
  /** The stored bytes, or null. */
  get(key: string): Promise<Uint8Array | null>;
  set(key: string, value: Uint8Array, ttlSeconds: number): Promise<void>;
  /** Whether the backing service answers; for health and metrics only. */
  healthy(): boolean;
  close(): Promise<void>;
}
