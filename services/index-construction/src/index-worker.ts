import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { ApplicationError } from '#domain/errors';
import { defaultIndex } from '#domain/index-definition';
import type { Outbox } from '#messaging/outbox';
import { BackgroundLoop } from '#runtime/background-loop';
import { DATABASE, LOGGER, OUTBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { constructIndex, type ConstructionDependencies } from './construct-index.js';
import { failWaitingJobs } from './fail-waiting-jobs.js';
import { indicesWithWork } from './stores/work.store.js';

/** Passes over an index that fail one after the other before the jobs that wait for it are told: about a quarter of a minute. */
const FAILURES_BEFORE_JOBS_FAIL = 8;

/** Does the pending work of all indices, one index at a time: as soon as it is woken, and again whenever something was left. */
@Injectable()
export class IndexWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #database: Database;
  readonly #outbox: Outbox;
  readonly #logger: Logger;
  readonly #loop: BackgroundLoop;
  readonly #failures = new Map<string, number>();

  constructor(@Inject(DATABASE) database: Database, @Inject(OUTBOX) outbox: Outbox, @Inject(LOGGER) logger: Logger) {
    this.#database = database;
    this.#outbox = outbox;
    this.#logger = logger;
    this.#loop = new BackgroundLoop('index construction', logger, async (signal) => {
      await this.#doPending(signal);
      return false;
    });
  }

  onApplicationBootstrap(): void {
    this.#loop.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.#loop.stop();
  }

  /** New work was committed. */
  wake(): void {
    this.#loop.wake();
  }

  async #doPending(signal: AbortSignal): Promise<void> {
    const dependencies = { database: this.#database, outbox: this.#outbox, logger: this.#logger };
    const errors: unknown[] = [];
    // One that cannot be built must not keep the others from it, and the many none from the one that everybody asks for.
    const isOther = (id: string): number => (id === defaultIndex.id ? 0 : 1);
    const pending = await indicesWithWork(this.#database);
    for (const indexId of pending.sort((a, b) => isOther(a) - isOther(b))) {
      try {
        await constructIndex(dependencies, indexId, signal);
        this.#failures.delete(indexId);
      } catch (error) {
        errors.push(error);
        await this.#noteFailure(dependencies, indexId, error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  async #noteFailure(dependencies: ConstructionDependencies, indexId: string, error: unknown): Promise<void> {
    // The store being away says nothing about the index.
    if (error instanceof ApplicationError && error.code === 'database_unavailable') return;
    const passes = (this.#failures.get(indexId) ?? 0) + 1;
    this.#failures.set(indexId, passes);
    if (passes >= FAILURES_BEFORE_JOBS_FAIL) await failWaitingJobs(dependencies, { indexId, passes, error });
  }
}
