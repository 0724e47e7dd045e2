import { events } from 'fetch-event-stream';

export interface ReadMessage {
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

/** Reads a stream of server-sent events as a subscriber does: remembers the last id, to come back with it. */
export class EventReader {
  readonly messages: ReadMessage[] = [];
  readonly retries: number[] = [];
  /** Everything that came, as it came. */
  text = '';
  status = 0;
  headers = new Headers();
  lastEventId: string | null;
  private readonly ending = new AbortController();
  private done: Promise<void> = Promise.resolve();

  constructor(
    private readonly url: string,
    lastEventId: string | null = null,
    private readonly onMessage: (message: ReadMessage) => void = () => undefined,
  ) {
    this.lastEventId = lastEventId;
  }

  /** Resolves once the answer has begun; what follows is read meanwhile. */
  async open(headers: Readonly<Record<string, string>> = {}): Promise<this> {
    const response = await fetch(this.url, {
      headers: {
        accept: 'text/event-stream',
        ...(this.lastEventId === null ? {} : { 'last-event-id': this.lastEventId }),
        ...headers,
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
    const decoder = new TextDecoder();
    const noted = response.body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (bytes, controller) => {
          this.text += decoder.decode(bytes, { stream: true });
          controller.enqueue(bytes);
        },
      }),
    );
    for await (const { id, event, data, retry } of events(new Response(noted ?? null))) {
      if (this.ending.signal.aborted) return;
      if (retry !== undefined) this.retries.push(retry);
      if (id !== undefined) this.lastEventId = String(id);
      if (data === undefined) continue;
      const message = { id: id === undefined ? null : String(id), event: event ?? 'message', data };
      this.messages.push(message);
      this.onMessage(message);
    }
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
