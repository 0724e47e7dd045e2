import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Event } from '#contracts/envelope';
import { Service, Topic } from '#contracts/topics';
import type { Inbox, Outbox } from '#messaging/outbox';
import { DATABASE, INBOX, OUTBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { advancePerformance } from './advance-performance.js';

@Controller()
export class IndexConstructedConsumer {
  constructor(
    @Inject(DATABASE) readonly database: Database,
    @Inject(INBOX) readonly inbox: Inbox,
    @Inject(OUTBOX) readonly outbox: Outbox,
  ) {}

  @EventPattern(Topic.indexConstructed, { group: Service.performance })
  async handle(@Payload() event: Event<typeof Topic.indexConstructed>): Promise<void> {
    await advancePerformance(this, event);
  }
}
