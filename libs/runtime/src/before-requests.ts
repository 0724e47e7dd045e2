import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';

/**
 * Lets `first` see every request of `server` before those who listen at this moment; they get it when `next` is called.
 */
export function beforeRequests(
  server: Server,
  first: (request: IncomingMessage, response: ServerResponse, next: () => void) => void,
): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    first(request, response, () => {
      for (const listener of listeners) listener.call(server, request, response);
    });
  });
}
