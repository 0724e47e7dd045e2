/** An error that says what it is: `code` is stable, `retryable` tells whether the same work can succeed later. */
export class ApplicationError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ApplicationError';
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
