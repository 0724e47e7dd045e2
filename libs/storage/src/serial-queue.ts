import { ApplicationError } from '#domain/errors';

/** Runs jobs one after the other in the order of asking; refuses more than `limit` of them waiting. */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#limit) {
      const message = `${this.#limit} statements are waiting for the database already; try again later.`;
      return Promise.reject(new ApplicationError('database_overloaded', message, { retryable: true }));
    }
    this.#waiting += 1;
    const result = this.#tail.then(async () => {
      try {
        return await job();
      } finally {
        this.#waiting -= 1;
      }
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Resolves once every job asked for so far is done. */
  async idle(): Promise<void> {
    await this.#tail;
  }
}
