import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Event } from '#contracts/envelope';
import { jobCancelled } from '#contracts/job-events';
import { Service, Topic } from '#contracts/topics';
import type { Inbox, Outbox } from '#messaging/outbox';
import { CLOCK, DATABASE, INBOX, OUTBOX } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database, Transaction } from '#storage/database';
import { AcquisitionWorker } from './acquisition-worker.js';
import { addWork, removeWork } from './stores/acquisition-work.store.js';

type AcquisitionRequested = Event<typeof Topic.acquisitionRequested>;

/** Takes on the acquisitions that callers ask for, and lets them go again; the worker of the leading process does them. */
@Controller()
export class AcquisitionRequestsConsumer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(INBOX) private readonly inbox: Inbox,
    @Inject(OUTBOX) private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AcquisitionWorker) private readonly worker: Pick<AcquisitionWorker, 'wake'>,
  ) {}

  @EventPattern(Topic.acquisitionRequested, { group: Service.ingestion })
  async handle(@Payload() event: AcquisitionRequested): Promise<void> {
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, Service.ingestion, event.id))) return;
      if (event.body.action === 'start') await this.start(transaction, event.body);
      else await this.cancel(transaction, event.body);
    });
    this.worker.wake();
  }

  private async start(transaction: Transaction, request: AcquisitionRequested['body']): Promise<void> {
    const { job_id, start_date, end_date, source, refresh, requested_by } = request;
    const work = { job_id, first_session: start_date, last_session: end_date, source, refresh, requested_by };
    await addWork(transaction, work, this.clock.now());
  }

  /** The job ends where it is; what is stored stays. */
  private async cancel(transaction: Transaction, { job_id: jobId }: AcquisitionRequested['body']): Promise<void> {
    if ((await removeWork(transaction, jobId)) === null) return;
    await this.outbox.append(transaction, [jobCancelled(jobId)]);
  }
}
