import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { LOGGER } from '#runtime/tokens';
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

/** The streams that are open: how many there may be, for how long, and their end when the process stops. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly open = new Map<EventStream, string>();
  private stopping = false;

  constructor(
    private readonly authenticator: Authenticator,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Begins to answer with a stream. Throws a 429 problem when there are too many. */
  start(request: Request, response: Response): EventStream {
    const caller = callerOf(request);
    this.refuseTooMany(caller);
    const stream = new EventStream(request, response);
    this.open.set(stream, caller.id);
    const guard = setInterval(() => void this.authenticate(request, caller, stream), AUTHENTICATE_MS);
    guard.unref();
    const forget = (): void => {
      clearInterval(guard);
      this.open.delete(stream);
    };
    if (stream.closed.aborted) forget();
    else stream.closed.addEventListener('abort', forget, { once: true });
    return stream;
  }

  /** Sends everybody away, so that the connections end within the time to stop; who comes back finds another replica. */
  onModuleDestroy(): void {
    this.stopping = true;
    for (const stream of [...this.open.keys()]) {
      stream.end('the service is being stopped', Math.round(RETRY_FROM_MS + Math.random() * RETRY_SPREAD_MS));
    }
  }

  private refuseTooMany(caller: Caller): void {
    if (this.stopping) {
      throw new ProblemError(
        'unavailable',
        'The service is being stopped: try again in a few seconds.',
        {},
        { 'Retry-After': '2' },
      );
    }
    const own = [...this.open.values()].filter((id) => id === caller.id).length;
    if (own < STREAMS_OF_CALLER_MAX && this.open.size < STREAMS_MAX) return;
    const detail =
      own < STREAMS_OF_CALLER_MAX
        ? `${this.open.size} streams are open, as many as there may be: try again in a minute.`
        : `You have ${own} streams open, as many as a caller may have: end one of them, or read several topics by one.`;
    throw new ProblemError('too-many-at-once', detail, {}, { 'Retry-After': '60' });
  }

  private async authenticate(request: Request, before: Caller, stream: EventStream): Promise<void> {
    try {
      const caller = await this.authenticator.authenticate(request);
      if (caller.owner === before.owner && allows(caller, 'read')) return;
    } catch (error) {
      if (!(error instanceof ProblemError && error.kind === 'unauthenticated')) {
        // That it cannot be told now is no reason to send anybody away.
        this.logger.warn({ err: error }, 'could not look whether the reader of a stream may still read');
        return;
      }
    }
    stream.end('the key is not valid any more');
  }
}
