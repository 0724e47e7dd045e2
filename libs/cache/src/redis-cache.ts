import { Redis } from 'ioredis';
import type { Cache } from './cache.js';

/** How long one command may take before the caller goes on without the cache, in milliseconds. */
const COMMAND_TIMEOUT_MS = 300;
const CONNECT_TIMEOUT_MS = 2000;
const RECONNECT_DELAY_MAXIMUM_MS = 2000;

export interface RedisCacheOptions {
  readonly url: string;
  /** Put before every key, so that several systems can share one Redis. */
  readonly keyPrefix: string;
  /** Told of every command or connection that failed; the caller of the cache never is. */
  onFailure(operation: 'connect' | 'get' | 'set', error: Error): void;
}

/**
 * Keeps entries in Redis. While Redis is away every command fails at once (nothing waits in a queue for it), a `get` is a miss and
 * a `set` is nothing; the connection comes back by itself.
 */
export class RedisCache implements Cache {
  private readonly redis: Redis;

  constructor(private readonly options: RedisCacheOptions) {
    this.redis = new Redis(options.url, {
      keyPrefix: options.keyPrefix,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: COMMAND_TIMEOUT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      retryStrategy: (attempt) => Math.min(attempt * 100, RECONNECT_DELAY_MAXIMUM_MS),
    });
    // Without a listener an unreachable Redis would end the process.
    this.redis.on('error', (error: Error) => options.onFailure('connect', error));
  }

  async get(key: string): Promise<Uint8Array | null> {
    try {
      return await this.redis.getBuffer(key);
    } catch (error) {
      this.options.onFailure('get', asError(error));
      return null;
    }
  }

  async set(key: string, value: Uint8Array, ttlSeconds: number): Promise<void> {
    try {
      // A view of the same bytes; ioredis knows Buffers only.
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      await this.redis.set(key, bytes, 'PX', Math.max(1, Math.ceil(ttlSeconds * 1000)));
    } catch (error) {
      this.options.onFailure('set', asError(error));
    }
  }

  healthy(): boolean {
    return this.redis.status === 'ready';
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
