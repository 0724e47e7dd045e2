import type { JobError } from '#contracts/api/job.schema';
import type { ProblemKind } from '#contracts/api/problem.schema';
import { jobProblem } from '#contracts/job-events';
import { ApplicationError } from '#domain/errors';

/** What was asked for cannot be exported, however often it is tried; the job says why. */
export class ExportRefused extends ApplicationError {
  readonly problem: JobError;

  constructor(kind: ProblemKind, detail: string) {
    super(`export.${kind}`, detail);
    this.problem = jobProblem(kind, detail);
  }
}
