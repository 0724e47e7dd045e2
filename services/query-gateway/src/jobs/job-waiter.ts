import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { DATABASE, LOGGER } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { findEndedJobs } from './jobs.store.js';

/** A job may be ended by another replica, which cannot wake anybody here. */
const POLL_INTERVAL_MS = 250;

/**
 * Lets requests wait for the end of a job: woken at once by this process, within the poll interval by another. One query per
 * interval serves all who wait.
 */
@Injectable()
export class JobWaiter implements OnModuleDestroy {
  private readonly waiting = new Map<string, Set<() => void>>();
  private timer: NodeJS.Timeout | null = null;
  private polling = false;
  private stopped = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Resolves when the job has ended, the time is over, the caller has gone or the process stops; look at the job to know. */
  waitForEnd(jobId: string, options: { milliseconds: number; signal: AbortSignal }): Promise<void> {
    if (options.milliseconds <= 0 || options.signal.aborted || this.stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timeout);
        options.signal.removeEventListener('abort', wake);
        this.remove(jobId, wake);
        resolve();
      };
      const timeout = setTimeout(wake, options.milliseconds);
      options.signal.addEventListener('abort', wake);
      this.add(jobId, wake);
    });
  }

  /** Called once the transaction that ended the job has committed. */
  wake(jobId: string): void {
    for (const wake of [...(this.waiting.get(jobId) ?? [])]) wake();
  }

  /** Everybody waiting is answered with the job as it is, so that a stop is not held up. */
  onModuleDestroy(): void {
    this.stopped = true;
    for (const jobId of [...this.waiting.keys()]) this.wake(jobId);
  }

  private add(jobId: string, wake: () => void): void {
    const wakes = this.waiting.get(jobId) ?? new Set();
    wakes.add(wake);
    this.waiting.set(jobId, wakes);
    this.timer ??= setInterval(() => void this.poll(), POLL_INTERVAL_MS);
  }

  private remove(jobId: string, wake: () => void): void {
    const wakes = this.waiting.get(jobId);
    wakes?.delete(wake);
    if (wakes?.size === 0) this.waiting.delete(jobId);
    if (this.waiting.size === 0 && this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
  }

  private async poll(): Promise<void> {
    if (this.polling) return;
    this.polling = true;
    try {
      for (const jobId of await findEndedJobs(this.database, [...this.waiting.keys()])) this.wake(jobId);
    } catch (error) {
      // The wait is bounded anyway; the next poll tries again.
      this.logger.warn({ err: error, waiting: this.waiting.size }, 'could not look whether jobs have ended');
    } finally {
      this.polling = false;
    }
  }
}
