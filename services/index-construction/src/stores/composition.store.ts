import type { Constituent } from '#domain/advance-index';
import { epochDay } from '#domain/calendar-date';
import type { CompositionChange } from '#domain/composition-change';
import { BinaryCopyEncoder } from '#storage/binary-copy';
import type { Queryable, Transaction } from '#storage/database';

/** One session of an index as stored: its status, and, when published, its composition and what changed. */
export interface SessionRecord {
  readonly date: string;
  readonly status: 'published' | 'incomplete' | 'missing';
  readonly reasons: readonly string[];
  readonly eligible: number;
  readonly covered: number;
  readonly rebalanced: boolean;
  /** The first published session of the index, which is announced with all its members. */
  readonly base: boolean;
  readonly hash: string | null;
  readonly revision: number;
  /** In rank order; empty when not published. */
  readonly constituents: readonly Constituent[];
  readonly change: CompositionChange;
}

/** The first session between two (both excluded) that is not published, or null. */
export async function firstUnpublishedBetween(
  database: Queryable,
  indexId: string,
  after: string,
  before: string,
): Promise<string | null> {
  const [row] = await database.query<{ first: string | null }>(
    `select min(date) as first from index_sessions
     where index_id = $1 and date > $2 and date < $3 and status <> 'published'`,
    [indexId, after, before],
  );
  return row?.first ?? null;
}

/** The newest session that the index has said anything about, published or not. */
export async function newestDecided(database: Queryable, indexId: string): Promise<string | null> {
  const [row] = await database.query<{ newest: string | null }>(
    `select max(date) as newest from index_sessions where index_id = $1`,
    [indexId],
  );
  return row?.newest ?? null;
}

/** Whether a session of the index was ever published and is not any more, or not as it was. */
export async function wasPublished(database: Queryable, indexId: string): Promise<boolean> {
  const rows = await database.query(
    `select from index_session_history history where history.index_id = $1 and history.status = 'published' limit 1`,
    [indexId],
  );
  return rows.length > 0;
}

/** What is stored of the sessions between two, by session. */
export async function loadSessions(
  database: Queryable,
  indexId: string,
  first: string,
  last: string,
): Promise<Map<string, SessionRecord>> {
  const range = [indexId, first, last];
  const sessions = await database.query<Omit<SessionRecord, 'constituents' | 'change'>>(
    `select sessions.date, sessions.status, sessions.reasons, sessions.eligible, sessions.covered, sessions.rebalanced, sessions.hash,
       sessions.is_base as base, sessions.revision
     from index_sessions sessions where sessions.index_id = $1 and sessions.date between $2 and $3`,
    range,
  );
  if (sessions.length === 0) return new Map();
  const constituents = await loadConstituents(database, range);
  const changes = await loadChanges(database, range);
  return new Map(
    sessions.map((session) => [
      session.date,
      {
        ...session,
        constituents: constituents.get(session.date) ?? [],
        change: changes.get(session.date) ?? { entered: [], exited: [], renamed: [] },
      },
    ]),
  );
}

async function loadConstituents(database: Queryable, range: readonly string[]): Promise<Map<string, Constituent[]>> {
  const rows = await database.query<{
    date: string;
    ticker: string;
    weight: number;
    rank: number | null;
    close: number;
    market_cap: number | null;
    stale_sessions: number;
  }>(
    `select members.date, members.ticker, members.weight, members.rank, members.close, members.market_cap, members.stale_sessions
     from index_compositions members where members.index_id = $1 and members.date between $2 and $3
     order by members.date, members.rank nulls last, members.ticker`,
    range,
  );
  return groupByDate(rows, (row) => ({
    ticker: row.ticker,
    weight: row.weight,
    rank: row.rank,
    close: row.close,
    marketCap: row.market_cap,
    staleSessions: row.stale_sessions,
  }));
}

type ChangeRow = {
  date: string;
  action: 'entered' | 'exited' | 'renamed';
  new_ticker: string;
} & CompositionChange['exited'][number];

async function loadChanges(database: Queryable, range: readonly string[]): Promise<Map<string, CompositionChange>> {
  const rows = await database.query<ChangeRow>(
    `select changes.date, changes.action, changes.ticker, changes.rank, changes.previous_rank, changes.reason,
       changes.new_ticker
     from composition_changes changes where changes.index_id = $1 and changes.date between $2 and $3
     order by changes.date, changes.ticker`,
    range,
  );
  const changes = new Map<string, CompositionChange>();
  for (const [date, dated] of groupByDate(rows, (row) => row)) {
    changes.set(date, {
      entered: dated
        .filter((row) => row.action === 'entered')
        .map(({ ticker, rank, previous_rank }) => ({ ticker, rank, previous_rank })),
      exited: dated
        .filter((row) => row.action === 'exited')
        .map(({ ticker, rank, previous_rank, reason }) => ({ ticker, rank, previous_rank, reason })),
      renamed: dated
        .filter((row) => row.action === 'renamed')
        .map(({ ticker, new_ticker }) => ({ ticker, new_ticker })),
    });
  }
  return changes;
}

function groupByDate<Row extends { date: string }, Item>(
  rows: readonly Row[],
  item: (row: Row) => Item,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const row of rows) {
    const group = groups.get(row.date);
    if (group === undefined) groups.set(row.date, [item(row)]);
    else group.push(item(row));
  }
  return groups;
}

/** Removes all that is stored of an index that has no published session; the history keeps it. */
export async function removeSessions(transaction: Transaction, indexId: string): Promise<void> {
  const rows = await transaction.query<{ date: string }>(
    `select sessions.date from index_sessions sessions where sessions.index_id = $1 and sessions.status <> 'published'`,
    [indexId],
  );
  const dates = rows.map((row) => row.date);
  await keepSessions(transaction, indexId, dates);
  await transaction.execute(`delete from index_sessions where index_id = $1 and date = any($2::date[])`, [
    indexId,
    dates,
  ]);
}

/**
 * Keeps what was said of these sessions until now; returns the moment from which on what replaces it is known. That is one for the whole
 * transaction, and always after what is replaced became known: a transaction may have begun before another one that was done first,
 * and clocks are set back.
 */
async function keepSessions(transaction: Transaction, indexId: string, dates: readonly string[]): Promise<string> {
  const [row] = await transaction.query<{ moment: string }>(
    `select greatest(clock_timestamp(), max(sessions.known_from) + interval '1 microsecond')::text as moment
     from index_sessions sessions where sessions.index_id = $1 and sessions.date = any($2::date[])`,
    [indexId, dates],
  );
  if (row === undefined) throw new Error('the store does not tell the time');
  await transaction.execute(
    `insert into index_session_history (index_id, date, known_from, known_until, status, reasons, eligible, covered, constituents,
       rebalanced, hash, revision, is_base, composition, changes)
     select sessions.index_id, sessions.date, sessions.known_from, $3::timestamptz, sessions.status, sessions.reasons,
       sessions.eligible, sessions.covered, sessions.constituents, sessions.rebalanced, sessions.hash, sessions.revision,
       sessions.is_base,
       coalesce((select jsonb_agg(jsonb_build_object('ticker', members.ticker, 'weight', members.weight, 'rank', members.rank,
           'close', members.close, 'market_cap', members.market_cap, 'stale_sessions', members.stale_sessions)
           order by members.rank nulls last, members.ticker)
         from index_compositions members where members.index_id = sessions.index_id and members.date = sessions.date), '[]'),
       coalesce((select jsonb_agg(jsonb_build_object('ticker', changes.ticker, 'action', changes.action, 'rank', changes.rank,
           'previous_rank', changes.previous_rank, 'reason', changes.reason, 'new_ticker', changes.new_ticker)
           order by changes.ticker, changes.action)
         from composition_changes changes where changes.index_id = sessions.index_id and changes.date = sessions.date), '[]')
     from index_sessions sessions
     where sessions.index_id = $1 and sessions.date = any($2::date[])`,
    [indexId, dates, row.moment],
  );
  return row.moment;
}

/** Replaces what is stored of these sessions; the history keeps what was. */
export async function storeSessions(
  transaction: Transaction,
  indexId: string,
  records: readonly SessionRecord[],
): Promise<void> {
  const dates = records.map((record) => record.date);
  const moment = await keepSessions(transaction, indexId, dates);
  for (const table of ['index_compositions', 'composition_changes', 'index_sessions']) {
    await transaction.execute(`delete from ${table} where index_id = $1 and date = any($2::date[])`, [indexId, dates]);
  }
  await transaction.execute(
    `insert into index_sessions (index_id, date, status, reasons, eligible, covered, constituents, rebalanced, is_base, hash, revision,
       known_from)
     select $1, rows.date, rows.status, array(select jsonb_array_elements_text(rows.reasons)), rows.eligible, rows.covered,
       rows.constituents, rows.rebalanced, rows.base, rows.hash, rows.revision, $3::timestamptz
     from jsonb_to_recordset($2::jsonb) as rows(date date, status text, reasons jsonb, eligible int4, covered int4,
       constituents int4, rebalanced boolean, base boolean, hash text, revision int4)`,
    [
      indexId,
      JSON.stringify(
        records.map(({ change: _change, constituents, ...session }) => ({
          ...session,
          constituents: constituents.length,
        })),
      ),
      moment,
    ],
  );
  await transaction.execute(
    `insert into composition_changes (index_id, date, ticker, action, rank, previous_rank, reason, new_ticker)
     select $1, rows.date, rows.ticker, rows.action, rows.rank, rows.previous_rank, rows.reason, rows.new_ticker
     from jsonb_to_recordset($2::jsonb) as rows(date date, ticker text, action text, rank int4, previous_rank int4, reason text,
       new_ticker text)`,
    [indexId, JSON.stringify(records.flatMap(changeRows))],
  );
  await transaction.copyIn(
    {
      table: 'index_compositions',
      columns: ['index_id', 'date', 'ticker', 'weight', 'rank', 'close', 'market_cap', 'stale_sessions'],
    },
    encodeConstituents(indexId, records),
  );
}

function changeRows({ date, change }: SessionRecord): object[] {
  return [
    ...change.entered.map((line) => ({ date, action: 'entered', ...line })),
    ...change.exited.map((line) => ({ date, action: 'exited', ...line })),
    ...change.renamed.map((line) => ({ date, action: 'renamed', ...line })),
  ];
}

async function* encodeConstituents(indexId: string, records: readonly SessionRecord[]): AsyncIterable<Uint8Array> {
  const encoder = new BinaryCopyEncoder();
  for (const { date, constituents } of records) {
    const day = epochDay(date);
    for (const constituent of constituents) {
      encoder.beginRow(8);
      encoder.text(indexId);
      encoder.date(day);
      encoder.text(constituent.ticker);
      encoder.float8(constituent.weight);
      if (constituent.rank === null) encoder.null();
      else encoder.int4(constituent.rank);
      encoder.float8(constituent.close);
      if (constituent.marketCap === null) encoder.null();
      else encoder.float8(constituent.marketCap);
      encoder.int4(constituent.staleSessions);
    }
    for (let chunk = encoder.takeChunk(); chunk !== null; chunk = encoder.takeChunk()) yield chunk;
  }
  yield* encoder.finish();
}
