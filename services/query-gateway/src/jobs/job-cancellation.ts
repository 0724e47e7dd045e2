import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { AcquisitionJobs } from './acquisition-jobs.js';
import { notCancellable } from './job-problems.js';
import { requestCancellation } from './jobs.store.js';
import type { Job } from './jobs.store.js';

/**
 * Asks for jobs to end before they are done. The worker has the last word, so a job that is just about to be done succeeds. Acquisitions
 * are told by an event, since nobody may be at work on them; exports and imports by a row that their worker looks at, since an event would
 * wait in line behind the work itself.
 */
@Injectable()
export class JobCancellation {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly acquisitions: AcquisitionJobs,
  ) {}

  /** Throws a 409 problem for a job that has ended, or that is always let end. Asked twice it does no harm. */
  async cancel(job: Job): Promise<void> {
    switch (job.kind) {
      case 'acquisition':
        return this.acquisitions.cancel(job);
      case 'export':
      case 'import':
        if (!(await requestCancellation(this.database, { id: job.id, now: this.clock.now() })))
          throw notCancellable(job);
        return;
      default:
        throw notCancellable(job);
    }
  }
}
