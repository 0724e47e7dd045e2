import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { ExportResult } from '#contracts/api/job.schema';
import type { Event } from '#contracts/envelope';
import { Service, Topic } from '#contracts/topics';
import type { Inbox } from '#messaging/outbox';
import { DATABASE, INBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { JobLifecycle } from '../jobs/job-lifecycle.js';
import { exportPath } from './export-path.js';

const CONSUMER = 'export-completed';

/** A stored workbook ends its job. */
@Controller()
export class ExportCompletedConsumer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(INBOX) private readonly inbox: Inbox,
    private readonly lifecycle: JobLifecycle,
  ) {}

  @EventPattern(Topic.exportCompleted, { group: Service.queryGateway })
  async handle(@Payload() event: Event<typeof Topic.exportCompleted>): Promise<void> {
    const { job_id: jobId, export_id: exportId, file_name: fileName, bytes } = event.body;
    const result: ExportResult = { file_name: fileName, download_url: exportPath(exportId), bytes };
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, CONSUMER, event.id))) return;
      await this.lifecycle.succeed(transaction, jobId, result);
    });
  }
}
