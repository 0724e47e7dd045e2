import { once } from 'node:events';
import type { Request, Response } from 'express';
import { whenClosed } from '../http/caller-gone.js';

/** Keeps proxies and browsers from taking a quiet connection for a dead one. */
const PING_MS = 15_000;

/** How long what was written may wait for the reader to take it. */
const SLOW_READER_MS = 10_000;

/** What is written in one go; a reader has at most this much and one event waiting in this process. */
const CHUNK_CHARACTERS = 64 * 1024;

/** After how long a reader connects again, unless we have told it otherwise. */
const RETRY_MS = 2_000;

/** A stream of server-sent events to one reader. It ends when the reader goes, is too slow, or is told to go. */
export class EventStream {
  /** Aborted once nothing more can be sent. */
  readonly closed: AbortSignal;
  private readonly closing = new AbortController();
  private readonly pings: NodeJS.Timeout;
  private place: number | null = null;

  constructor(
    request: Request,
    private readonly response: Response,
  ) {
    this.closed = this.closing.signal;
    this.pings = setInterval(() => this.ping(), PING_MS);
    this.pings.unref();
    // The connection may have ended while the stream was being made ready.
    whenClosed(response, () => {
      clearInterval(this.pings);
      this.closing.abort();
    });
    request.socket.setNoDelay(true);
    response
      .status(200)
      .set({
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store, no-transform',
        // Tells nginx to pass on what comes as it comes.
        'X-Accel-Buffering': 'no',
        Vary: 'Accept',
      })
      .flushHeaders();
    if (!this.closed.aborted) response.write(`retry: ${RETRY_MS}\n\n`);
  }

  /** Sends frames in order. False when the stream has ended meanwhile, so that it is not known what has arrived. */
  async send(frames: readonly string[]): Promise<boolean> {
    let chunk = '';
    for (const [position, frame] of frames.entries()) {
      chunk += frame;
      if (chunk.length < CHUNK_CHARACTERS && position < frames.length - 1) continue;
      if (!(await this.write(chunk))) return false;
      chunk = '';
    }
    return !this.closed.aborted;
  }

  /** Everything up to `place` has been sent or does not concern the reader, who will be told so beside the next ping. */
  passed(place: number): void {
    this.place = place;
  }

  /** Ends it in order, once what was written has gone. `retryMs`: when to come back. */
  end(reason: string, retryMs?: number): void {
    if (this.closed.aborted) return;
    this.response.end(`${retryMs === undefined ? '' : `retry: ${retryMs}\n`}: ${reason}\n\n`);
    this.closing.abort();
    // Whoever does not take even this is not waited for.
    setTimeout(() => this.response.destroy(), SLOW_READER_MS).unref();
  }

  private async write(chunk: string): Promise<boolean> {
    if (this.closed.aborted) return false;
    if (this.response.write(chunk)) return true;
    const patience = AbortSignal.any([this.closed, AbortSignal.timeout(SLOW_READER_MS)]);
    try {
      await once(this.response, 'drain', { signal: patience });
      return !this.closed.aborted;
    } catch {
      // Gone, or too slow: it goes on where it stopped when it comes back.
      this.response.destroy();
      return false;
    }
  }

  private ping(): void {
    // What is waited for keeps the connection busy, and is not waited for longer than it may take.
    if (this.closed.aborted || this.response.writableNeedDrain) return;
    // The ping before has not even left this process: nobody reads.
    if (this.response.writableLength > 0) this.response.destroy();
    else this.response.write(this.place === null ? ': ping\n\n' : `id: ${this.place}\n: ping\n\n`);
  }
}
