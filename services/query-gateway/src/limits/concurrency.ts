import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem.error.js';

/** How much of one kind of work a process takes on. */
export interface PoolLimits {
  /** At the same time. */
  readonly running: number;
  /** Behind those that run. */
  readonly waiting: number;
  /** How long one of them waits for its turn, in milliseconds. */
  readonly patienceMs: number;
}

/** Work that would take the process from everybody else if there were too much of it at once; per process. */
const pools = {
  /** Computing, on the same thread as everything else: more at once would only make each one late. */
  'what-ifs': { running: 2, waiting: 16, patienceMs: 10_000 },
  /** All of them share one computation; what is bounded is how many hang on it. */
  'table-hashes': { running: 8, waiting: 0, patienceMs: 0 },
  /** Each holds some memory and now and then a database connection for as long as its reader takes. */
  'long-answers': { running: 32, waiting: 32, patienceMs: 5000 },
} as const satisfies Record<string, PoolLimits>;

export type PoolName = keyof typeof pools;

/** Keeps the expensive kinds of work within bounds: so many at once, a short queue behind them, and a 429 for the rest. */
@Injectable()
export class Concurrency {
  private readonly pools = new Map<PoolName, Pool>();

  /**
   * Does `work` when its turn has come. Throws a 429 problem when the queue is full or the turn did not come in time, and the reason of
   * `signal` when that is aborted before; once it runs, ending early is up to `work`.
   */
  run<Result>(name: PoolName, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    let pool = this.pools.get(name);
    if (pool === undefined) {
      pool = new Pool(pools[name]);
      this.pools.set(name, pool);
    }
    return pool.run(work, signal);
  }
}

/** One bounded kind of work. Turns come in the order of asking. */
export class Pool {
  private running = 0;
  private readonly queue = new Set<() => void>();

  constructor(private readonly limits: PoolLimits) {}

  async run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    if (this.running < this.limits.running) {
      this.running += 1;
    } else {
      await this.turn(signal);
    }
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Resolves with the place of somebody who has left: `running` stays as it is. */
  private turn(signal: AbortSignal | undefined): Promise<void> {
    if (this.queue.size >= this.limits.waiting) throw this.refusal();
    return new Promise<void>((resolve, reject) => {
      const called = (): void => {
        end();
        resolve();
      };
      const aborted = (): void => {
        end();
        reject(signal?.reason as Error);
      };
      const late = setTimeout(() => {
        end();
        reject(this.refusal());
      }, this.limits.patienceMs);
      const end = (): void => {
        clearTimeout(late);
        signal?.removeEventListener('abort', aborted);
        this.queue.delete(called);
      };
      signal?.addEventListener('abort', aborted, { once: true });
      this.queue.add(called);
    });
  }

  private leave(): void {
    const [next] = this.queue;
    if (next === undefined) this.running -= 1;
    else next();
  }

  private refusal(): ProblemError {
    const retryAfter = Math.max(1, Math.ceil(this.limits.patienceMs / 1000));
    return tooManyAtOnce(
      `${this.limits.running} of these are running and ${this.queue.size} wait: ask again in ${retryAfter} s.`,
      retryAfter,
    );
  }
}

/** The 429 for what may not run at the same time as what is already running. */
export function tooManyAtOnce(detail: string, retryAfterSeconds: number): ProblemError {
  return new ProblemError('too-many-at-once', detail, {}, { 'Retry-After': String(retryAfterSeconds) });
}
