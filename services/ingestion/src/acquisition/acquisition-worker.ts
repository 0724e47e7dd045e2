import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { sessionOnOrBefore } from '#domain/calendar';
import { dateOfEpochDay, epochDay } from '#domain/calendar-date';
import { CONFIGURATION } from '#runtime/tokens';
import type { Configuration } from '#runtime/configuration';
import { exchangeDate } from '../exchange-date.js';
import { assessPendingSessions } from '../quality/assess-pending.js';
import { AcquisitionObservation } from './acquisition-observation.js';
import { acquireDue, type Schedule } from './acquire-due.js';
import type { AcquisitionParts } from './acquisition-parts.js';
import { ACQUISITION_PARTS } from './acquisition-resources.js';
import { runOldestJob } from './run-job.js';
import { firstScheduled } from './stores/acquisition.store.js';
import { AcquisitionLease } from './stores/acquisition-lease.js';

const POLL_MS = 2_000;
const RETRY_MS_MAX = 30_000;
const LEASE_RENEWAL_MS = 8_000;
const MINUTE_MS = 60_000;
/** How far back a store that is empty begins, in days, unless ACQUIRE_FROM says it. */
const FIRST_DAYS = 30;

/**
 * The background work of ingestion: judges what files brought, and, in the one process that holds the lease, does the jobs that callers
 * asked for and keeps the sessions up by itself.
 */
@Injectable()
export class AcquisitionWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stop = new AbortController();
  readonly #lease: AcquisitionLease;
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  #woken = false;

  constructor(
    @Inject(ACQUISITION_PARTS) private readonly parts: AcquisitionParts,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    private readonly observation: AcquisitionObservation,
  ) {
    this.#lease = new AcquisitionLease(parts.database, addressOf(configuration));
  }

  onApplicationBootstrap(): void {
    this.#loop = this.#run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#loop;
  }

  /** A job was committed. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const worked = await this.#round(signal);
        failures = 0;
        if (!worked) await this.#rest(POLL_MS);
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        this.parts.logger.error({ err: error, failures }, 'acquiring failed, will try again');
        await this.#rest(Math.random() * Math.min(RETRY_MS_MAX, 500 * 2 ** failures));
      }
    }
    // Another process need not wait until the lease has run out; should this fail, it does.
    await this.#lease.release().catch(() => undefined);
  }

  /** One piece of work of each kind; false when there was none. */
  async #round(signal: AbortSignal): Promise<boolean> {
    const assessed = await assessPendingSessions(this.parts, signal);
    await this.observation.refresh();
    if (!(await this.#lease.hold())) return assessed > 0;
    const acquired = await this.#leading(signal, async (whileLeading) => {
      if (await runOldestJob(this.parts, whileLeading)) return true;
      const schedule = await this.#schedule();
      if (schedule === null) return false;
      const next = await acquireDue(this.parts, schedule, whileLeading);
      return next <= this.parts.timing.now();
    });
    return acquired || assessed > 0;
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

/** Where no port is set, none is left from a process that was here before. */
function addressOf({ port }: Configuration): string {
  return `${hostname()}:${port === 0 ? randomUUID() : port}`;
}

function daysBefore(date: string, days: number): string {
  return sessionOnOrBefore(dateOfEpochDay(epochDay(date) - days));
}
