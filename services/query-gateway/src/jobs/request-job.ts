import { Inject, Injectable } from '@nestjs/common';
import type { JobKind } from '#contracts/api/job.schema';
import type { NewEvent } from '#contracts/envelope';
import type { Outbox } from '#messaging/outbox';
import { CLOCK, DATABASE, OUTBOX } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { createJobId } from './job-id.js';
import { insertJob } from './jobs.store.js';

export interface JobRequest {
  readonly id: string;
  readonly kind: JobKind;
  readonly request: object;
  readonly event: NewEvent;
}

/** Creates jobs: the row and the command that starts the work are one transaction, so neither is ever without the other. */
@Injectable()
export class JobRequests {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(OUTBOX) private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  createId(): string {
    return createJobId(this.clock.now());
  }

  async create({ id, kind, request, event }: JobRequest): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await insertJob(transaction, { id, kind, request, now: this.clock.now() });
      await this.outbox.append(transaction, [event]);
    });
  }
}
