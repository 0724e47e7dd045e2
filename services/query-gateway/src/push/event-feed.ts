import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { SingleFlight } from '#cache/single-flight';
import { DATABASE, LOGGER } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { WaitingRoom } from '../waiting/waiting-room.js';
import { newestPlace, readEvents } from './published-event.store.js';
import type { EventFilter, StoredEvent } from './published-event.store.js';

/** Events that come in quick succession are read together: whoever waits is woken at most this often. */
const WAKE_GAP_MS = 20;

/** How many events are read at a time. */
const BATCH_EVENTS = 100;

/** Events in order, with the place up to which everything has been looked at. */
export interface EventBatch {
  readonly events: readonly StoredEvent[];
  readonly upTo: number;
}

/**
 * Lets many follow the stored events at the cost of one: they wait in one room, whichever replica stores an event, and those who go on
 * from the same place share what is read.
 */
@Injectable()
export class EventFeed {
  /** The last place that this process knows of. */
  private newest = 0;
  /** The last place that those who wait here have been woken for; they read up to it. */
  private told = 0;
  private wokenAt = -Infinity;
  private wakeTimer: NodeJS.Timeout | null = null;
  /** By the place after which each of them reads on. */
  private readonly room: WaitingRoom<number>;
  private readonly listeners: (() => void)[] = [];
  private readonly batches = new SingleFlight<EventBatch>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.room = new WaitingRoom(async () => {
      await this.findNewest();
    }, logger);
  }

  /** The last place given, as the store has it now. */
  async findNewest(): Promise<number> {
    this.advance(await newestPlace(this.database));
    return this.newest;
  }

  /** Called once the transaction that stored the event at `place` has committed. */
  advance(place: number): void {
    if (place <= this.newest) return;
    this.newest = place;
    if (this.wakeTimer !== null) return;
    const pause = this.wokenAt + WAKE_GAP_MS - performance.now();
    if (pause <= 0) this.wake();
    else this.wakeTimer = setTimeout(() => this.wake(), pause);
  }

  /** Up to where `readAfter` reads. */
  get readable(): number {
    return this.told;
  }

  /** Calls back whenever there is more to read. */
  onAdvance(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** What follows `after`, as far as this process knows; nothing when it knows of nothing. */
  async readAfter(after: number, filter: EventFilter): Promise<EventBatch> {
    // Every place up to it has been committed: what is not found now was deleted or does not match.
    const upTo = this.told;
    if (upTo <= after) return { events: [], upTo: after };
    const key = `${after} ${upTo} ${filter.topics.join()} ${filter.indexIds?.join() ?? ''}`;
    return this.batches.run(key, async () => {
      const events = await readEvents(this.database, { after, upTo, limit: BATCH_EVENTS }, filter);
      const last = events.at(-1);
      return { events, upTo: events.length === BATCH_EVENTS && last !== undefined ? last.place : upTo };
    });
  }

  /** Resolves when there is something after `place`, the time is over or the caller has gone. */
  async waitBeyond(place: number, options: { milliseconds: number; signal: AbortSignal }): Promise<void> {
    if (this.told <= place) await this.room.wait(place, options);
  }

  private wake(): void {
    this.wakeTimer = null;
    this.wokenAt = performance.now();
    this.told = this.newest;
    this.room.wake((place) => place < this.told);
    for (const listener of this.listeners) listener();
  }
}
