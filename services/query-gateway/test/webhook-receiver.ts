import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedMessage {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered: a status, with headers; null: nothing, the connection is cut. */
export type Reply = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | null;

/** A subscriber's server. It can be killed and started again at the same port; what it received stays. */
export class WebhookReceiver {
  readonly messages: ReceivedMessage[] = [];
  /** Requests that have come and not been answered, at most. */
  mostAtOnce = 0;
  private atOnce = 0;
  private server: Server | null = null;
  private port = 0;

  constructor(public reply: (message: ReceivedMessage) => Reply | Promise<Reply> = () => ({ status: 204 })) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  async start(): Promise<this> {
    this.server = createServer((request, response) => {
      this.atOnce += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
      response.once('close', () => (this.atOnce -= 1));
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => void chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const message = { id: String(request.headers['webhook-id']), headers: request.headers, body };
        this.messages.push(message);
        void Promise.resolve(this.reply(message)).then((reply) => {
          if (reply === null) request.socket.destroy();
          else response.writeHead(reply.status, reply.headers).end();
        });
      });
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Connections are cut as they are. */
  async kill(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server === null) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}
