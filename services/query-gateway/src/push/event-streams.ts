import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from '#runtime/metrics';
import { LOGGER, METRICS } from '#runtime/tokens';
import { Authenticator } from '../access/authenticator.js';
import { allows, callerOf } from '../access/caller.js';
import type { Caller } from '../access/caller.js';
import { ProblemError } from '../http/problem.error.js';
import { EventStream } from './event-stream.js';

/** Of this process. */
export const STREAMS_OF_CALLER_MAX = 50;
const STREAMS_MAX = 1_000;

/** How often it is looked whether a reader may still read: a key can be revoked or expire. */
const AUTHENTICATE_MS = 60_000;

/** Readers that are sent away together come back spread over this time. */
const RETRY_FROM_MS = 500;
const RETRY_SPREAD_MS = 2_500;

interface Reader {
  readonly request: Request;
  readonly caller: Caller;
}

/** The streams that are open: how many there may be, for how long, and their end when the process stops. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly open = new Map<EventStream, Reader>();
  private timer: NodeJS.Timeout | null = null;
  private stopping = false;

  constructor(
    private readonly authenticator: Authenticator,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) metrics: Metrics,
  ) {
    metrics.beforeRead(() => metrics.eventStreams.set(this.open.size));
  }

  /** Begins to answer with a stream. Throws a 429 problem when there are too many. */
  start(request: Request, response: Response): EventStream {
    const caller = callerOf(request);
    this.refuseTooMany(caller);
    const stream = new EventStream(request, response);
    if (stream.closed.aborted) return stream;
    this.open.set(stream, { request, caller });
    this.timer ??= setInterval(() => void this.authenticateAll(), AUTHENTICATE_MS);
    stream.closed.addEventListener('abort', () => this.forget(stream), { once: true });
    return stream;
  }

  /** Looks whether all who read may still do so, and ends the streams of the others. */
  async authenticateAll(): Promise<void> {
    for (const [stream, reader] of [...this.open]) {
      if (!(await this.mayRead(reader))) stream.end('the key is not valid any more');
    }
  }

  /** Sends everybody away, so that the connections end within the time to stop; who comes back finds another replica. */
  onModuleDestroy(): void {
    this.stopping = true;
    for (const stream of [...this.open.keys()]) {
      stream.end('the service is being stopped', Math.round(RETRY_FROM_MS + Math.random() * RETRY_SPREAD_MS));
    }
  }

  private forget(stream: EventStream): void {
    this.open.delete(stream);
    if (this.open.size > 0 || this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  private refuseTooMany(caller: Caller): void {
    if (this.stopping) {
      const detail = 'The service is being stopped: try again in a few seconds.';
      throw new ProblemError('unavailable', detail, {}, { 'Retry-After': '2' });
    }
    const own = [...this.open.values()].filter((reader) => reader.caller.id === caller.id).length;
    if (own < STREAMS_OF_CALLER_MAX && this.open.size < STREAMS_MAX) return;
    const detail =
      own < STREAMS_OF_CALLER_MAX
        ? `${this.open.size} streams are open, as many as there may be: try again in a minute.`
        : `You have ${own} streams open, as many as a caller may have: end one of them, or read several topics by one.`;
    throw new ProblemError('too-many-at-once', detail, {}, { 'Retry-After': '60' });
  }

  private async mayRead({ request, caller }: Reader): Promise<boolean> {
    try {
      const now = await this.authenticator.authenticate(request);
      return now.owner === caller.owner && allows(now, 'read');
    } catch (error) {
      if (error instanceof ProblemError && error.kind === 'unauthenticated') return false;
      // That it cannot be told now is no reason to send anybody away.
      this.logger.warn({ err: error }, 'could not look whether the reader of a stream may still read');
      return true;
    }
  }
}
