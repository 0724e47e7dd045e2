import { defaultIndex } from '#domain/index-definition';
import { ProblemError } from '../http/problem.error.js';
import type { DataRevision } from './data-revision.js';

/** 404 for an index that nobody has defined. The default one is there before it is first built. */
export function requireIndex(revision: DataRevision, indexId: string): void {
  if (revision.exists || indexId === defaultIndex.id) return;
  throw indexNotFound(indexId);
}

export function indexNotFound(indexId: string): ProblemError {
  return new ProblemError(
    'index-not-found',
    `There is no index ${indexId}: GET /v1/indices lists those that there are, POST /v1/indices makes another.`,
  );
}
