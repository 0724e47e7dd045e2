import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Event } from '#contracts/envelope';
import { Service, Topic } from '#contracts/topics';
import type { Inbox } from '#messaging/outbox';
import { DATABASE, INBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { JobLifecycle } from '../jobs/job-lifecycle.js';
import { endBuild } from './end-build.js';

const CONSUMER = 'performance-calculated';

/** The last levels of a build end its job. */
@Controller()
export class PerformanceCalculatedConsumer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(INBOX) private readonly inbox: Inbox,
    private readonly lifecycle: JobLifecycle,
  ) {}

  @EventPattern(Topic.performanceCalculated, { group: Service.queryGateway })
  async handle(@Payload() event: Event<typeof Topic.performanceCalculated>): Promise<void> {
    const { job_id: jobId, complete } = event.body;
    if (jobId === null || !complete) return;
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, CONSUMER, event.id))) return;
      await endBuild(transaction, this.lifecycle, jobId);
    });
  }
}
