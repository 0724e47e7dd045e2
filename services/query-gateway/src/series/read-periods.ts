import type { IntervalPerformanceAnswer, IntervalPerformanceQuery, PeriodRow } from '#contracts/api/interval.schema';
import { periodPerformance } from '#domain/period-performance';
import type { LevelPoint, Period, PeriodPerformance } from '#domain/period-performance';
import type { Queryable } from '#storage/database';
import { pageOf } from '../http/paging-cursor.js';
import { nothingPublishedIn } from './index-not-built.js';
import { percentBetween } from './performance.read-model.js';
import type { AskedRange } from './range-questions.js';
import { readSeries } from './series.read-model.js';
import type { SeriesPoint } from './series.read-model.js';

type PeriodsPage = Pick<
  IntervalPerformanceAnswer,
  'period_return' | 'benchmark_period_return' | 'net_period_return' | 'gaps' | 'data' | 'next_cursor'
>;

/** What an index did in the periods of a range: one page of them, and of the whole range its return and its gaps. */
export async function readPeriods(
  database: Queryable,
  interval: Period,
  asked: AskedRange<IntervalPerformanceQuery>,
): Promise<PeriodsPage> {
  const { indexId, start, end, after, limit, query, built } = asked;
  const { gaps, points } = await readSeries(database, asked);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last.date < start) throw nothingPublishedIn(query, built, indexId);
  const before = first.date < start;
  const periods = periodPerformance(interval, {
    before: before ? levelPoint(first) : null,
    points: points.slice(before ? 1 : 0).map(levelPoint),
    end: end < built.last_session ? end : built.last_session,
  });
  const rest = periods.filter(({ lastSession }) => after === null || lastSession > after);
  const { data, next_cursor } = pageOf(rest, limit, ({ lastSession }) => [lastSession]);
  return {
    period_return: (last.level / first.level - 1) * 100,
    benchmark_period_return: percentBetween(first.benchmark_level, last.benchmark_level),
    net_period_return: (last.net_level / first.net_level - 1) * 100,
    gaps,
    data: data.map(rowOf),
    next_cursor,
  };
}

function levelPoint({ date, level, net_level: netLevel, benchmark_level: benchmarkLevel }: SeriesPoint): LevelPoint {
  return { session: date, level, netLevel, benchmarkLevel };
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
    net_level: period.netLevel,
  };
}
