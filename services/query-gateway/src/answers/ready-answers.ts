import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { SizedMemory } from '#cache/sized-memory';
import type { Configuration } from '#runtime/configuration';
import { CLOCK, CONFIGURATION } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { HeaderList } from '../http/header-list.js';
import { cacheControl } from './cache-control.js';
import type { ReadyAnswer } from './ready-answer.js';

const MEMORY_BYTES = 32 * 1024 * 1024;

/** Of URL and headers together. Nobody needs longer ones, and endless different ones must not push out the others. */
const KEY_LENGTH_MAX = 1000;

/** What an entry costs beside key and body, in bytes; a guess. */
const ENTRY_OVERHEAD_BYTES = 500;

/** How long an answer may be given out after it was last known to be true, while the store cannot be asked. */
const STALE_MS = 60 * 60 * 1000;

/** An answer that was given. */
export interface GivenAnswer {
  readonly answer: ReadyAnswer;
  /** When the store last said that it is of the newest revision, on the clock in milliseconds since 1970. */
  confirmedAt: number;
  /** How long it may be kept, as the header says it. */
  caching: string;
  /** The second for which `caching` was made: it changes with the days. */
  cachingSecond: number;
}

/**
 * The answers given last, by exactly what was asked: URL, `Accept` and `Accept-Encoding` as they were written. Whether one still holds
 * is for the caller to find out, by the revision of the data.
 */
@Injectable()
export class ReadyAnswers {
  private readonly memory = new SizedMemory<GivenAnswer>(MEMORY_BYTES);
  private readonly open: boolean;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIGURATION) { gateway }: Configuration,
  ) {
    this.open = gateway.access === 'open';
  }

  /** `request` with its URL as it came. */
  get(request: IncomingMessage): GivenAnswer | undefined {
    return this.memory.get(keyOf(request));
  }

  /** After an answer of the newest revision was made. */
  remember(request: IncomingMessage, answer: ReadyAnswer): GivenAnswer {
    const given: GivenAnswer = { answer, confirmedAt: 0, caching: '', cachingSecond: -1 };
    this.confirm(given);
    const key = keyOf(request);
    if (key.length <= KEY_LENGTH_MAX) {
      this.memory.set(key, given, key.length * 2 + answer.body.length + ENTRY_OVERHEAD_BYTES);
    }
    return given;
  }

  /** After an answer was found to be of the newest revision still. */
  confirm(given: GivenAnswer): void {
    const now = this.clock.now();
    given.confirmedAt = now.getTime();
    const second = Math.floor(given.confirmedAt / 1000);
    if (second === given.cachingSecond) return;
    const { settled, completeUntil } = given.answer;
    given.caching = cacheControl(settled, { now, completeUntil, open: this.open });
    given.cachingSecond = second;
  }

  forget(request: IncomingMessage): void {
    this.memory.delete(keyOf(request));
  }

  /** What was last answered, while the store cannot be asked, with the headers that say so; null where that is too long ago. */
  stale(request: IncomingMessage): { answer: ReadyAnswer; caching: HeaderList } | null {
    const given = this.memory.get(keyOf(request));
    if (given === undefined) return null;
    const now = this.clock.now();
    const age = Math.max(0, now.getTime() - given.confirmedAt);
    if (age > STALE_MS) return null;
    const control = cacheControl(undefined, { now, completeUntil: null, open: this.open });
    const seconds = String(Math.floor(age / 1000));
    return { answer: given.answer, caching: ['Cache-Control', control, 'Age', seconds, 'X-Stale', 'true'] };
  }
}

function keyOf(request: IncomingMessage): string {
  const { accept = '', 'accept-encoding': encoding = '' } = request.headers;
  // Express keeps the URL as it came under another name, since it changes the first one.
  const url = 'originalUrl' in request ? String(request.originalUrl) : (request.url ?? '');
  return `${url}\n${accept}\n${String(encoding)}`;
}
