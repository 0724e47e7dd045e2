import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { ApplicationError } from '#domain/errors';
import type { Outbox } from '#messaging/outbox';
import { DATABASE, LOGGER, OUTBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { constructIndex, type ConstructionDependencies } from './construct-index.js';
import { failWaitingJobs } from './fail-waiting-jobs.js';
import { indicesWithWork } from './stores/work.store.js';

/** How often to look for work that no event of this process announced: left by a killed process, or by another replica. */
const POLL_MS = 2_000;
const RETRY_MS_MAX = 10_000;
/** Passes over an index that fail one after the other before the jobs that wait for it are told: about a quarter of a minute. */
const FAILURES_BEFORE_JOBS_FAIL = 8;

/** Does the pending work of all indices, one index at a time: as soon as it is woken, and again whenever something was left. */
@Injectable()
export class IndexWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #database: Database;
  readonly #outbox: Outbox;
  readonly #logger: Logger;
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  #woken = false;
  readonly #failures = new Map<string, number>();

  constructor(@Inject(DATABASE) database: Database, @Inject(OUTBOX) outbox: Outbox, @Inject(LOGGER) logger: Logger) {
    this.#database = database;
    this.#outbox = outbox;
    this.#logger = logger;
  }

  onApplicationBootstrap(): void {
    this.#loop = this.#run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#loop;
  }

  /** New work was committed. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#doPending();
        failures = 0;
        await this.#rest(POLL_MS);
      } catch (error) {
        failures += 1;
        this.#logger.error({ err: error, failures }, 'index construction failed, will try again');
        await this.#rest(Math.random() * Math.min(RETRY_MS_MAX, 200 * 2 ** failures));
      }
    }
  }

  async #doPending(): Promise<void> {
    const dependencies = { database: this.#database, outbox: this.#outbox, logger: this.#logger };
    const errors: unknown[] = [];
    // One that cannot be built must not keep the others from it.
    for (const indexId of await indicesWithWork(this.#database)) {
      try {
        await constructIndex(dependencies, indexId, this.#stop.signal);
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

  /** Waits for the next wake-up, `ms` at most. */
  async #rest(ms: number): Promise<void> {
    if (!this.#woken && !this.#stop.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#woken = false;
  }
}
