import { problemKinds } from '#contracts/api/problem.schema';
import type { FieldError, Problem, ProblemKind } from '#contracts/api/problem.schema';
import { ApplicationError } from '#domain/errors';

export type ProblemExtensions = Pick<Problem, 'errors' | 'available' | 'built' | 'job_id'>;

/** An answer other than success. `detail` names the field, the value and the remedy; it is shown to the caller as it is. */
export class ProblemError extends ApplicationError {
  readonly status: number;
  readonly title: string;

  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly extensions: ProblemExtensions = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(kind, detail);
    this.name = 'ProblemError';
    this.status = problemKinds[kind].status;
    this.title = problemKinds[kind].title;
  }
}

/** Fields that an answer names: who has more of them wrong is helped by no more, and could have us write megabytes. */
export const NAMED_FIELDS_MAX = 20;

/** 400 with one entry per field; the detail repeats them, for people who only read one line. */
export function invalidRequest(all: readonly FieldError[]): ProblemError {
  const errors = all.slice(0, NAMED_FIELDS_MAX);
  const sentences = errors.map((error) => {
    const field =
      error.parameter ?? (error.pointer === undefined || error.pointer === '' ? 'body' : error.pointer.slice(1));
    return `${field} ${error.message}`;
  });
  const further = all.length > errors.length ? '; and there is more that is wrong' : '';
  return new ProblemError('invalid-request', `${sentences.join('; ')}${further}.`, { errors });
}
