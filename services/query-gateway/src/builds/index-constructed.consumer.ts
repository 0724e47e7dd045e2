import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Event } from '#contracts/envelope';
import { Service, Topic } from '#contracts/topics';
import type { Inbox } from '#messaging/outbox';
import { DATABASE, INBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { JobLifecycle } from '../jobs/job-lifecycle.js';

const CONSUMER = 'index-constructed';

/** Share of a build that is done when every composition is stored and only the levels are missing. */
const PROGRESS_COMPOSED = 0.9;

/** A build whose compositions are being stored is running; it ends when its levels are calculated. */
@Controller()
export class IndexConstructedConsumer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(INBOX) private readonly inbox: Inbox,
    private readonly lifecycle: JobLifecycle,
  ) {}

  @EventPattern(Topic.indexConstructed, { group: Service.queryGateway })
  async handle(@Payload() event: Event<typeof Topic.indexConstructed>): Promise<void> {
    const { job_id: jobId, complete } = event.body;
    if (jobId === null) return;
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, CONSUMER, event.id))) return;
      await this.lifecycle.progress(transaction, jobId, complete ? PROGRESS_COMPOSED : 0);
    });
  }
}
