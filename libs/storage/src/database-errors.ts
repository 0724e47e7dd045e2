import { ApplicationError } from '#domain/errors';

/** Stable code and whether the same work can succeed later, by SQLSTATE; a class (two characters) stands for the rest of it. */
const bySqlState: Readonly<Record<string, readonly [code: string, retryable: boolean]>> = {
  '23505': ['unique_violation', false],
  '23503': ['foreign_key_violation', false],
  '23502': ['not_null_violation', false],
  '23514': ['check_violation', false],
  '23': ['constraint_violation', false],
  '42501': ['permission_denied', false],
  '40001': ['serialization_failure', true],
  '40P01': ['deadlock_detected', true],
  '55P03': ['lock_not_available', true],
  '57014': ['statement_timeout', true],
  '25P02': ['transaction_aborted', false],
  // The server has become the stand-by of another one, or is not the first one yet.
  '25006': ['database_unavailable', true],
  '22': ['invalid_value', false],
  '42': ['invalid_statement', false],
  '28': ['database_access_denied', false],
  '3D': ['database_access_denied', false],
  '08': ['database_unavailable', true],
  '53': ['database_unavailable', true],
  '57': ['database_unavailable', true],
};

/** What sockets, name resolution and the pool say when the server cannot be reached. */
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
const connectionMessages =
  /connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|connection ended unexpectedly|client was closed/i;

/** The five-character SQLSTATE of a driver's error or of the `ApplicationError` made from it. */
export function sqlStateOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const code = (error as Error & { code?: unknown }).code;
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  return error instanceof ApplicationError ? sqlStateOf(error.cause) : null;
}

/** The one place where a driver's error gets its meaning. */
export function toDatabaseError(error: unknown): ApplicationError {
  if (error instanceof ApplicationError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const sqlState = sqlStateOf(error);
  if (sqlState !== null && !connectionCodes.has(sqlState)) {
    const known = bySqlState[sqlState] ?? bySqlState[sqlState.slice(0, 2)];
    const [code, retryable] = known ?? ['database_error', false];
    return new ApplicationError(code, `${message} (SQLSTATE ${sqlState})`, { retryable, cause: error });
  }
  const driverCode = (error as { code?: unknown } | null)?.code;
  if ((typeof driverCode === 'string' && connectionCodes.has(driverCode)) || connectionMessages.test(message)) {
    const text = `The database cannot be reached: ${message || String(driverCode)}. Check DATABASE_URL and that the server runs.`;
    return new ApplicationError('database_unavailable', text, { retryable: true, cause: error });
  }
  return new ApplicationError('database_error', message, { cause: error });
}

/** Whether a transaction that failed with this was rolled back for a reason that is gone on the next try. */
export function isTransactionConflict(error: unknown): boolean {
  return error instanceof ApplicationError && ['serialization_failure', 'deadlock_detected'].includes(error.code);
}
