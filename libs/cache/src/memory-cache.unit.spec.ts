import { cacheContract } from './cache.contract.js';
import { MemoryCache } from './memory-cache.js';

const MEBIBYTE = 1024 * 1024;

cacheContract('memory', async () => new MemoryCache(16 * MEBIBYTE));

describe('the memory cache', () => {
  it('stays within its bytes and forgets what was used longest ago', async () => {
    const cache = new MemoryCache(MEBIBYTE);
    const hundredKibibytes = new Uint8Array(100 * 1024);
    for (let position = 0; position < 8; position += 1) {
      await cache.set(`key ${position}`, hundredKibibytes, 60);
    }
    expect(await cache.get('key 0')).not.toBeNull();
    for (let position = 8; position < 12; position += 1) {
      await cache.set(`key ${position}`, hundredKibibytes, 60);
    }
    const kept = await Promise.all(Array.from({ length: 12 }, (_, position) => cache.get(`key ${position}`)));
    expect(kept.filter((value) => value !== null).length).toBeLessThanOrEqual(10);
    expect(kept[0]).not.toBeNull();
    expect(kept[1]).toBeNull();
    expect(kept[11]).not.toBeNull();
  });

  it('does not let one large value push out the others', async () => {
    const cache = new MemoryCache(MEBIBYTE);
    await cache.set('small', Uint8Array.of(1), 60);
    await cache.set('large', new Uint8Array(MEBIBYTE / 2), 60);
    expect(await cache.get('large')).toBeNull();
    expect(await cache.get('small')).not.toBeNull();
  });

  it('lets a value that has become too large replace the old one by nothing', async () => {
    const cache = new MemoryCache(MEBIBYTE);
    await cache.set('key', Uint8Array.of(1), 60);
    await cache.set('key', new Uint8Array(MEBIBYTE / 2), 60);
    expect(await cache.get('key')).toBeNull();
  });
});
