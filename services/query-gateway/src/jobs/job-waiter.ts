import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { DATABASE, LOGGER } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { WaitingRoom } from '../waiting/waiting-room.js';
import { findEndedJobs } from './jobs.store.js';

/** Lets requests wait for the end of a job, whichever replica ends it. */
@Injectable()
export class JobWaiter implements OnModuleDestroy {
  private readonly room: WaitingRoom<string>;
  private stopped = false;

  constructor(@Inject(DATABASE) database: Database, @Inject(LOGGER) logger: Logger) {
    this.room = new WaitingRoom(async () => {
      const ended = await findEndedJobs(database, [...new Set(this.room.subjects)]);
      this.room.wake((jobId) => ended.includes(jobId));
    }, logger);
  }

  /** Resolves when the job has ended, the time is over, the caller has gone or the process stops; look at the job to know. */
  async waitForEnd(jobId: string, options: { milliseconds: number; signal: AbortSignal }): Promise<void> {
    if (!this.stopped) await this.room.wait(jobId, options);
  }

  /** Called once the transaction that ended the job has committed. */
  wake(jobId: string): void {
    this.room.wake((waitedFor) => waitedFor === jobId);
  }

  /** Everybody waiting is answered with the job as it is, so that a stop is not held up. */
  onModuleDestroy(): void {
    this.stopped = true;
    this.room.wake(() => true);
  }
}
