import type { IndexDefinition } from '#domain/index-definition';
import type { Queryable } from '#storage/database';

export interface ExportRequest {
  readonly indexId: string;
  /** Calendar dates, both included. */
  readonly start: string;
  readonly end: string;
}

/** Which state of the data is read; an export of two states would be of neither. */
export interface DataState {
  readonly definition: IndexDefinition | null;
  readonly data_revision: number;
  readonly index_revision: number | null;
  readonly performance_revision: number | null;
  readonly base_session: string | null;
  readonly last_session: string | null;
  readonly simulated: boolean;
}

export interface SessionRow {
  readonly date: string;
  readonly status: 'published' | 'incomplete' | 'missing';
  readonly reasons: string[];
}

export interface PerformanceRow {
  readonly date: string;
  /** Fraction; null on the base session. */
  readonly session_return: number | null;
  /** Percent. */
  readonly cumulative_return: number;
  readonly level: number;
  readonly constituents: number;
  /** One-way, a fraction. */
  readonly turnover: number | null;
}

export interface CompositionRow {
  readonly date: string;
  readonly rank: number | null;
  readonly ticker: string;
  readonly name: string | null;
  readonly sector: string | null;
  readonly exchange: string | null;
  readonly weight: number;
  readonly close: number;
  readonly market_cap: number | null;
}

export interface ChangeRow {
  readonly date: string;
  readonly action: 'entered' | 'exited' | 'renamed';
  readonly ticker: string;
  readonly name: string | null;
  readonly rank: number | null;
  readonly previous_rank: number | null;
  readonly reason: string | null;
  /** What a member that was renamed is called from then on. */
  readonly new_ticker: string | null;
}

export interface ChangeCounts {
  readonly entered: number;
  readonly exited: number;
  readonly renamed: number;
  /** Sessions on which a line entered or left; one with another name is no other line. */
  readonly sessions: number;
}

const STATE = `
  select i.definition, s.revision as data_revision, i.revision as index_revision, p.revision as performance_revision,
    i.base_session, i.last_session, s.simulated
  from ingestion_state s
  left join indices i on i.id = $1
  left join index_performance_state p on p.index_id = i.id`;

export async function readDataState(database: Queryable, indexId: string): Promise<DataState> {
  const [row] = await database.query<DataState>(STATE, [indexId]);
  if (row === undefined) throw new Error('ingestion_state has no row: the migrations have not been applied');
  return row;
}

const SESSIONS = `
  select s.date, s.status, s.reasons from index_sessions s
  where s.index_id = $1 and s.date between $2::date and $3::date order by s.date`;

export function readSessions(database: Queryable, { indexId, start, end }: ExportRequest): Promise<SessionRow[]> {
  return database.query<SessionRow>(SESSIONS, [indexId, start, end]);
}

const PERFORMANCE = `
  select p.date, p.session_return, p.cumulative_return, p.level, p.constituents, p.turnover from index_performance p
  where p.index_id = $1 and p.date <= $3::date and p.date >= coalesce(
    (select max(b.date) from index_performance b where b.index_id = $1 and b.date < $2::date), $2::date)
  order by p.date`;

/** The sessions of the range and, before them, the one whose level the range starts from (when there is one). */
export function readPerformance(
  database: Queryable,
  { indexId, start, end }: ExportRequest,
): Promise<PerformanceRow[]> {
  return database.query<PerformanceRow>(PERFORMANCE, [indexId, start, end]);
}

/** The initial composition, of the base session, is not a change. */
const IS_CHANGE = `c.index_id = $1 and c.date between $2::date and $3::date
    and c.date is distinct from (select i.base_session from indices i where i.id = $1)`;

const CHANGE_COUNTS = `
  select count(*) filter (where c.action = 'entered') as entered, count(*) filter (where c.action = 'exited') as exited,
    count(*) filter (where c.action = 'renamed') as renamed,
    count(distinct c.date) filter (where c.action <> 'renamed') as sessions
  from composition_changes c where ${IS_CHANGE}`;

export async function countChanges(database: Queryable, { indexId, start, end }: ExportRequest): Promise<ChangeCounts> {
  const [row] = await database.query<ChangeCounts>(CHANGE_COUNTS, [indexId, start, end]);
  return row ?? { entered: 0, exited: 0, renamed: 0, sessions: 0 };
}

const COMPOSITIONS = `
  select c.date, c.rank, c.ticker, k.name, k.sector, k.exchange, c.weight, c.close, c.market_cap
  from index_compositions c left join stocks k on k.ticker = c.ticker
  where c.index_id = $1 and c.date between $2::date and $3::date
  order by c.date, c.rank nulls last, c.ticker`;

export function readCompositions(
  database: Queryable,
  { indexId, start, end }: ExportRequest,
): Promise<CompositionRow[]> {
  return database.query<CompositionRow>(COMPOSITIONS, [indexId, start, end]);
}

const CHANGES = `
  select c.date, c.action, c.ticker, k.name, c.rank, c.previous_rank, c.reason, c.new_ticker
  from composition_changes c left join stocks k on k.ticker = c.ticker
  where ${IS_CHANGE}
  order by c.date, c.action, c.ticker`;

export function readChanges(database: Queryable, { indexId, start, end }: ExportRequest): Promise<ChangeRow[]> {
  return database.query<ChangeRow>(CHANGES, [indexId, start, end]);
}
