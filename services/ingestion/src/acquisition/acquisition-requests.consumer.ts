import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Event } from '#contracts/envelope';
import { jobCancelled } from '#contracts/job-events';
import { Service, Topic } from '#contracts/topics';
import type { Inbox, Outbox } from '#messaging/outbox';
import { CLOCK, DATABASE, INBOX, OUTBOX } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { AcquisitionWorker } from './acquisition-worker.js';
import { addWork, removeWork } from './stores/acquisition-work.store.js';

/** Takes on the acquisitions that callers ask for, and lets them go again; the worker of the leading process does them. */
@Controller()
export class AcquisitionRequestsConsumer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(INBOX) private readonly inbox: Inbox,
    @Inject(OUTBOX) private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly worker: AcquisitionWorker,
  ) {}

  @EventPattern(Topic.acquisitionRequested, { group: Service.ingestion })
  async start(@Payload() event: Event<typeof Topic.acquisitionRequested>): Promise<void> {
    const { job_id, start_date, end_date, source, refresh, requested_by } = event.body;
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, Service.ingestion, event.id))) return;
      const work = { job_id, first_session: start_date, last_session: end_date, source, refresh, requested_by };
      await addWork(transaction, work, this.clock.now());
    });
    this.worker.wake();
  }

  /** The job ends where it is; what is stored stays. */
  @EventPattern(Topic.acquisitionCancelRequested, { group: Service.ingestion })
  async cancel(@Payload() event: Event<typeof Topic.acquisitionCancelRequested>): Promise<void> {
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, Service.ingestion, event.id))) return;
      if ((await removeWork(transaction, event.body.job_id)) === null) return;
      await this.outbox.append(transaction, [jobCancelled(event.body.job_id)]);
    });
  }
}
