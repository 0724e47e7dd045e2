import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { JobError } from '#contracts/api/job.schema';
import { jobProblem } from '#contracts/job-events';
import type { Event } from '#contracts/envelope';
import { Service, Topic } from '#contracts/topics';
import type { Inbox } from '#messaging/outbox';
import { DATABASE, INBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { endBuild } from '../builds/end-build.js';
import { readImportReport } from '../imports/import-report.read-model.js';
import { JobLifecycle } from '../jobs/job-lifecycle.js';
import { findJob } from '../jobs/jobs.store.js';

const CONSUMER = 'job-progressed';

/** Keeps `jobs` by what the workers say of them. */
@Controller()
export class JobProgressedConsumer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(INBOX) private readonly inbox: Inbox,
    private readonly lifecycle: JobLifecycle,
  ) {}

  @EventPattern(Topic.jobProgressed, { group: Service.queryGateway })
  async handle(@Payload() event: Event<typeof Topic.jobProgressed>): Promise<void> {
    const { job_id: jobId, status, progress, result, error } = event.body;
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, CONSUMER, event.id))) return;
      const job = await findJob(transaction, jobId);
      if (job === null) return;
      switch (status) {
        case 'running':
          return this.lifecycle.progress(transaction, jobId, progress);
        case 'failed':
          return this.lifecycle.fail(transaction, jobId, error ?? unexplained());
        case 'cancelled':
          return this.lifecycle.cancel(transaction, jobId, result);
        case 'succeeded':
          // A build's result is read from the tables, whoever says that it is done.
          if (job.kind === 'build') return endBuild(transaction, this.lifecycle, jobId);
          return this.lifecycle.succeed(
            transaction,
            jobId,
            (await readImportReport(transaction, jobId)) ?? result ?? {},
          );
        default:
          return status satisfies never;
      }
    });
  }
}

function unexplained(): JobError {
  return jobProblem('job-failed', 'The worker gave no reason. Its log holds more under the id of the job.');
}
