import type { Redis } from 'ioredis';
import type { Cache } from './cache.js';
import { openRedis } from './open-redis.js';

/** How long one command may take before the caller goes on without the cache, in milliseconds. */
const COMMAND_TIMEOUT_MS = 300;
/** How often a Redis that has failed is asked whether it answers again, in milliseconds. */
const PROBE_MS = 500;

export interface RedisCacheOptions {
  readonly url: string;
  /** Put before every key, so that several systems can share one Redis. */
  readonly keyPrefix: string;
  /** Told of every command or connection that failed; the caller of the cache never is. */
  onFailure(operation: 'connect' | 'get' | 'set', error: Error): void;
}

/**
 * Keeps entries in Redis. While Redis is away every command fails at once (nothing waits in a queue for it), a `get` is a miss and
 * a `set` is nothing; the connection comes back by itself. After a command that failed or took too long Redis is left alone: nobody waits
 * for it again before it has answered a probe in time, which is sent on nobody's behalf. So a slow Redis costs a few callers one time-out.
 */
export class RedisCache implements Cache {
  private readonly redis: Redis;
  /** Set while Redis is left alone. */
  private probes: NodeJS.Timeout | null = null;

  constructor(private readonly options: RedisCacheOptions) {
    this.redis = openRedis(options.url, (error) => options.onFailure('connect', error), {
      keyPrefix: options.keyPrefix,
      commandTimeout: COMMAND_TIMEOUT_MS,
    });
    this.redis.on('ready', () => void this.probe());
  }

  async get(key: string): Promise<Uint8Array | null> {
    return this.attempt('get', () => this.redis.getBuffer(key));
  }

  async set(key: string, value: Uint8Array, ttlSeconds: number): Promise<void> {
    // A view of the same bytes; ioredis knows Buffers only.
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    await this.attempt('set', () => this.redis.set(key, bytes, 'PX', Math.max(1, Math.ceil(ttlSeconds * 1000))));
  }

  healthy(): boolean {
    return this.redis.status === 'ready' && this.probes === null;
  }

  private async attempt<Result>(operation: 'get' | 'set', command: () => Promise<Result>): Promise<Result | null> {
    if (this.probes !== null) {
      this.options.onFailure(operation, leftAlone);
      return null;
    }
    try {
      return await command();
    } catch (error) {
      this.options.onFailure(operation, asError(error));
      this.beginProbing();
      return null;
    }
  }

  /** The first probe goes out at once: it may have been this process that was busy, not Redis that was slow. */
  private beginProbing(): void {
    if (this.probes !== null) return;
    this.probes = setInterval(() => void this.probe(), PROBE_MS).unref();
    void this.probe();
  }

  private async probe(): Promise<void> {
    try {
      await this.redis.ping();
      this.stopProbing();
    } catch {
      // The next probe tells; that Redis failed has been told already.
    }
  }

  private stopProbing(): void {
    if (this.probes !== null) clearInterval(this.probes);
    this.probes = null;
  }

  async close(): Promise<void> {
    this.stopProbing();
    this.redis.disconnect();
  }
}

const leftAlone = new Error('Redis has failed and not answered a probe since');

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
