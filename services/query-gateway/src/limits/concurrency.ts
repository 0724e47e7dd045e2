import { Injectable } from '@nestjs/common';
import { openCaller } from '../access/caller.js';
import type { Caller } from '../access/caller.js';
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

interface SharedPoolLimits extends PoolLimits {
  /** What one owner may have of it, so that no single one takes all of it from the others. */
  readonly ofOwner: Pick<PoolLimits, 'running' | 'waiting'>;
}

/** Work that would take the process from everybody else if there were too much of it at once; per process. */
const pools = {
  /** Computing, on the same thread as everything else: more at once would only make each one late. */
  'what-ifs': { running: 2, waiting: 16, patienceMs: 10_000, ofOwner: { running: 6, waiting: 0 } },
  /** All of them share one computation; what is bounded is how many hang on it. */
  'table-hashes': { running: 8, waiting: 0, patienceMs: 0, ofOwner: { running: 2, waiting: 0 } },
  /** Each holds some memory and now and then a database connection for as long as its reader takes. */
  'long-answers': { running: 32, waiting: 32, patienceMs: 5000, ofOwner: { running: 16, waiting: 0 } },
  /** Each holds its request for as long as the receiver takes, 10 s at most. */
  'webhook-tests': { running: 8, waiting: 0, patienceMs: 5000, ofOwner: { running: 2, waiting: 0 } },
  /** Files that are just being sent, each as slowly as its sender likes: their bytes are stored before there is a job that counts. */
  uploads: { running: 16, waiting: 256, patienceMs: 30_000, ofOwner: { running: 4, waiting: 128 } },
} as const satisfies Record<string, SharedPoolLimits>;

export type PoolName = keyof typeof pools;

/** Keeps the expensive kinds of work within bounds: so many at once, a short queue behind them, and a 429 for the rest. */
@Injectable()
export class Concurrency {
  private readonly pools = new Map<PoolName, Pool>();
  /** The shares of owners who have some of a pool, by the names of both. */
  private readonly shares = new Map<string, { readonly pool: Pool; users: number }>();

  /**
   * Does `work` of `caller` when its turn has come. Throws a 429 problem when the queue, or the share of the owner, is full or the turn did
   * not come in time, and the reason of `signal` when that is aborted before; once it runs, ending early is up to `work`.
   */
  async run<Result>(
    name: PoolName,
    caller: Caller,
    work: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    // Where no key is asked for there are no others.
    if (caller.owner === openCaller.owner) return this.pool(name).run(work, signal);
    const shareName = `${name} ${caller.owner}`;
    let share = this.shares.get(shareName);
    if (share === undefined) {
      const { ofOwner, patienceMs } = pools[name];
      share = { pool: new Pool({ ...ofOwner, patienceMs }, 'yours'), users: 0 };
      this.shares.set(shareName, share);
    }
    share.users += 1;
    try {
      return await share.pool.run(() => this.pool(name).run(work, signal), signal);
    } finally {
      share.users -= 1;
      if (share.users === 0) this.shares.delete(shareName);
    }
  }

  private pool(name: PoolName): Pool {
    let pool = this.pools.get(name);
    if (pool === undefined) {
      pool = new Pool(pools[name]);
      this.pools.set(name, pool);
    }
    return pool;
  }
}

/** One bounded kind of work. Turns come in the order of asking. */
export class Pool {
  private running = 0;
  private readonly queue = new Set<() => void>();

  /** @param whose for the caller who is refused: what fills the pool */
  constructor(
    private readonly limits: PoolLimits,
    private readonly whose: 'yours' | 'these' = 'these',
  ) {}

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
      `${this.limits.running} of ${this.whose} are running and ${this.queue.size} wait: ask again in ${retryAfter} s.`,
      retryAfter,
    );
  }
}

/** The 429 for what may not run at the same time as what is already running. */
export function tooManyAtOnce(detail: string, retryAfterSeconds: number): ProblemError {
  return new ProblemError('too-many-at-once', detail, {}, { 'Retry-After': String(retryAfterSeconds) });
}
