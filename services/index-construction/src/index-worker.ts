import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Outbox } from '#messaging/outbox';
import { DATABASE, LOGGER, OUTBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { constructIndex } from './construct-index.js';
import { indicesWithWork } from './stores/work.store.js';

/** How often to look for work that no event of this process announced: left by a killed process, or by another replica. */
const POLL_MS = 2_000;
const RETRY_MS_MAX = 10_000;

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
        this.#logger.error({ error, failures }, 'index construction failed, will try again');
        await this.#rest(Math.random() * Math.min(RETRY_MS_MAX, 200 * 2 ** failures));
      }
    }
  }

  async #doPending(): Promise<void> {
    const dependencies = { database: this.#database, outbox: this.#outbox, logger: this.#logger };
    for (const indexId of await indicesWithWork(this.#database)) {
      await constructIndex(dependencies, indexId, this.#stop.signal);
    }
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
