import { Redis } from 'ioredis';

const CONNECT_TIMEOUT_MS = 2000;
/** How long a process that closes waits for Redis to agree, in milliseconds; ioredis waits as long where the connection is gone. */
const DISCONNECT_TIMEOUT_MS = 200;
const RECONNECT_STEP_MS = 100;
const RECONNECT_DELAY_MAXIMUM_MS = 1000;

/**
 * A connection that comes back by itself, and over which nothing waits for a Redis that is away: a command fails at once.
 *
 * @param onError told whenever the connection fails
 */
export function openRedis(
  url: string,
  onError: (error: Error) => void,
  options: { readonly keyPrefix?: string; readonly commandTimeout?: number } = {},
): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * RECONNECT_STEP_MS, RECONNECT_DELAY_MAXIMUM_MS),
    ...options,
  });
  // Without a listener an unreachable Redis would end the process.
  redis.on('error', onError);
  return redis;
}
