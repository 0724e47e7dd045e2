import { randomUUID } from 'node:crypto';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { Service, Topic } from '#contracts/topics';
import { EventContext } from '#messaging/event-context';
import type { Inbox, Outbox } from '#messaging/outbox';
import { CLOCK, DATABASE, INBOX, OUTBOX } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { importUpload } from './import-upload.js';
import type { ImportRequested, UploadParts } from './import-upload.js';

@Controller()
export class ImportRequestedConsumer {
  private readonly parts: UploadParts;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(OUTBOX) outbox: Outbox,
    @Inject(INBOX) inbox: Inbox,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.parts = { database, outbox, inbox, clock, createId: randomUUID };
  }

  @EventPattern<string>(Topic.importRequested, { group: Service.ingestion })
  async handle(@Payload() event: ImportRequested, @Ctx() context: EventContext): Promise<void> {
    await importUpload(this.parts, event, context.signal);
  }
}
