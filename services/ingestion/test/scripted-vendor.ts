import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A vendor on loopback that answers as the test says. Where nothing is said, `{}`. */
export class ScriptedVendor {
  readonly requests: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
  /** Answers in turn; `always` when they are used up. */
  script: Answer[] = [];
  always: Answer = (response) => response.end('{}');
  private readonly server = createServer((request, response) => {
    this.requests.push({ url: request.url ?? '', headers: request.headers });
    (this.script.shift() ?? this.always)(response, request);
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

export const status =
  (code: number, body = '', headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    response.writeHead(code, headers).end(body);
  };
