import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { SizedMemory } from '#cache/sized-memory';
import type { Configuration } from '#runtime/configuration';
import { CLOCK, CONFIGURATION } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import { cacheControl } from './cache-control.js';
import type { ReadyAnswer } from './ready-answer.js';

const MEMORY_BYTES = 32 * 1024 * 1024;

/** Of URL and headers together. Nobody needs longer ones, and endless different ones must not push out the others. */
const KEY_LENGTH_MAX = 1000;

/** What an entry costs beside key and body, in bytes; a guess. */
const ENTRY_OVERHEAD_BYTES = 500;

/** How long an answer may be given out after it was last known to be true, while the store cannot be asked. */
const STALE_MS = 60 * 60 * 1000;

interface Entry {
  readonly answer: ReadyAnswer;
  /** When the store last said that it is of the newest revision, on the clock. */
  confirmedAt: number;
}

/**
 * The answers given last, by exactly what was asked: URL, `Accept` and `Accept-Encoding` as they were written. Whether one still holds
 * is for the caller to find out, by the revision of the data.
 */
@Injectable()
export class ReadyAnswers {
  private readonly memory = new SizedMemory<Entry>(MEMORY_BYTES);
  private readonly open: boolean;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIGURATION) { gateway }: Configuration,
  ) {
    this.open = gateway.access === 'open';
  }

  /** `request` with its URL as it came. */
  get(request: IncomingMessage): ReadyAnswer | undefined {
    return this.memory.get(keyOf(request))?.answer;
  }

  /** After an answer was found, or made, to be of the newest revision. */
  remember(request: IncomingMessage, answer: ReadyAnswer): void {
    const key = keyOf(request);
    const confirmedAt = this.clock.now().getTime();
    const entry = this.memory.get(key);
    if (entry?.answer === answer) {
      entry.confirmedAt = confirmedAt;
    } else if (key.length <= KEY_LENGTH_MAX) {
      this.memory.set(key, { answer, confirmedAt }, key.length * 2 + answer.body.length + ENTRY_OVERHEAD_BYTES);
    }
  }

  forget(request: IncomingMessage): void {
    this.memory.delete(keyOf(request));
  }

  /** How long an answer of the newest revision may be kept, as headers. */
  caching({ settled, builtUntil }: ReadyAnswer): Readonly<Record<string, string>> {
    return { 'Cache-Control': cacheControl(settled, { now: this.clock.now(), builtUntil, open: this.open }) };
  }

  /** What was last answered, while the store cannot be asked, with the headers that say so; null where that is too long ago. */
  stale(request: IncomingMessage): { answer: ReadyAnswer; caching: Readonly<Record<string, string>> } | null {
    const entry = this.memory.get(keyOf(request));
    if (entry === undefined) return null;
    const age = Math.max(0, this.clock.now().getTime() - entry.confirmedAt);
    if (age > STALE_MS) return null;
    const caching = {
      'Cache-Control': cacheControl(undefined, { now: this.clock.now(), builtUntil: null, open: this.open }),
      Age: String(Math.floor(age / 1000)),
      'X-Stale': 'true',
    };
    return { answer: entry.answer, caching };
  }
}

function keyOf(request: IncomingMessage): string {
  const { accept = '', 'accept-encoding': encoding = '' } = request.headers;
  // Express keeps the URL as it came under another name, since it changes the first one.
  const url = 'originalUrl' in request ? String(request.originalUrl) : (request.url ?? '');
  return `${url}\n${accept}\n${String(encoding)}`;
}
