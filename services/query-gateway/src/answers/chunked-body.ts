import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { pipeline } from 'node:stream';
import type { Writable } from 'node:stream';
import { compressor } from './compression.js';
import type { Encoding } from './stored-answer.js';

/** How long the caller may take to read what one write has left unread, in milliseconds. */
const READING_MS = 30_000;

/** The connection is closed: there is nobody to write to. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';
}

/**
 * The body of an answer, written bit by bit no faster than the caller reads. A caller who stops reading for half a minute is cut off, so
 * that nothing waits for him for ever.
 */
export class ChunkedBody {
  private readonly target: Writable;
  private readonly gone = new AbortController();

  constructor(
    private readonly response: ServerResponse,
    encoding: Encoding,
    private readonly readingMs = READING_MS,
  ) {
    response.once('close', () => this.gone.abort());
    const encoder = compressor(encoding);
    this.target = encoder ?? response;
    // How it ended is seen by the response.
    if (encoder !== null) pipeline(encoder, response, () => undefined);
  }

  /** Resolves when there is room for more. Throws CallerGone. */
  async write(text: string): Promise<void> {
    this.refuseGone();
    if (!this.target.write(text)) await this.until(this.target, 'drain');
  }

  /** Resolves when the last byte has been handed over. Throws CallerGone. */
  async end(): Promise<void> {
    this.refuseGone();
    const finished = this.until(this.response, 'finish');
    this.target.end();
    await finished;
  }

  /** Breaks the connection off so that what was sent does not look whole, whichever version of HTTP it came by. */
  abort(): void {
    const { socket } = this.response;
    if (socket !== null && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
    this.response.destroy();
    if (this.target !== this.response) this.target.destroy();
  }

  private refuseGone(): void {
    if (this.gone.signal.aborted || this.response.destroyed) throw new CallerGone();
  }

  private async until(source: Writable, event: 'drain' | 'finish'): Promise<void> {
    const late = setTimeout(() => this.abort(), this.readingMs);
    try {
      await once(source, event, { signal: this.gone.signal });
    } catch {
      throw new CallerGone();
    } finally {
      clearTimeout(late);
    }
  }
}
