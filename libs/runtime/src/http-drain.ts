import type { Server } from 'node:http';

/** How often connections that have become idle are looked for while draining, in milliseconds. */
const IDLE_SWEEP_MS = 100;

/**
 * Takes no further connection, lets the requests in hand be answered, and closes each connection once it is idle. What is still
 * open after `limitMs` is cut. Never rejects.
 */
export async function drainHttp(server: Server, limitMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    // An error means that it was not listening, which is what is wanted.
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  const limit = setTimeout(() => server.closeAllConnections(), limitMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(limit);
}
