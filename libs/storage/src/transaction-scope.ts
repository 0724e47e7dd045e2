import { AsyncLocalStorage } from 'node:async_hooks';
import { ApplicationError } from '#domain/errors';

/**
 * Knows whether the running code was started by the callback of a transaction that is still open. Such code must use the handle
 * it was given: asking the database for a further connection would wait for the one that it holds itself.
 */
export class TransactionScope {
  readonly #storage = new AsyncLocalStorage<{ open: boolean }>();

  assertOutside(method: string): void {
    if (this.#storage.getStore()?.open !== true) return;
    throw new ApplicationError(
      'nested_transaction',
      `database.${method} was called inside the callback of database.transaction; use the transaction handle given to it.`,
    );
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const state = { open: true };
    try {
      return await this.#storage.run(state, work);
    } finally {
      state.open = false;
    }
  }
}
