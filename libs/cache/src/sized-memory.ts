import { LRUCache } from 'lru-cache';

/** Keeps values of this process, the ones used last, within a number of bytes. */
export class SizedMemory<Value extends object> {
  private readonly entries: LRUCache<string, Value>;

  /** A value of more than an eighth of `maximumBytes` is not kept: it would push out too many others. */
  constructor(maximumBytes: number) {
    this.entries = new LRUCache({ maxSize: maximumBytes, maxEntrySize: Math.max(1, Math.floor(maximumBytes / 8)) });
  }

  get(key: string): Value | undefined {
    return this.entries.get(key);
  }

  /** `bytes`: what value and key take, about. */
  set(key: string, value: Value, bytes: number): void {
    this.entries.set(key, value, { size: Math.max(1, bytes) });
  }

  delete(key: string): void {
    this.entries.delete(key);
  }
}
