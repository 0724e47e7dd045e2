import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Event } from '#contracts/envelope';
import { Service, Topic } from '#contracts/topics';
import type { Inbox } from '#messaging/outbox';
import { DATABASE, INBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { acceptBuild } from '../accept-request.js';
import { IndexWorker } from '../index-worker.js';

/** Takes on builds; the worker does them. */
@Controller()
export class IndexBuildRequestedConsumer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(INBOX) private readonly inbox: Inbox,
    private readonly worker: IndexWorker,
  ) {}

  @EventPattern(Topic.indexBuildRequested, { group: Service.indexConstruction })
  async handle(@Payload() event: Event<typeof Topic.indexBuildRequested>): Promise<void> {
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, Service.indexConstruction, event.id))) return;
      await acceptBuild(transaction, event.body);
      transaction.afterCommit(() => this.worker.wake());
    });
  }
}
