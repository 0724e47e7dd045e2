import { createParser } from 'eventsource-parser';
import type { EventSourceMessage } from 'eventsource-parser';

/** Reads a stream of server-sent events as a subscriber does: remembers the last id, and comes back with it. */
export class EventReader {
  readonly messages: EventSourceMessage[] = [];
  readonly comments: string[] = [];
  readonly retries: number[] = [];
  status = 0;
  headers = new Headers();
  lastEventId: string | null;
  private readonly ending = new AbortController();
  private done: Promise<void> = Promise.resolve();

  constructor(
    private readonly url: string,
    options: { readonly lastEventId?: string | null; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    this.lastEventId = options.lastEventId ?? null;
    this.extra = options.headers ?? {};
  }
  private readonly extra: Readonly<Record<string, string>>;

  /** Resolves once the answer has begun; what follows is read meanwhile. */
  async open(): Promise<this> {
    const response = await fetch(this.url, {
      headers: {
        accept: 'text/event-stream',
        ...(this.lastEventId === null ? {} : { 'last-event-id': this.lastEventId }),
        ...this.extra,
      },
      signal: this.ending.signal,
    });
    this.status = response.status;
    this.headers = response.headers;
    this.done = this.read(response).catch(() => undefined);
    return this;
  }

  /** Resolves when the stream has ended, whoever ended it. */
  ended(): Promise<void> {
    return this.done;
  }

  /** As if the process were killed: what is on the way is lost. */
  async kill(): Promise<void> {
    this.ending.abort();
    await this.done;
  }

  private async read(response: Response): Promise<void> {
    if (response.body === null) return;
    const parser = createParser({
      onEvent: (message) => {
        if (this.ending.signal.aborted) return;
        this.messages.push(message);
        if (message.id !== undefined) this.lastEventId = message.id;
      },
      onComment: (comment) => void this.comments.push(comment),
      onRetry: (milliseconds) => void this.retries.push(milliseconds),
    });
    const text = new TextDecoder();
    for await (const bytes of response.body) parser.feed(text.decode(bytes as Uint8Array, { stream: true }));
  }
}

/** Looks until `holds`; throws with what `describe` says when it takes too long. */
export async function until(holds: () => boolean, describe: () => string, milliseconds = 10_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`did not come to pass: ${describe()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
