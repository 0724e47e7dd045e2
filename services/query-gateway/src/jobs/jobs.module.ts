import { Module } from '@nestjs/common';
import { JobProgressedConsumer } from '../consumers/job-progressed.consumer.js';
import { CoreModule } from '../core.module.js';
import { JobsController } from '../http/jobs.controller.js';
import { AcquisitionJobs } from './acquisition-jobs.js';
import { JobCancellation } from './cancel-job.js';
import { IdempotencyCleanup } from './idempotency-cleanup.js';
import { JobLifecycle } from './job-lifecycle.js';
import { JobWaiter } from './job-waiter.js';
import { JobResponder } from './job.responder.js';
import { JobRequests } from './request-job.js';

const shared = [AcquisitionJobs, JobCancellation, JobLifecycle, JobRequests, JobResponder, JobWaiter];

/** Work that takes longer than a request. */
@Module({
  imports: [CoreModule],
  controllers: [JobsController, JobProgressedConsumer],
  providers: [...shared, IdempotencyCleanup],
  exports: shared,
})
export class JobsModule {}
