import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Service, Topic } from '#contracts/topics';
import type { Inbox, Outbox } from '#messaging/outbox';
import { CLOCK, DATABASE, INBOX, OUTBOX } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { decideQuality } from './decide-quality.js';
import type { DecidingParts, DecisionRequested } from './decide-quality.js';

@Controller()
export class QualityDecisionConsumer {
  private readonly parts: DecidingParts;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(OUTBOX) outbox: Outbox,
    @Inject(INBOX) inbox: Inbox,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.parts = { database, outbox, inbox, clock };
  }

  @EventPattern<string>(Topic.qualityDecisionRequested, { group: Service.ingestion })
  async handle(@Payload() event: DecisionRequested): Promise<void> {
    await decideQuality(this.parts, event);
  }
}
