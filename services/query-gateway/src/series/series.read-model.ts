import type { Gap } from '#contracts/api/performance.schema';
import type { Queryable } from '#storage/database';
import { knownLevels, knownSessions } from './known-sessions.js';
import { gapsOf, windowBaseOf } from './performance.read-model.js';

export interface SeriesRequest {
  readonly indexId: string;
  readonly start: string;
  readonly end: string;
  /** Undefined: as it is known now. */
  readonly asKnownAt: string | undefined;
}

export interface SeriesPoint {
  readonly date: string;
  readonly level: number;
  /** Fractions. */
  readonly session_return: number | null;
  readonly turnover: number | null;
  readonly benchmark_return: number | null;
  readonly benchmark_level: number | null;
  readonly net_level: number;
}

export interface Series {
  readonly gaps: Gap[];
  /** The published sessions of the range, after the last one before it where there is one; oldest first. */
  readonly points: SeriesPoint[];
}

const seriesOf = (levels: string, sessions: string): string => `
  select (${gapsOf(sessions)}) as gaps,
    (select coalesce(json_agg(json_build_object('date', p.date, 'level', p.level, 'session_return', p.session_return,
        'turnover', p.turnover, 'benchmark_return', p.benchmark_return, 'benchmark_level', p.benchmark_level, 'net_level', p.net_level) order by p.date), '[]')
      from ${levels} p
      where p.index_id = $1 and p.date <= $3::date and p.date >= (select f.date from (${windowBaseOf(levels)}) f)) as points`;

const SERIES = seriesOf('index_performance', 'index_sessions');
const SERIES_AS_KNOWN = `with ${knownLevels('$4')}, ${knownSessions('$4')} ${seriesOf('known_levels', 'known_sessions')}`;

/** The whole series of a range: what its figures are made from. */
export async function readSeries(database: Queryable, request: SeriesRequest): Promise<Series> {
  const { indexId, start, end, asKnownAt } = request;
  const [row] = await database.query<Series>(asKnownAt === undefined ? SERIES : SERIES_AS_KNOWN, [
    ...[indexId, start, end],
    ...(asKnownAt === undefined ? [] : [asKnownAt]),
  ]);
  if (row === undefined) throw new Error('a query without a table answered no row');
  return row;
}
