import { Inject, Injectable } from '@nestjs/common';
import type { JobError } from '#contracts/api/job.schema';
import { CLOCK } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Transaction } from '#storage/database';
import { JobWaiter } from './job-waiter.js';
import { deleteCancellation, markCancelled, markFailed, markRunning, markSucceeded } from './jobs.store.js';
import { deleteUpload } from './upload.store.js';

/** Moves jobs on: queued, running, then succeeded, failed or cancelled, once. Whoever waits is woken when it is committed. */
@Injectable()
export class JobLifecycle {
  constructor(
    private readonly waiter: JobWaiter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async progress(transaction: Transaction, jobId: string, progress: number): Promise<void> {
    await markRunning(transaction, { id: jobId, progress, now: this.clock.now() });
  }

  async succeed(transaction: Transaction, jobId: string, result: object): Promise<void> {
    const ended = await markSucceeded(transaction, { id: jobId, result, now: this.clock.now() });
    if (ended) await this.cleanUp(transaction, jobId);
  }

  async fail(transaction: Transaction, jobId: string, error: JobError): Promise<void> {
    const ended = await markFailed(transaction, { id: jobId, error, now: this.clock.now() });
    if (ended) await this.cleanUp(transaction, jobId);
  }

  /** `result`: what was done up to then, where the worker says it. */
  async cancel(transaction: Transaction, jobId: string, result: object | null): Promise<void> {
    const ended = await markCancelled(transaction, { id: jobId, result, now: this.clock.now() });
    if (ended) await this.cleanUp(transaction, jobId);
  }

  private async cleanUp(transaction: Transaction, jobId: string): Promise<void> {
    await deleteUpload(transaction, jobId);
    await deleteCancellation(transaction, jobId);
    transaction.afterCommit(() => this.waiter.wake(jobId));
  }
}
