import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { sessionOnOrBefore } from '#domain/calendar';
import { dateOfEpochDay, epochDay } from '#domain/calendar-date';
import { CONFIGURATION } from '#runtime/tokens';
import type { Configuration } from '#runtime/configuration';
import { BackgroundLoop } from '#runtime/background-loop';
import { exchangeDate } from '../exchange-date.js';
import { AcquisitionObservation } from './acquisition-observation.js';
import { acquireDue, type Schedule } from './acquire-due.js';
import type { AcquisitionParts } from './acquisition-parts.js';
import { ACQUISITION_PARTS } from './acquisition-resources.js';
import { advanceOldestJob } from './advance-job.js';
import { firstScheduled } from './stores/acquisition.store.js';
import { AcquisitionLease } from './stores/acquisition-lease.js';

const LEASE_RENEWAL_MS = 8_000;
const MINUTE_MS = 60_000;
/** How far back a store that is empty begins, in days, unless ACQUIRE_FROM says it. */
const FIRST_DAYS = 30;

/**
 * In the one process that holds the lease: keeps the sessions up by itself and does the jobs that callers asked for. Session by session
 * both have their turn, so that a back-fill of years does not keep the newest session waiting.
 */
@Injectable()
export class AcquisitionWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #lease: AcquisitionLease;
  readonly #loop: BackgroundLoop;

  constructor(
    @Inject(ACQUISITION_PARTS) private readonly parts: AcquisitionParts,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    private readonly observation: AcquisitionObservation,
  ) {
    this.#lease = new AcquisitionLease(parts.database, addressOf(configuration));
    this.#loop = new BackgroundLoop('acquiring', parts.logger, (signal) => this.#round(signal));
  }

  onApplicationBootstrap(): void {
    this.#loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#loop.stop();
    // Another process need not wait until the lease has run out; should this fail, it does.
    await this.#lease.release().catch(() => undefined);
  }

  /** A job was committed. */
  wake(): void {
    this.#loop.wake();
  }

  /** One session of each kind; false when there was none. */
  async #round(signal: AbortSignal): Promise<boolean> {
    await this.observation.refresh();
    if (!(await this.#lease.hold())) return false;
    return this.#leading(signal, async (whileLeading) => {
      const due = await this.#acquireDue(whileLeading);
      const worked = await advanceOldestJob(this.parts, whileLeading);
      if (due instanceof Error) throw due;
      return worked || due;
    });
  }

  /** Whether a session was due. What goes wrong with it must not keep the jobs from being done, so it is handed back. */
  async #acquireDue(signal: AbortSignal): Promise<boolean | Error> {
    try {
      const schedule = await this.#schedule();
      if (schedule === null) return false;
      return (await acquireDue(this.parts, schedule, signal)) <= this.parts.timing.now();
    } catch (error) {
      signal.throwIfAborted();
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Keeps the lease while `work` runs; loses it: the work is ended. */
  async #leading(signal: AbortSignal, work: (signal: AbortSignal) => Promise<boolean>): Promise<boolean> {
    const lost = new AbortController();
    const renewal = setInterval(() => {
      this.#lease.hold().then(
        (held) => {
          if (!held) lost.abort();
        },
        // The store is away: the work itself will notice.
        () => undefined,
      );
    }, LEASE_RENEWAL_MS);
    try {
      return await work(AbortSignal.any([signal, lost.signal]));
    } catch (error) {
      if (!lost.signal.aborted || signal.aborted) throw error;
      this.parts.logger.warn('another process acquires now: what was under way here is left to it');
      return false;
    } finally {
      clearInterval(renewal);
    }
  }

  async #schedule(): Promise<Schedule | null> {
    const { enabled, from, delayMinutes } = this.configuration.acquisition;
    if (!enabled) return null;
    const today = exchangeDate(this.parts.timing.now());
    const first = from ?? (await firstScheduled(this.parts.database, daysBefore(today, FIRST_DAYS)));
    return { first, delayMs: delayMinutes * MINUTE_MS };
  }
}

/** Where no port is set, none is left from a process that was here before. */
function addressOf({ port }: Configuration): string {
  return `${hostname()}:${port === 0 ? randomUUID() : port}`;
}

function daysBefore(date: string, days: number): string {
  return sessionOnOrBefore(dateOfEpochDay(epochDay(date) - days));
}
