import type { ServerResponse } from 'node:http';

/** Aborted once the caller has gone, be it before this was asked: what is still to be done for his answer is done for nobody. */
export function callerGone(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (response.destroyed) gone.abort();
  else response.once('close', () => gone.abort());
  return gone.signal;
}
