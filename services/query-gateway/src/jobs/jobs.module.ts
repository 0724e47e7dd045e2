import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { AcquisitionJobs } from './acquisition-jobs.js';
import { IdempotencyCleanup } from './idempotency-cleanup.js';
import { JobCancellation } from './job-cancellation.js';
import { JobLifecycle } from './job-lifecycle.js';
import { JobOrders } from './job-orders.js';
import { JobRequests } from './job-requests.js';
import { JobWaiter } from './job-waiter.js';
import { JobResponder } from './job.responder.js';
import { JobsController } from './jobs.controller.js';

const shared = [AcquisitionJobs, JobCancellation, JobLifecycle, JobOrders, JobRequests, JobResponder, JobWaiter];

/** Work that takes longer than a request. */
@Module({
  imports: [CoreModule],
  controllers: [JobsController],
  providers: [...shared, IdempotencyCleanup],
  exports: shared,
})
export class JobsModule {}
