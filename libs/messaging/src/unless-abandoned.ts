import { ApplicationError } from '#domain/errors';

/** Settles as `delivery` does, but rejects at once when `signal` is aborted first: closing waits no longer for the handler. */
export function unlessAbandoned(delivery: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abandon = (): void =>
      reject(
        new ApplicationError('delivery_abandoned', 'The process closed before the message was done.', {
          retryable: true,
        }),
      );
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    void delivery.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}
