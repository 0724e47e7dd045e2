import { LRUCache } from 'lru-cache';
import type { Cache } from './cache.js';

/** What an entry costs beside its key and value, in bytes; a guess that keeps many small entries from being free. */
const ENTRY_OVERHEAD_BYTES = 200;

/** Keeps the entries used last in the memory of this process, within a number of bytes. */
export class MemoryCache implements Cache {
  private readonly entries: LRUCache<string, Uint8Array>;

  /** An entry of more than an eighth of `maximumBytes` is not kept: it would push out too many others. */
  constructor(maximumBytes: number) {
    this.entries = new LRUCache({
      maxSize: maximumBytes,
      maxEntrySize: Math.max(1, Math.floor(maximumBytes / 8)),
      sizeCalculation: (value, key) => value.byteLength + key.length * 2 + ENTRY_OVERHEAD_BYTES,
    });
  }

  async get(key: string): Promise<Uint8Array | null> {
    return this.entries.get(key) ?? null;
  }

  async set(key: string, value: Uint8Array, ttlSeconds: number): Promise<void> {
    this.entries.set(key, value, { ttl: Math.max(1, Math.ceil(ttlSeconds * 1000)) });
  }

  healthy(): boolean {
    return true;
  }

  async close(): Promise<void> {
    this.entries.clear();
  }
}
