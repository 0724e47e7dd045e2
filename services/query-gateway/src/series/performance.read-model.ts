import type { Gap } from '#contracts/api/performance.schema';
import type { Queryable } from '#storage/database';
import { knownLevels, knownSessions } from './known-sessions.js';

export interface PerformancePage {
  /** Percent; null when no session of the range is published. */
  readonly period_return: number | null;
  /** Percent; null where the benchmark is not known at both ends. */
  readonly benchmark_period_return: number | null;
  /** Percent, after the cost of trading; null when no session of the range is published. */
  readonly net_period_return: number | null;
  readonly gaps: Gap[];
  /** Up to one row more than asked for, which tells that there is a further page. */
  readonly rows: PerformanceRow[];
}

export interface PerformanceRow {
  readonly date: string;
  readonly daily_return: number | null;
  readonly cumulative_return: number;
  readonly level: number;
  readonly constituents: number;
  /** Percent. */
  readonly benchmark_return: number | null;
  readonly benchmark_level: number | null;
  readonly net_level: number;
}

export interface RangePageRequest {
  readonly indexId: string;
  readonly start: string;
  readonly end: string;
  /** The last date of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
  /** Undefined: as it is known now. */
  readonly asKnownAt: string | undefined;
}

/** `$1` index, `$2` start, `$3` end: the sessions of a range that are not published. As json, which keeps the order of fields; jsonb has its own. */
export const gapsOf = (sessions: string): string => `
  select coalesce(json_agg(json_build_object('date', g.date, 'status', g.status, 'reasons', g.reasons) order by g.date), '[]')
  from ${sessions} g
  where g.index_id = $1 and g.date between $2::date and $3::date and g.status <> 'published'`;

/**
 * `$1` index, `$2` start, `$3` end: the last published session before a range, where there is one, else the first in it. A range
 * counts from its close on.
 */
export const windowBaseOf = (levels: string): string => `
  select b.date, b.level, b.benchmark_level, b.net_level from (
    (select p.date, p.level, p.benchmark_level, p.net_level, 1 as choice from ${levels} p
      where p.index_id = $1 and p.date < $2::date order by p.date desc limit 1)
    union all
    (select p.date, p.level, p.benchmark_level, p.net_level, 2 as choice from ${levels} p
      where p.index_id = $1 and p.date between $2::date and $3::date order by p.date limit 1)) b
  order by b.choice limit 1`;

const performanceOf = (levels: string, sessions: string): string => `
  select e.level as end_level, e.benchmark_level as benchmark_end_level, f.level as start_level,
    f.benchmark_level as benchmark_start_level, e.net_level as net_end_level, f.net_level as net_start_level, (${gapsOf(sessions)}) as gaps,
    (select coalesce(json_agg(json_build_object('date', d.date, 'daily_return', d.daily_return,
        'cumulative_return', d.cumulative_return, 'level', d.level, 'constituents', d.constituents,
        'benchmark_return', 100 * d.benchmark_return, 'benchmark_level', d.benchmark_level, 'net_level', d.net_level) order by d.date), '[]')
      from (select p.* from ${levels} p
        where p.index_id = $1 and p.date between $2::date and $3::date and ($4::date is null or p.date > $4::date)
        order by p.date limit $5) d) as rows
  from (values (1)) one
  left join lateral (select p.level, p.benchmark_level, p.net_level from ${levels} p
    where p.index_id = $1 and p.date between $2::date and $3::date order by p.date desc limit 1) e on true
  left join lateral (${windowBaseOf(levels)}) f on true`;

const PERFORMANCE = performanceOf('index_performance', 'index_sessions');
const PERFORMANCE_AS_KNOWN = `with ${knownLevels('$6')}, ${knownSessions('$6')} ${performanceOf('known_levels', 'known_sessions')}`;

/** What an index earned in a range: one page of sessions, and of the whole range its return and its gaps. */
export async function readPerformance(database: Queryable, request: RangePageRequest): Promise<PerformancePage> {
  const { asKnownAt } = request;
  const [row] = await database.query<{
    end_level: number | null;
    start_level: number | null;
    benchmark_end_level: number | null;
    benchmark_start_level: number | null;
    net_end_level: number | null;
    net_start_level: number | null;
    gaps: Gap[];
    rows: PerformanceRow[];
  }>(asKnownAt === undefined ? PERFORMANCE : PERFORMANCE_AS_KNOWN, [
    ...[request.indexId, request.start, request.end, request.after, request.limit + 1],
    ...(asKnownAt === undefined ? [] : [asKnownAt]),
  ]);
  if (row === undefined) throw new Error('a query without a table answered no row');
  return {
    period_return: percentBetween(row.start_level, row.end_level),
    benchmark_period_return: percentBetween(row.benchmark_start_level, row.benchmark_end_level),
    net_period_return: percentBetween(row.net_start_level, row.net_end_level),
    gaps: row.gaps,
    rows: row.rows,
  };
}

export function percentBetween(first: number | null, last: number | null): number | null {
  return first === null || last === null ? null : (last / first - 1) * 100;
}
