import { ApplicationError } from '#domain/errors';
import type { IndexDefinition } from '#domain/index-definition';
import type { Queryable } from '#storage/database';
import { countChanges, readDataState, readPerformance, readSessions } from './export-read-model.js';
import type { ChangeCounts, DataState, ExportRequest, PerformanceRow, SessionRow } from './export-read-model.js';
import { ExportRefused } from './export-refused.error.js';

/** What is known of a range before its long sheets are read. */
export interface ExportPlan {
  readonly request: ExportRequest;
  readonly definition: IndexDefinition;
  readonly state: DataState;
  /** Published sessions of the range, in order; at least one. */
  readonly sessions: readonly string[];
  /** Sessions of the range that are not published. */
  readonly gaps: readonly SessionRow[];
  /** Of each published session of the range. */
  readonly performance: readonly PerformanceRow[];
  /** The session before the range, whose level the range starts from; null when the range holds the base session. */
  readonly before: PerformanceRow | null;
  readonly changes: ChangeCounts;
}

/** @throws ExportRefused when there is nothing to export; a retryable error while the levels are still being calculated */
export async function loadExportPlan(database: Queryable, request: ExportRequest): Promise<ExportPlan> {
  const state = await readDataState(database, request.indexId);
  const { definition } = state;
  if (definition === null || state.base_session === null) {
    throw new ExportRefused('index-not-built', `Index ${request.indexId} has not been built: POST /build-index first.`);
  }
  const all = await readSessions(database, request);
  const sessions = all.filter(({ status }) => status === 'published').map(({ date }) => date);
  if (sessions.length === 0) {
    throw new ExportRefused(
      'outside-built-range',
      `No session from ${request.start} to ${request.end} is published: the index is built from ${state.base_session} to ${state.last_session ?? state.base_session}.`,
    );
  }
  const points = await readPerformance(database, request);
  const performance = points.filter(({ date }) => date >= request.start);
  if (performance.length !== sessions.length) {
    throw new ApplicationError(
      'export.performance_behind',
      `${sessions.length} sessions are published from ${request.start} to ${request.end}, ${performance.length} have a level: try again when the calculation has caught up.`,
      { retryable: true },
    );
  }
  return {
    request,
    definition,
    state,
    sessions,
    gaps: all.filter(({ status }) => status !== 'published'),
    performance,
    before: points.find(({ date }) => date < request.start) ?? null,
    changes: await countChanges(database, request),
  };
}

/** @throws a retryable error when anything was rebuilt or imported since the plan was made */
export async function assertUnchanged(database: Queryable, { request, state }: ExportPlan): Promise<void> {
  const now = await readDataState(database, request.indexId);
  const same =
    now.index_revision === state.index_revision &&
    now.performance_revision === state.performance_revision &&
    now.data_revision === state.data_revision;
  if (same) return;
  throw new ApplicationError(
    'export.data_changed',
    `The data of index ${request.indexId} changed while ${request.start} to ${request.end} was exported: it has to be read again.`,
    { retryable: true },
  );
}
