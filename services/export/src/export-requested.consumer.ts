import { randomUUID } from 'node:crypto';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { Service, Topic } from '#contracts/topics';
import { EventContext } from '#messaging/event-context';
import type { Inbox, Outbox } from '#messaging/outbox';
import { CLOCK, DATABASE, INBOX, OUTBOX } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { exportRange } from './export-range.js';
import type { ExportParts, ExportRequested } from './export-range.js';

@Controller()
export class ExportRequestedConsumer {
  private readonly parts: ExportParts;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(OUTBOX) outbox: Outbox,
    @Inject(INBOX) inbox: Inbox,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.parts = { database, outbox, inbox, clock, createId: randomUUID };
  }

  @EventPattern<string>(Topic.exportRequested, { group: Service.export })
  async handle(@Payload() event: ExportRequested, @Ctx() context: EventContext): Promise<void> {
    await exportRange(this.parts, event, context.signal);
  }
}
