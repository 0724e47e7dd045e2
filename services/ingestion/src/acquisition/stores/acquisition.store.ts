import type { AcquisitionRecord } from '#domain/acquisition-schedule';
import { nextSession } from '#domain/calendar';
import type { Database, Queryable, Transaction } from '#storage/database';

/** What has been tried and planned of each session that is to be acquired. */

interface RecordRow {
  readonly date: string;
  readonly status: AcquisitionRecord['status'];
  readonly attempts: number;
  readonly final: boolean;
  readonly next_attempt_at: Date | null;
}
const SELECT_RECORDS = `
  select sessions.date, sessions.status, sessions.attempts, sessions.final, sessions.next_attempt_at
  from acquisition_sessions sessions`;

function recordOf({ status, attempts, final, next_attempt_at: next }: RecordRow): AcquisitionRecord {
  return { status, attempts, final, nextAttemptAt: next?.getTime() ?? null };
}

/** Those from `first` on, and earlier ones that are still to be tried again. */
export async function loadRecords(database: Queryable, first: string): Promise<Map<string, AcquisitionRecord>> {
  const rows = await database.query<RecordRow>(`${SELECT_RECORDS} where sessions.date >= $1 or not sessions.final`, [
    first,
  ]);
  return new Map(rows.map((row) => [row.date, recordOf(row)]));
}

/** Of one session; null when nobody has asked for it yet. */
export async function findRecord(database: Queryable, session: string): Promise<AcquisitionRecord | null> {
  const [row] = await database.query<RecordRow>(`${SELECT_RECORDS} where sessions.date = $1`, [session]);
  return row === undefined ? null : recordOf(row);
}

export interface Attempt {
  readonly session: string;
  readonly at: Date;
  readonly source: string | null;
  readonly outcome: 'stored' | 'blocked' | 'refused' | 'failed' | 'empty';
  readonly reasons: readonly string[];
  readonly rows: number;
  readonly excluded: Readonly<Record<string, number>>;
  readonly record: AcquisitionRecord;
}

/** Notes an attempt and what is planned after it. */
export async function storeAttempt(transaction: Transaction, attempt: Attempt): Promise<void> {
  const { session, at, source, outcome, reasons, rows, excluded, record } = attempt;
  await transaction.execute(
    `insert into acquisition_attempts (date, attempted_at, source, outcome, reasons, rows) values ($1, $2, $3, $4, $5, $6)`,
    [session, at, source, outcome, reasons, rows],
  );
  const stored = outcome === 'stored';
  await transaction.execute(
    `insert into acquisition_sessions as known
       (date, status, reasons, attempts, passes, final, source, excluded, last_attempt_at, next_attempt_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8::text::jsonb, $9, $10)
     on conflict (date) do update set status = excluded.status, reasons = excluded.reasons, attempts = excluded.attempts,
       passes = known.passes + excluded.passes, final = excluded.final, source = coalesce(excluded.source, known.source),
       excluded = case when $11 then excluded.excluded else known.excluded end,
       last_attempt_at = excluded.last_attempt_at, next_attempt_at = excluded.next_attempt_at`,
    [
      session,
      record.status,
      reasons,
      record.attempts,
      stored ? 1 : 0,
      record.final,
      stored || outcome === 'blocked' ? source : null,
      JSON.stringify(excluded),
      at,
      record.nextAttemptAt === null ? null : new Date(record.nextAttemptAt),
      stored || outcome === 'blocked',
    ],
  );
}

/** The newest session that is stored and not blocked before `session`, or null. */
export async function storedBefore(database: Queryable, session: string): Promise<string | null> {
  const [row] = await database.query<{ date: string | null }>(
    `select max(sessions.date) as date from ingestion_sessions sessions where sessions.date < $1 and sessions.verdict <> 'blocked'`,
    [session],
  );
  return row?.date ?? null;
}

export interface PreviousRow {
  readonly ticker: string;
  readonly close: number | null;
  readonly market_cap: number | null;
}

export async function previousRows(database: Queryable, session: string): Promise<PreviousRow[]> {
  return database.query<PreviousRow>(
    `select prices.ticker, prices.close, prices.market_cap from stock_prices prices where prices.date = $1`,
    [session],
  );
}

export interface StoredSession {
  readonly verdict: 'open' | 'blocked' | 'accepted';
  readonly lines: number;
}

export async function findSession(database: Queryable, session: string): Promise<StoredSession | null> {
  const [row] = await database.query<StoredSession>(
    `select sessions.verdict, sessions.lines from ingestion_sessions sessions where sessions.date = $1`,
    [session],
  );
  return row ?? null;
}

export async function noteExpectedLines(
  transaction: Transaction,
  session: string,
  expected: number | null,
): Promise<void> {
  await transaction.execute('update ingestion_sessions set expected_lines = $2 where date = $1', [session, expected]);
}

/** The first session that is kept up by itself: the one after what the store has already, else `otherwise`; the same ever after. */
export async function firstScheduled(database: Database, otherwise: string): Promise<string> {
  return database.transaction(async (transaction) => {
    const [state] = await transaction.query<{ acquire_from: string | null; newest: string | null }>(
      `select state.acquire_from, (select max(sessions.date) from ingestion_sessions sessions) as newest
       from ingestion_state state for update of state`,
    );
    if (state === undefined) throw new TypeError('ingestion_state has lost its row');
    if (state.acquire_from !== null) return state.acquire_from;
    const first = state.newest === null ? otherwise : nextSession(state.newest);
    await transaction.execute('update ingestion_state set acquire_from = $1', [first]);
    return first;
  });
}
