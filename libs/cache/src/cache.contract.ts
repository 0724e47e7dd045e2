import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cache } from './cache.js';

/** What every cache promises. `open` gives a cache that nobody else uses at the time; the suite closes it. */
export function cacheContract(name: string, open: () => Promise<Cache>): void {
  describe(`the cache contract: ${name}`, () => {
    let cache: Cache;
    beforeAll(async () => {
      cache = await open();
    });
    afterAll(async () => {
      await cache.close();
    });
    const newKey = () => `contract:${randomUUID()}`;

    it('does not know what was never stored', async () => {
      expect(await cache.get(newKey())).toBeNull();
    });

    it('gives back the bytes that were stored, whatever they are', async () => {
      const key = newKey();
      const everyByte = Uint8Array.from({ length: 256 }, (_, value) => value);
      await cache.set(key, everyByte, 60);
      expect(Uint8Array.from((await cache.get(key)) ?? [])).toEqual(everyByte);
    });

    it('stores the part of a buffer that a view shows, not the whole buffer', async () => {
      const key = newKey();
      await cache.set(key, Uint8Array.from([1, 2, 3, 4, 5]).subarray(1, 3), 60);
      expect([...((await cache.get(key)) ?? [])]).toEqual([2, 3]);
    });

    it('knows an empty value from none', async () => {
      const key = newKey();
      await cache.set(key, new Uint8Array(0), 60);
      expect((await cache.get(key))?.byteLength).toBe(0);
    });

    it('replaces a value', async () => {
      const key = newKey();
      await cache.set(key, Uint8Array.of(1), 60);
      await cache.set(key, Uint8Array.of(2), 60);
      expect([...((await cache.get(key)) ?? [])]).toEqual([2]);
    });

    it('forgets a value after its time to live', async () => {
      const key = newKey();
      await cache.set(key, Uint8Array.of(1), 0.2);
      expect(await cache.get(key)).not.toBeNull();
      await sleep(400);
      expect(await cache.get(key)).toBeNull();
    });

    it('takes keys and values of every size without complaint', async () => {
      const megabyte = new Uint8Array(1024 * 1024).fill(7);
      await cache.set('k'.repeat(5000), Uint8Array.of(1), 60);
      await cache.set(newKey(), megabyte, 60);
      expect(await cache.get('k'.repeat(5000))).not.toBeNull();
    });

    it('serves many callers at once', async () => {
      const keys = Array.from({ length: 200 }, newKey);
      await Promise.all(keys.map((key, position) => cache.set(key, Uint8Array.of(position), 60)));
      const values = await Promise.all(keys.map((key) => cache.get(key)));
      expect(values.map((value) => value?.[0])).toEqual(keys.map((_, position) => position));
    });

    it('is healthy', () => {
      expect(cache.healthy()).toBe(true);
    });
  });
}
