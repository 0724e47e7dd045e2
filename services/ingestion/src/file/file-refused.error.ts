import type { JobError } from '#contracts/api/job.schema';
import type { ProblemKind } from '#contracts/api/problem.schema';
import { jobProblem } from '#contracts/job-events';
import { ApplicationError } from '#domain/errors';

/** What a file is refused for. */
export type RefusalCode =
  | 'import.empty_file'
  | 'import.binary_file'
  | 'import.invalid_utf8'
  | 'import.truncated_gzip'
  | 'import.damaged_gzip'
  | 'import.damaged_parquet'
  | 'import.too_large'
  | 'import.wrong_header'
  | 'import.line_too_long'
  | 'import.unclosed_quote'
  | 'import.too_many_tickers'
  | 'import.incomplete_upload'
  | 'import.market_conflict';

/** The file as a whole cannot be imported: nothing of it is stored. The message says where it went wrong and what to do. */
export class FileRefused extends ApplicationError {
  constructor(code: RefusalCode, message: string, options: { cause?: unknown } = {}) {
    super(code, message, options);
    this.name = 'FileRefused';
  }

  /** What the job says of it. */
  get problem(): JobError {
    const kind: ProblemKind = this.code === 'import.market_conflict' ? 'market-conflict' : 'import-refused';
    return jobProblem(kind, this.message);
  }
}
