import type { ServerResponse } from 'node:http';

/** Does `act` once the answer has ended or the caller has gone, be it before this was asked. */
export function whenClosed(response: ServerResponse, act: () => void): void {
  if (response.destroyed) act();
  else response.once('close', act);
}

/** Aborted once the caller has gone, be it before this was asked: what is still to be done for his answer is done for nobody. */
export function callerGone(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  whenClosed(response, () => gone.abort());
  return gone.signal;
}

/** Does `work` as long as its caller is there. What his going leaves undone is no failure: there is nobody to answer. */
export async function whileCallerWaits(
  response: ServerResponse,
  work: (gone: AbortSignal) => Promise<void>,
): Promise<void> {
  const gone = callerGone(response);
  try {
    await work(gone);
  } catch (error) {
    if (!gone.aborted || error !== gone.reason) throw error;
  }
}
