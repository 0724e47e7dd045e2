import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A way to a server that can be cut, frozen and made late, also where the server itself is somebody else's. */
export class Wire {
  /** By how many milliseconds every byte is late, each way. */
  delay = 0;
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private port = 0;
  private frozen = false;

  constructor(private readonly target: URL) {}

  /** Opens it, after a cut at the same port again; the target's URL with the wire's address. */
  async open(): Promise<string> {
    const server = createServer((near) => {
      const far = connect(Number(this.target.port), this.target.hostname);
      this.forward(near, far);
      this.forward(far, near);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as { port: number }).port;
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.toString();
  }

  /** Ends every connection, and lets none in. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Connections stay and nothing comes through, on later ones neither. */
  freeze(): void {
    this.frozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** What was frozen is ended; later connections work. */
  thaw(): void {
    this.frozen = false;
    for (const socket of this.sockets) socket.destroy();
  }

  private forward(from: Socket, to: Socket): void {
    this.sockets.add(from);
    let order = Promise.resolve();
    from.on('data', (bytes) => {
      const due = performance.now() + this.delay;
      order = order.then(async () => {
        if (this.delay > 0) await sleep(Math.max(0, Math.min(due - performance.now(), this.delay)));
        if (!to.destroyed) to.write(bytes);
      });
    });
    if (this.frozen) from.pause();
    from.on('error', () => undefined);
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}
