import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';

/** What a caller may keep of a server, in bytes and milliseconds. */
export interface HttpLimits {
  /**
   * How long an idle connection stays open: longer than callers and load balancers keep theirs, and longer than an embedded store may
   * hold the event loop. Else a connection is closed under a request that is just being sent on it.
   */
  readonly keepAliveMs: number;
  /** How long a request may take until its last header is there, and a new connection until it asks for anything. */
  readonly headersMs: number;
  /** How long a request may take to arrive whole: a large file over a slow line needs far more than the five minutes of Node. */
  readonly requestMs: number;
  /** How often connections are looked at. */
  readonly sweepMs: number;
  /** After so many looks without a write that was taken, or with too little of a body, a connection is cut. */
  readonly sweeps: number;
  /** What has to arrive of a body within that many looks. */
  readonly bodyBytes: number;
  /** Connections at a time; further ones are closed at once. */
  readonly connections: number;
}

export const HTTP_LIMITS: HttpLimits = {
  keepAliveMs: 75_000,
  headersMs: 30_000,
  requestMs: 12 * 60 * 60 * 1000,
  sweepMs: 5_000,
  sweeps: 12,
  bodyBytes: 64 * 1024,
  connections: 10_000,
};

/**
 * Keeps callers who are slow on purpose from holding on to a server: in sending a request, in sending a body, in reading an answer.
 * Before it listens, and after whatever is put before its requests, which could keep some from being seen here. The size of a request's
 * head is bounded by Node, 16 KiB.
 */
export function limitHttp(server: HttpServer, limits: HttpLimits = HTTP_LIMITS): void {
  server.keepAliveTimeout = limits.keepAliveMs;
  server.headersTimeout = limits.headersMs;
  server.requestTimeout = limits.requestMs;
  server.maxConnections = limits.connections;
  // Node looks for late requests that often; it reads this when the server begins to listen.
  Object.assign(server, { connectionsCheckingInterval: limits.sweepMs });
  const connections = new Map<Socket, Progress>();
  // What speaks HTTP is, with TLS, the secured connection and not the one below it.
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections.set(socket, new Progress(socket, limits));
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request) => connections.get(request.socket)?.receive(request));
  const sweep = setInterval(() => {
    for (const [socket, progress] of connections) {
      if (progress.isStuck()) socket.destroy();
    }
  }, limits.sweepMs);
  sweep.unref();
  server.once('close', () => clearInterval(sweep));
}

/**
 * Whether a connection goes on. It is looked at in steps, and steps are counted, not time: an event loop that was held up sees one
 * step, however long that took, so nobody is blamed for it.
 */
class Progress {
  private request: IncomingMessage | null = null;
  /** Bytes of answers that were handed to the system. */
  private written = 0;
  private stepsUnwritten = 0;
  private read = 0;
  private stepsRead = 0;

  constructor(
    private readonly socket: Socket,
    private readonly limits: HttpLimits,
  ) {}

  receive(request: IncomingMessage): void {
    this.request = request;
    this.beginReading();
  }

  /** One look; true when the caller takes too little of an answer, or sends too little of a body. */
  isStuck(): boolean {
    return this.isAnswerStuck() || this.isBodyStuck();
  }

  /** An answer waits, and no write has been finished since. A long answer is many writes. */
  private isAnswerStuck(): boolean {
    const written = this.socket.bytesWritten - this.socket.writableLength;
    if (this.socket.writableLength === 0 || written !== this.written) {
      this.written = written;
      this.stepsUnwritten = 0;
      return false;
    }
    this.stepsUnwritten += 1;
    return this.stepsUnwritten >= this.limits.sweeps;
  }

  private isBodyStuck(): boolean {
    if (this.request === null) return false;
    if (this.request.complete || this.request.destroyed) {
      this.request = null;
      return false;
    }
    // What has arrived and was not taken yet waits for us.
    if (this.request.readableLength > 0) {
      this.beginReading();
      return false;
    }
    this.stepsRead += 1;
    if (this.stepsRead < this.limits.sweeps) return false;
    const enough = this.socket.bytesRead - this.read >= this.limits.bodyBytes;
    this.beginReading();
    return !enough;
  }

  private beginReading(): void {
    this.read = this.socket.bytesRead;
    this.stepsRead = 0;
  }
}
