import type { JobError } from '#contracts/api/job.schema';
import { problemKinds, problemType } from '#contracts/api/problem.schema';
import type { ProblemKind } from '#contracts/api/problem.schema';
import { ApplicationError } from '#domain/errors';

/** What was asked for cannot be exported, however often it is tried; the job says why. */
export class ExportRefused extends ApplicationError {
  readonly problem: JobError;

  constructor(kind: ProblemKind, detail: string) {
    super(`export.${kind}`, detail);
    const { status, title } = problemKinds[kind];
    this.problem = { type: problemType(kind), title, status, detail };
  }
}
