import type { Cache } from './cache.js';

/**
 * A near cache before a far one: what the far one knows is kept near for a short while. Keys carry the revision of the data they
 * show, so the two can never disagree about a key.
 */
export class LayeredCache implements Cache {
  constructor(
    private readonly near: Cache,
    private readonly far: Cache,
    /** How long a far entry may be answered from near, in seconds; its own lifetime is not known here. */
    private readonly nearTtlSeconds: number,
  ) {}

  async get(key: string): Promise<Uint8Array | null> {
    const close = await this.near.get(key);
    if (close !== null) {
      return close;
    }
    const found = await this.far.get(key);
    if (found !== null) {
      await this.near.set(key, found, this.nearTtlSeconds);
    }
    return found;
  }

  async set(key: string, value: Uint8Array, ttlSeconds: number): Promise<void> {
    await Promise.all([
      this.near.set(key, value, Math.min(ttlSeconds, this.nearTtlSeconds)),
      this.far.set(key, value, ttlSeconds),
    ]);
  }

  healthy(): boolean {
    return this.far.healthy();
  }

  async close(): Promise<void> {
    await Promise.all([this.near.close(), this.far.close()]);
  }
}
