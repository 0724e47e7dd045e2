import type { Gap } from '#contracts/api/performance.schema';
import type { Queryable } from '#storage/database';
import { knownLevels, knownSessions } from './known-sessions.js';

export interface PerformancePage {
  /** Percent; null when no session of the range is published. */
  readonly period_return: number | null;
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

const performanceOf = (levels: string, sessions: string): string => `
  select
    (select p.level from ${levels} p
      where p.index_id = $1 and p.date between $2::date and $3::date order by p.date desc limit 1) as end_level,
    coalesce(
      (select p.level from ${levels} p where p.index_id = $1 and p.date < $2::date order by p.date desc limit 1),
      (select p.level from ${levels} p
        where p.index_id = $1 and p.date between $2::date and $3::date order by p.date limit 1)
    ) as start_level,
    (${gapsOf(sessions)}) as gaps,
    (select coalesce(json_agg(json_build_object('date', d.date, 'daily_return', d.daily_return,
        'cumulative_return', d.cumulative_return, 'level', d.level, 'constituents', d.constituents) order by d.date), '[]')
      from (select p.* from ${levels} p
        where p.index_id = $1 and p.date between $2::date and $3::date and ($4::date is null or p.date > $4::date)
        order by p.date limit $5) d) as rows`;

const PERFORMANCE = performanceOf('index_performance', 'index_sessions');
const PERFORMANCE_AS_KNOWN = `with ${knownLevels('$6')}, ${knownSessions('$6')} ${performanceOf('known_levels', 'known_sessions')}`;

/** What an index earned in a range: one page of sessions, and of the whole range its return and its gaps. */
export async function readPerformance(database: Queryable, request: RangePageRequest): Promise<PerformancePage> {
  const { asKnownAt } = request;
  const [row] = await database.query<{
    end_level: number | null;
    start_level: number | null;
    gaps: Gap[];
    rows: PerformanceRow[];
  }>(asKnownAt === undefined ? PERFORMANCE : PERFORMANCE_AS_KNOWN, [
    ...[request.indexId, request.start, request.end, request.after, request.limit + 1],
    ...(asKnownAt === undefined ? [] : [asKnownAt]),
  ]);
  if (row === undefined) throw new Error('a query without a table answered no row');
  const { end_level: endLevel, start_level: startLevel, gaps, rows } = row;
  return {
    period_return: endLevel === null || startLevel === null ? null : (endLevel / startLevel - 1) * 100,
    gaps,
    rows,
  };
}
