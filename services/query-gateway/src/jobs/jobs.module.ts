import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { AcquisitionJobs } from './acquisition-jobs.js';
import { JobCancellation } from './cancel-job.js';
import { IdempotencyCleanup } from './idempotency-cleanup.js';
import { JobLifecycle } from './job-lifecycle.js';
import { JobOrders } from './job-orders.js';
import { JobWaiter } from './job-waiter.js';
import { JobResponder } from './job.responder.js';
import { JobsController } from './jobs.controller.js';
import { JobRequests } from './request-job.js';

const shared = [AcquisitionJobs, JobCancellation, JobLifecycle, JobOrders, JobRequests, JobResponder, JobWaiter];

/** Work that takes longer than a request. */
@Module({
  imports: [CoreModule],
  controllers: [JobsController],
  providers: [...shared, IdempotencyCleanup],
  exports: shared,
})
export class JobsModule {}
