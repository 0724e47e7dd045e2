/**
 * The present tables and the histories beside them, put together as they stood at an instant. Each is a common table expression with
 * the columns of the present table, so that a question is the same statement over either. `$1` is the index, `at` the parameter of
 * the instant. A row was what one knew from `known_from` up to, not including, `known_until`.
 */

const SESSION_COLUMNS = ['index_id', 'date', 'status', 'reasons', 'hash'];

/** `known_sessions`: what `index_sessions` said of each session. */
export const knownSessions = (at: string): string => `
  known_sessions as (
    select ${columnsOf('s', SESSION_COLUMNS)} from index_sessions s where s.index_id = $1 and s.known_from <= ${at}::timestamptz
    union all
    select ${columnsOf('h', SESSION_COLUMNS)} from index_session_history h
    where h.index_id = $1 and h.known_from <= ${at}::timestamptz and h.known_until > ${at}::timestamptz)`;

const LEVEL_COLUMNS = [
  ...['index_id', 'date', 'daily_return', 'cumulative_return', 'level', 'constituents'],
  ...['session_return', 'turnover', 'benchmark_return', 'benchmark_level', 'net_level'],
];

/** `known_levels`: what `index_performance` said. */
export const knownLevels = (at: string): string => `
  known_levels as (
    select ${columnsOf('p', LEVEL_COLUMNS)} from index_performance p where p.index_id = $1 and p.known_from <= ${at}::timestamptz
    union all
    select ${columnsOf('h', LEVEL_COLUMNS)} from index_performance_history h
    where h.index_id = $1 and h.known_from <= ${at}::timestamptz and h.known_until > ${at}::timestamptz)`;

const CHANGE_COLUMNS = ['ticker', 'action', 'rank', 'previous_rank', 'reason', 'new_ticker'];

/** `known_changes`: what `composition_changes` said. */
export const knownChanges = (at: string): string => `
  known_changes as (
    select c.index_id, c.date, ${columnsOf('c', CHANGE_COLUMNS)} from composition_changes c
    join index_sessions s on s.index_id = c.index_id and s.date = c.date
    where c.index_id = $1 and s.known_from <= ${at}::timestamptz
    union all
    select h.index_id, h.date, ${columnsOf('c', CHANGE_COLUMNS)} from index_session_history h
    cross join lateral jsonb_to_recordset(h.changes) as c(ticker text collate "C", action text, rank int4, previous_rank int4,
      reason text, new_ticker text collate "C")
    where h.index_id = $1 and h.known_from <= ${at}::timestamptz and h.known_until > ${at}::timestamptz)`;

/** The base session of the index, whose composition is no change. */
export const BASE = 'select i.base_session from indices i where i.id = $1';
/** As it was known; over `known_sessions`. */
export const BASE_AS_KNOWN = `select min(b.date) from known_sessions b where b.status = 'published'`;

function columnsOf(table: string, columns: readonly string[]): string {
  return columns.map((column) => `${table}.${column}`).join(', ');
}
