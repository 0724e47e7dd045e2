import type { IntervalPerformanceAnswer, IntervalPerformanceQuery, PeriodRow } from '#contracts/api/interval.schema';
import { periodPerformance } from '#domain/period-performance';
import type { LevelPoint, Period, PeriodPerformance } from '#domain/period-performance';
import type { Queryable } from '#storage/database';
import type { SessionRange } from '../answers/data-revision.js';
import { encodeCursor } from '../http/paging-cursor.js';
import { nothingPublishedIn } from './index-not-built.js';
import { percentBetween } from './performance.read-model.js';
import { readSeries } from './series.read-model.js';
import type { SeriesPoint } from './series.read-model.js';

export interface PeriodsRequest {
  readonly indexId: string;
  readonly query: IntervalPerformanceQuery;
  readonly interval: Period;
  /** The last session of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

type PeriodsPage = Pick<
  IntervalPerformanceAnswer,
  'period_return' | 'benchmark_period_return' | 'gaps' | 'data' | 'next_cursor'
>;

/** What an index did in the periods of a range: one page of them, and of the whole range its return and its gaps. */
export async function readPeriods(
  database: Queryable,
  built: SessionRange,
  { indexId, query, interval, after, limit }: PeriodsRequest,
): Promise<PeriodsPage> {
  const { start_date: start, end_date: end, as_known_at: asKnownAt } = query;
  const { gaps, points } = await readSeries(database, { indexId, start, end, asKnownAt });
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last.date < start) throw nothingPublishedIn(query, built);
  const before = first.date < start;
  const periods = periodPerformance(interval, {
    before: before ? levelPoint(first) : null,
    points: points.slice(before ? 1 : 0).map(levelPoint),
    end: end < built.last_session ? end : built.last_session,
  });
  const rest = periods.filter(({ lastSession }) => after === null || lastSession > after);
  const data = rest.slice(0, limit);
  const pageEnd = data.at(-1)?.lastSession;
  return {
    period_return: (last.level / first.level - 1) * 100,
    benchmark_period_return: percentBetween(first.benchmark_level, last.benchmark_level),
    gaps,
    data: data.map(rowOf),
    next_cursor: rest.length > limit && pageEnd !== undefined ? encodeCursor([pageEnd]) : null,
  };
}

function levelPoint({ date, level, benchmark_level: benchmarkLevel }: SeriesPoint): LevelPoint {
  return { session: date, level, benchmarkLevel };
}

const percent = (fraction: number | null): number | null => (fraction === null ? null : 100 * fraction);

function rowOf(period: PeriodPerformance): PeriodRow {
  return {
    period: period.period,
    first_session: period.firstSession,
    last_session: period.lastSession,
    sessions: period.sessions,
    period_return: percent(period.periodReturn),
    level: period.level,
    benchmark_return: percent(period.benchmarkReturn),
    benchmark_level: period.benchmarkLevel,
    complete: period.complete,
  };
}
