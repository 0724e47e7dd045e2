import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Event } from '#contracts/envelope';
import { jobFailed } from '#contracts/job-events';
import { Service, Topic } from '#contracts/topics';
import type { Inbox, Outbox } from '#messaging/outbox';
import { DATABASE, INBOX, OUTBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { acceptBuild } from '../accept-request.js';
import { IndexWorker } from '../index-worker.js';
import { retireIndex } from '../retire-index.js';

/** Takes on builds, which the worker does, and gives indices up. */
@Controller()
export class IndexBuildRequestedConsumer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(INBOX) private readonly inbox: Inbox,
    @Inject(OUTBOX) private readonly outbox: Outbox,
    private readonly worker: IndexWorker,
  ) {}

  @EventPattern(Topic.indexBuildRequested, { group: Service.indexConstruction })
  async handle(@Payload() event: Event<typeof Topic.indexBuildRequested>): Promise<void> {
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, Service.indexConstruction, event.id))) return;
      if (event.body.action === 'retire') {
        await this.outbox.append(transaction, await retireIndex(transaction, event.body));
        return;
      }
      const refusal = await acceptBuild(transaction, event.body);
      if (refusal !== null) await this.outbox.append(transaction, [jobFailed(event.body.job_id, refusal)]);
      else transaction.afterCommit(() => this.worker.wake());
    });
  }
}
