import type { Redis } from 'ioredis';
import { openRedis } from './open-redis.js';
import { RATE_LIMIT_SCRIPT, RATE_LIMIT_SCRIPT_SHA } from './rate-limit-script.js';
import type { RateDecision, RateLimit, RateLimiter } from './rate-limiter.js';

/** Calls that one run of the script decides at most: Redis does nothing else meanwhile. */
const CALLS_PER_COMMAND = 100;

export interface RedisRateLimiterOptions {
  readonly url: string;
  /** Put before every name, so that several systems can share one Redis. */
  readonly keyPrefix: string;
  /** How long a decision may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Told of every command or connection that failed. */
  onFailure(operation: 'connect' | 'consume', error: Error): void;
}

interface Call {
  readonly key: string;
  readonly cost: number;
  readonly points: number;
  readonly periodMs: number;
  readonly resolve: (decision: RateDecision) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Counts in Redis, for all processes together, exactly: a decision is one run of a script. What is asked for within one turn of the
 * event loop goes out as one command, so that many callers at once cost Redis little. Rejects when Redis is away or late; what a late
 * command uses up is used up nonetheless.
 */
export class RedisRateLimiter implements RateLimiter {
  private readonly redis: Redis;
  private waiting: Call[] = [];

  constructor(private readonly options: RedisRateLimiterOptions) {
    this.redis = openRedis(options.url, (error) => options.onFailure('connect', error));
  }

  consume(name: string, cost: number, limit: RateLimit): Promise<RateDecision> {
    return new Promise<RateDecision>((resolve, reject) => {
      // After the reading of all sockets: whatever this turn of the event loop brings is decided together.
      if (this.waiting.length === 0) setImmediate(() => this.flush());
      this.waiting.push({
        key: `${this.options.keyPrefix}${limit.periodSeconds}:${name}`,
        cost,
        points: limit.points,
        periodMs: limit.periodSeconds * 1000,
        resolve,
        reject,
      });
    });
  }

  /** Whether Redis is connected. */
  healthy(): boolean {
    return this.redis.status === 'ready';
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }

  private flush(): void {
    const calls = this.waiting;
    this.waiting = [];
    for (let first = 0; first < calls.length; first += CALLS_PER_COMMAND) {
      void this.decide(calls.slice(first, first + CALLS_PER_COMMAND));
    }
  }

  private async decide(calls: readonly Call[]): Promise<void> {
    try {
      const answers = await this.inTime(this.run(calls));
      calls.forEach((call, position) => {
        call.resolve({
          allowed: answers[position * 3] === 1,
          remaining: answers[position * 3 + 1] ?? 0,
          resetSeconds: Math.max(1, Math.ceil((answers[position * 3 + 2] ?? 0) / 1000)),
        });
      });
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      this.options.onFailure('consume', failure);
      for (const call of calls) call.reject(failure);
    }
  }

  /** By the name of the script; a Redis that does not know it, being new or flushed, is given the text. */
  private async run(calls: readonly Call[]): Promise<number[]> {
    const keys = calls.map(({ key }) => key);
    const values = calls.flatMap(({ cost, points, periodMs }) => [cost, points, periodMs]);
    try {
      return (await this.redis.evalsha(RATE_LIMIT_SCRIPT_SHA, keys.length, ...keys, ...values)) as number[];
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return (await this.redis.eval(RATE_LIMIT_SCRIPT, keys.length, ...keys, ...values)) as number[];
    }
  }

  private inTime<Result>(running: Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const late = setTimeout(() => {
        // An event loop that was held up for longer than that may have the answer at hand: it is read before this is decided.
        setImmediate(() => reject(new Error(`Redis did not answer within ${this.options.timeoutMs} ms`)));
      }, this.options.timeoutMs);
      running.then(resolve, reject).finally(() => clearTimeout(late));
    });
  }
}
